package dev.parley.chat.sequencing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.log.Command;
import dev.parley.proto.v1.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/// Every role does everything to everybody under every policy: 4 roles (a stranger is one) × 16 commands × 5 targets ×
/// 16 policies, each judged by the sequencer and by the rules of the protocol as they are written down here once more.
class PermissionsTest {

    private static final Path PAGE = Path.of("../docs/permissions.md");

    private static final List<String> ACTORS = List.of("owner", "admin", "member", "stranger");
    private static final List<String> TARGETS = List.of("self", "owner2", "admin2", "other", "nobody");

    /// What a command is called here, how it is made for a user and a target, and the rule.
    private record Case(String name, BiFunction<String, String, Command> command, Rule rule) {}

    /// Whether `actor` (a role's word) may do it to `target` (`self`, or the role's word with a 2, or
    /// `other` for a member) under `policy`.
    @FunctionalInterface
    private interface Rule {
        boolean allows(String actor, String target, Policy policy);
    }

    private static final List<Case> CASES = List.of(
            new Case(
                    "post",
                    (user, target) -> Commands.post(user, "hi"),
                    (actor, target, policy) ->
                            isAdmin(actor) || policy.getPost().equals("all")),
            new Case("react", (user, target) -> Commands.react(user, 6, "+1"), (actor, target, policy) -> true),
            new Case(
                    "edit",
                    (user, target) -> Commands.edit(user, 6, target),
                    (actor, target, policy) -> target.equals("self")),
            new Case(
                    "delete",
                    (user, target) -> Commands.delete(user, 6, target),
                    (actor, target, policy) -> target.equals("self") || isAdmin(actor)),
            new Case(
                    "pin",
                    (user, target) -> Commands.pin(user, 6),
                    (actor, target, policy) -> isAdmin(actor) || policy.getPin().equals("all")),
            new Case(
                    "add",
                    (user, target) -> Commands.add(user, List.of("joiner")),
                    (actor, target, policy) -> isAdmin(actor) || policy.getAdd().equals("all")),
            new Case(
                    "invite",
                    (user, target) -> Commands.invite(user, "i1"),
                    (actor, target, policy) -> isAdmin(actor) || policy.getAdd().equals("all")),
            new Case(
                    "remove",
                    Commands::remove,
                    (actor, target, policy) -> target.equals("self")
                            || actor.equals("owner")
                            || (actor.equals("admin") && (target.equals("other") || target.equals("nobody")))),
            new Case(
                    "make admin",
                    (user, target) -> Commands.role(user, target, "admin"),
                    (actor, target, policy) -> actor.equals("owner")),
            new Case(
                    "make owner",
                    (user, target) -> Commands.role(user, target, "owner"),
                    (actor, target, policy) -> actor.equals("owner")),
            new Case(
                    "make member",
                    (user, target) -> Commands.role(user, target, "member"),
                    (actor, target, policy) -> actor.equals("owner")),
            new Case("transfer ownership", Commands::transfer, (actor, target, policy) -> actor.equals("owner")),
            new Case(
                    "rename",
                    (user, target) -> Commands.rename(user, "New"),
                    (actor, target, policy) ->
                            isAdmin(actor) || policy.getRename().equals("all")),
            new Case(
                    "describe",
                    (user, target) -> Commands.describe(user, "New"),
                    (actor, target, policy) ->
                            isAdmin(actor) || policy.getRename().equals("all")),
            new Case(
                    "change picture",
                    (user, target) -> Commands.picture(user, "m1"),
                    (actor, target, policy) ->
                            isAdmin(actor) || policy.getRename().equals("all")),
            new Case(
                    "change policy",
                    (user, target) -> Commands.policy(user, Policy.newBuilder().setHistory("all")),
                    (actor, target, policy) -> actor.equals("owner")));

    private static boolean isAdmin(String role) {
        return role.equals("owner") || role.equals("admin");
    }

    @Test
    void everyRole_doesEverything_toEverybody_underEveryPolicy() {
        int judged = 0;
        for (Policy policy : policies()) {
            for (Case action : CASES) {
                for (String actor : ACTORS) {
                    for (String target : TARGETS) {
                        judge(policy, action, actor, target);
                        judged++;
                    }
                }
            }
        }
        assertThat(judged).isEqualTo(16 * CASES.size() * ACTORS.size() * TARGETS.size());
    }

    private static void judge(Policy policy, Case action, String actor, String target) {
        Partition partition = groupUnder(policy);
        Command command = action.command().apply(actor, target.equals("self") ? actor : target);
        String name = "%s %s %s under %s".formatted(actor, action.name(), target, words(policy));
        if (actor.equals("stranger")) {
            assertThat(partition.answer(command).getRefused().getCode())
                    .as(name)
                    .isEqualTo(ErrorCode.NOT_A_MEMBER.name());
            return;
        }
        Decision decision = partition.decide(command);
        String refusal =
                decision instanceof Decision.Answer answer && answer.outcome().hasRefused()
                        ? answer.outcome().getRefused().getCode()
                        : "";
        if (action.rule().allows(actor, target, policy)) {
            // A member who is not there is not found, once the role would have been enough.
            boolean missing = target.equals("nobody")
                    && Set.of("remove", "make admin", "make owner", "make member", "transfer ownership")
                            .contains(action.name());
            assertThat(refusal).as(name).isEqualTo(missing ? ErrorCode.NOT_FOUND.name() : "");
        } else {
            assertThat(refusal).as(name).isEqualTo(ErrorCode.FORBIDDEN.name());
        }
    }

    /// owner and owner2, admin and admin2, member and other; seq 6 is a message.
    private static Partition groupUnder(Policy policy) {
        Partition partition = new Partition();
        partition.accept(Commands.createGroup("owner", List.of("owner2", "admin", "admin2", "member", "other")));
        partition.accept(Commands.role("owner", "owner2", "owner"));
        partition.accept(Commands.role("owner", "admin", "admin"));
        partition.accept(Commands.role("owner", "admin2", "admin"));
        partition.accept(Commands.policy("owner", policy.toBuilder()));
        partition.accept(Commands.post("owner", "a message"));
        return partition;
    }

    private static List<Policy> policies() {
        List<Policy> policies = new ArrayList<>();
        for (int bits = 0; bits < 16; bits++) {
            policies.add(Policy.newBuilder()
                    .setPost(word(bits, 1))
                    .setAdd(word(bits, 2))
                    .setRename(word(bits, 4))
                    .setPin(word(bits, 8))
                    .build());
        }
        return policies;
    }

    private static String word(int bits, int bit) {
        return (bits & bit) == 0 ? "admins" : "all";
    }

    private static String words(Policy policy) {
        return "post=%s add=%s rename=%s pin=%s"
                .formatted(policy.getPost(), policy.getAdd(), policy.getRename(), policy.getPin());
    }

    /// The page is the table. To write it anew: take the text this test prints.
    @Test
    void thePageShowsTheTable() throws IOException {
        assertThat(Files.readString(PAGE)).contains(table());
    }

    private static String table() {
        Policy open = policies().getLast();
        StringBuilder table =
                new StringBuilder("| action | owner | admin | member | opened to all by |\n|---|---|---|---|---|\n");
        for (Permissions.Action action : Permissions.Action.values()) {
            Set<Role> always = Permissions.standard().always(action);
            table.append("| ").append(action.name().toLowerCase(Locale.ROOT).replace('_', ' '));
            for (Role role : Role.values()) {
                table.append(" | ").append(always.contains(role) ? "yes" : "–");
            }
            table.append(" | ").append(opener(action, open)).append(" |\n");
        }
        return table.toString();
    }

    /// The field of the policy that opens the action, found by closing one after the other.
    private static String opener(Permissions.Action action, Policy open) {
        if (!Permissions.openedBy(action, open).equals("all")) {
            return "";
        }
        return Policy.getDescriptor().getFields().stream()
                .filter(field -> open.hasField(field))
                .filter(field -> Permissions.openedBy(
                                action, open.toBuilder().clearField(field).build())
                        .isEmpty())
                .map(field -> "`" + field.getJsonName() + ": all`")
                .findAny()
                .orElse("");
    }
}
