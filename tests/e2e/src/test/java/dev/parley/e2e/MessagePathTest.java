package dev.parley.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds `docs/message-path.md` against the code, in both directions.
class MessagePathTest {

    private static final String[] MODULES = {"gateway-service", "chat-service", "router-service", "history-service"};
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d[ab]?) \\| `(\\w+)` \\| ([\\w-]+) \\|$");
    private static final Pattern CLAIM = Pattern.compile("(?m)^/// Step (\\d[ab]?) of docs/message-path\\.md");

    private final Repository repository = Repository.here();

    @Test
    void everyStepOfThePage_isClaimedByTheClassItNames_andNoOtherClassClaimsOne() {
        Map<String, String> page = new TreeMap<>();
        Matcher row = ROW.matcher(repository.read("docs/message-path.md"));
        while (row.find()) {
            page.put(row.group(1), row.group(3) + "/" + row.group(2));
        }

        Map<String, String> code = new TreeMap<>();
        for (String module : MODULES) {
            for (Path source : repository.mainSources(module)) {
                Matcher claim = CLAIM.matcher(repository.read(source));
                while (claim.find()) {
                    String name = source.getFileName().toString().replace(".java", "");
                    String former = code.put(claim.group(1), module + "/" + name);
                    assertThat(former)
                            .as("second class for step " + claim.group(1))
                            .isNull();
                }
            }
        }

        assertThat(page.keySet()).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9a");
        assertThat(code).isEqualTo(page);
    }
}
