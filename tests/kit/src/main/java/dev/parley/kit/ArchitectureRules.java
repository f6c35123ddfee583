package dev.parley.kit;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/// The house rules that a compiler does not know. A module checks itself in one test:
///
/// ```java
/// final class ArchitectureTest {
///     @Test
///     void module_keepsTheHouseRules() {
///         ArchitectureRules.of("dev.parley.chat").withPurePackages("dev.parley.chat.sequencing").check();
///     }
/// }
/// ```
public final class ArchitectureRules {

    private static final String[] FORBIDDEN_NAMES = {
        "..util..",
        "..utils..",
        "..common..",
        "..manager..",
        "..impl..",
        "..helper..",
        "..helpers..",
        "..service..",
        "..services.."
    };

    private static final String[] ADAPTER_LIBRARIES = {
        "org.springframework..",
        "org.apache.kafka..",
        "io.lettuce..",
        "com.datastax..",
        "reactor..",
        "io.netty..",
        "java.net.http..",
        "java.sql.."
    };

    private final String rootPackage;
    private final List<String> purePackages;

    private ArchitectureRules(String rootPackage, List<String> purePackages) {
        this.rootPackage = rootPackage;
        this.purePackages = List.copyOf(purePackages);
    }

    /// Rules for all classes of this module at and below a package, its tests included.
    public static ArchitectureRules of(String rootPackage) {
        return new ArchitectureRules(rootPackage, List.of());
    }

    /// Packages that decide and do not talk: plain Java, testable in microseconds.
    public ArchitectureRules withPurePackages(String... packages) {
        return new ArchitectureRules(rootPackage, List.of(packages));
    }

    /// @throws AssertionError with every violation of the first broken rule
    public void check() {
        JavaClasses all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
                .importPackages(rootPackage);
        if (all.isEmpty()) {
            throw new AssertionError("no classes at " + rootPackage + ": the rules would hold for nothing");
        }
        for (ArchRule rule : rules()) {
            rule.allowEmptyShould(true).check(all);
        }
        for (String pure : purePackages) {
            pure(pure).check(all);
        }
    }

    private static List<ArchRule> rules() {
        return List.of(
                noClasses()
                        .should()
                        .resideInAnyPackage(FORBIDDEN_NAMES)
                        .because("packages are named for the step of the path they are"),
                classes()
                        .that(haveTests())
                        .should()
                        .haveSimpleNameEndingWith("Test")
                        .orShould()
                        .haveSimpleNameEndingWith("IT")
                        .because("a test under another name is run by neither surefire nor failsafe"),
                noClasses()
                        .that(areTests())
                        .should()
                        .callMethodWhere(describe(
                                "Thread.sleep",
                                call -> call.getTargetOwner().isEquivalentTo(Thread.class)
                                        && call.getTarget().getName().equals("sleep")))
                        .because("a test that sleeps is either slow or wrong; wait for the condition with Awaitility"),
                fields().should()
                        .notBeAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
                        .andShould()
                        .notBeAnnotatedWith("jakarta.inject.Inject")
                        .because("what a class needs stands in its constructor"));
    }

    private static ArchRule pure(String name) {
        return noClasses()
                .that(describe(
                        "are in " + name + " and no tests",
                        type -> (type.getPackageName().equals(name)
                                        || type.getPackageName().startsWith(name + "."))
                                && !areTests().test(type)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ADAPTER_LIBRARIES)
                .because("what decides is plain Java; what talks is a thin adapter around it");
    }

    private static DescribedPredicate<JavaClass> haveTests() {
        return describe(
                "have a test method",
                type -> !type.isAnonymousClass()
                        && type.getEnclosingClass().isEmpty()
                        && !type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT)
                        && type.getMethods().stream()
                                .anyMatch(method -> method.isAnnotatedWith("org.junit.jupiter.api.Test")
                                        || method.isMetaAnnotatedWith("org.junit.jupiter.api.Test")
                                        || method.isAnnotatedWith("org.junit.jupiter.params.ParameterizedTest")));
    }

    private static DescribedPredicate<JavaClass> areTests() {
        return describe(
                "are test code",
                type -> type.getSource()
                        .map(source -> source.getUri().toString().contains("/test-classes/"))
                        .orElse(false));
    }
}
