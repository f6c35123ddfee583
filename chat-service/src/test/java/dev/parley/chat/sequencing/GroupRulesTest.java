package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.Commands.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.v1.Policy;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Who may do what in a group, and what membership changes do.
class GroupRulesTest {

    private static final String OK = "OK";

    private final Partition partition = new Partition();

    @BeforeEach
    void aGroupWithEveryRole() {
        partition.accept(Commands.createGroup("owner", List.of("admin", "member", "other", "admin2", "owner2")));
        partition.accept(Commands.role("owner", "admin", "admin"));
        partition.accept(Commands.role("owner", "admin2", "admin"));
        partition.accept(Commands.role("owner", "owner2", "owner"));
        partition.accept(Commands.post("other", "a message, seq 5"));
    }

    @ParameterizedTest(name = "{0}: owner {1}, admin {2}, member {3}")
    @CsvSource({
        "post, OK, OK, OK",
        "react, OK, OK, OK",
        "edit own, OK, OK, OK",
        "edit others', FORBIDDEN, FORBIDDEN, FORBIDDEN",
        "delete own, OK, OK, OK",
        "delete others', OK, OK, FORBIDDEN",
        "add, OK, OK, FORBIDDEN",
        "remove member, OK, OK, FORBIDDEN",
        "remove admin, OK, FORBIDDEN, FORBIDDEN",
        "remove owner, OK, FORBIDDEN, FORBIDDEN",
        "leave, OK, OK, OK",
        "change role, OK, FORBIDDEN, FORBIDDEN",
        "rename, OK, OK, FORBIDDEN",
        "change policy, OK, FORBIDDEN, FORBIDDEN"
    })
    void rolesMayDo(String action, String owner, String admin, String member) {
        check(action, "member", member);
        check(action, "admin", admin);
        check(action, "owner", owner);
        assertThat(partition.answer(command(action, "stranger")).getRefused().getCode())
                .isEqualTo("NOT_A_MEMBER");
    }

    private void check(String action, String user, String expected) {
        Command command = command(action, user);
        if (expected.equals(OK)) {
            partition.accept(command);
            undo(action);
        } else {
            partition.refuse(command, ErrorCode.valueOf(expected));
        }
    }

    private static Command command(String action, String user) {
        return switch (action) {
            case "post" -> Commands.post(user, "hi");
            case "react" -> Commands.react(user, 5, "+1");
            case "edit own" -> Commands.edit(user, 5, user);
            case "edit others'" -> Commands.edit(user, 5, "other");
            case "delete own" -> Commands.delete(user, 5, user);
            case "delete others'" -> Commands.delete(user, 5, "other");
            case "add" -> Commands.add(user, List.of("joiner"));
            case "remove member" -> Commands.remove(user, "other");
            case "remove admin" -> Commands.remove(user, "admin2");
            case "remove owner" -> Commands.remove(user, "owner2");
            case "leave" -> Commands.remove(user, user);
            case "change role" -> Commands.role(user, "other", "admin");
            case "rename" -> Commands.rename(user, "Renamed");
            case "change policy" -> Commands.policy(user, Policy.newBuilder().setHistory("all"));
            default -> throw new IllegalArgumentException(action);
        };
    }

    /// So that the next role meets the same group.
    private void undo(String action) {
        switch (action) {
            case "add" -> partition.accept(Commands.remove("owner2", "joiner"));
            case "remove member" -> partition.accept(Commands.add("owner2", List.of("other")));
            default -> {}
        }
    }

    @Test
    void policies_openWhatIsClosed_andCloseWhatIsOpen() {
        partition.accept(Commands.policy(
                "owner", Policy.newBuilder().setPost("admins").setAdd("all").setRename("all")));

        partition.refuse(Commands.post("member", "hi"), ErrorCode.FORBIDDEN);
        partition.accept(Commands.post("admin", "hi"));
        partition.accept(Commands.add("member", List.of("joiner")));
        partition.accept(Commands.rename("member", "By a member"));
        partition.accept(Commands.react("member", 5, "+1"));
    }

    @Test
    void aPolicyChange_carriesTheWholePolicy() {
        LogEvent first =
                partition.accept(Commands.policy("owner", Policy.newBuilder().setPost("admins")));
        LogEvent second =
                partition.accept(Commands.policy("owner", Policy.newBuilder().setHistory("all")));

        assertThat(first.getEvent().getPolicyChanged().getPolicy())
                .isEqualTo(Policies.GROUP_DEFAULT.toBuilder().setPost("admins").build());
        assertThat(second.getEvent().getPolicyChanged().getPolicy())
                .isEqualTo(Policies.GROUP_DEFAULT.toBuilder()
                        .setPost("admins")
                        .setHistory("all")
                        .build());
        partition.refuse(Commands.policy("owner", Policy.newBuilder()), ErrorCode.INVALID);
        partition.refuse(Commands.policy("owner", Policy.newBuilder().setPost("nobody")), ErrorCode.INVALID);
        partition.refuse(Commands.policy("owner", Policy.newBuilder().setHistory("admins")), ErrorCode.INVALID);
    }

    @Test
    void aJoinerAndALeaver_areToldOfIt() {
        LogEvent added = partition.accept(Commands.add("admin", List.of("joiner", "member", "joiner")));
        long joinedSeq = added.getEvent().getSeq();

        assertThat(added.getEvent().getMembersAdded().getUserIdsList()).containsExactly("joiner");
        assertThat(added.getAudienceList())
                .contains("joiner", "owner", "member")
                .doesNotHaveDuplicates();
        assertThat(partition.conversation(GROUP).members().get("joiner"))
                .isEqualTo(new Membership(Role.MEMBER, joinedSeq));

        LogEvent left = partition.accept(Commands.remove("joiner", "joiner"));
        assertThat(left.getEvent().hasMemberLeft()).isTrue();
        assertThat(left.getAudienceList()).contains("joiner", "owner");

        LogEvent removed = partition.accept(Commands.remove("admin", "other"));
        assertThat(removed.getEvent().getMemberRemoved().getUserId()).isEqualTo("other");
        assertThat(removed.getAudienceList()).contains("other", "owner").doesNotContain("joiner");

        assertThat(partition.accept(Commands.post("admin", "among us")).getAudienceList())
                .doesNotContain("other", "joiner");
    }

    @Test
    void addingPresentMembers_isAlreadySo() {
        assertThat(partition
                        .answer(Commands.add("owner", List.of("member", "admin")))
                        .getExists()
                        .getMembersCount())
                .isEqualTo(6);
        partition.refuse(Commands.add("owner", List.of()), ErrorCode.INVALID);
        partition.refuse(Commands.add("owner", List.of("fine", "not fine")), ErrorCode.INVALID);
    }

    @Test
    void oneMemberTooMany_refusesTheWholeCommand() {
        int present = partition.conversation(GROUP).members().size();
        List<String> all = IntStream.range(0, ProtocolLimits.MAX_MEMBERS - present + 1)
                .mapToObj(i -> "u" + i)
                .toList();
        partition.refuse(Commands.add("owner", all), ErrorCode.GROUP_FULL);
        assertThat(partition.conversation(GROUP).members()).hasSize(present);

        partition.accept(Commands.add("owner", all.subList(1, all.size())));
        partition.refuse(Commands.add("owner", List.of("u0")), ErrorCode.GROUP_FULL);
        assertThat(partition.answer(Commands.add("owner", List.of("u1"))).hasExists())
                .isTrue();
    }

    @Test
    void theLastOwner_cannotLeaveOrStepDown_whileOthersRemain() {
        partition.accept(Commands.role("owner", "owner2", "member"));

        partition.refuse(Commands.remove("owner", "owner"), ErrorCode.LAST_OWNER);
        partition.refuse(Commands.role("owner", "owner", "admin"), ErrorCode.LAST_OWNER);
        partition.accept(Commands.role("owner", "owner", "owner"));

        partition.accept(Commands.role("owner", "member", "owner"));
        partition.accept(Commands.role("owner", "owner", "member"));
        partition.refuse(Commands.rename("owner", "not mine any more"), ErrorCode.FORBIDDEN);
    }

    @Test
    void theLastMember_mayLeave_andNobodyIsLeft() {
        for (String user : List.of("admin", "admin2", "member", "other", "owner2")) {
            partition.accept(Commands.remove("owner", user));
        }
        LogEvent last = partition.accept(Commands.remove("owner", "owner"));

        assertThat(last.getAudienceList()).containsExactly("owner");
        partition.refuse(Commands.post("owner", "anybody?"), ErrorCode.NOT_A_MEMBER);
        partition.refuse(Commands.createGroup("owner", List.of()), ErrorCode.CONFLICT);
    }

    @Test
    void whoComesBack_startsAfresh() {
        partition.accept(Commands.remove("admin", "admin"));
        LogEvent back = partition.accept(Commands.add("owner", List.of("admin")));

        assertThat(partition.conversation(GROUP).members().get("admin"))
                .isEqualTo(new Membership(Role.MEMBER, back.getEvent().getSeq()));
    }

    @Test
    void unknownMembersRolesAndTitles_areRefused() {
        partition.refuse(Commands.remove("owner", "nobody"), ErrorCode.NOT_FOUND);
        partition.refuse(Commands.role("owner", "nobody", "admin"), ErrorCode.NOT_FOUND);
        partition.refuse(Commands.role("owner", "member", "king"), ErrorCode.INVALID);
        partition.refuse(Commands.rename("owner", ""), ErrorCode.EMPTY);
        partition.refuse(Commands.rename("owner", "t".repeat(ProtocolLimits.MAX_TITLE_BYTES + 1)), ErrorCode.TOO_LARGE);
    }

    @Test
    void targets_areMessagesUpToTheHead() {
        partition.refuse(Commands.edit("member", 99, "member"), ErrorCode.TARGET_NOT_FOUND);
        partition.refuse(Commands.delete("owner", 5, ""), ErrorCode.TARGET_NOT_FOUND);
        partition.refuse(Commands.react("member", 0, "+1"), ErrorCode.INVALID);
        partition.refuse(Commands.react("member", -7, "+1"), ErrorCode.INVALID);
        partition.refuse(Commands.react("member", 5, " "), ErrorCode.INVALID);
        partition.refuse(Commands.react("member", 5, "x".repeat(65)), ErrorCode.INVALID);
    }

    @Test
    void aChangeThatNamesWhatItChanges_isRefused_onceThatHasChanged() {
        String tag = partition.conversation(GROUP).profileTag();
        partition.accept(Commands.post("member", "not of the profile"));
        partition.accept(Commands.add("owner", List.of("another")));
        assertThat(partition.conversation(GROUP).profileTag()).isEqualTo(tag);

        partition.accept(ifMatch(Commands.rename("owner", "first"), "other", tag));
        for (Command second : List.of(
                Commands.rename("owner", "second"),
                Commands.describe("owner", "second"),
                Commands.picture("owner", "second"),
                Commands.policy("owner", Policy.newBuilder().setPost("admins")))) {
            partition.refuse(ifMatch(second, tag), ErrorCode.CONFLICT);
            String before = partition.conversation(GROUP).profileTag();
            partition.accept(ifMatch(
                    second.toBuilder()
                            .setClientId(second.getClientId() + "-again")
                            .build(),
                    before));
            assertThat(partition.conversation(GROUP).profileTag()).isNotEqualTo(before);
        }
    }

    private static Command ifMatch(Command command, String... tags) {
        return command.toBuilder().addAllIfMatch(List.of(tags)).build();
    }

    @Test
    void aDirectConversation_hasNoMembersRolesTitleOrPolicyToChange() {
        partition.accept(Commands.createDirect("ann", "ben"));
        String direct = Identifiers.directConversation("ann", "ben");
        for (Command inGroup : List.of(
                Commands.add("ann", List.of("cid")),
                Commands.remove("ann", "ben"),
                Commands.remove("ann", "ann"),
                Commands.role("ann", "ben", "owner"),
                Commands.rename("ann", "us"),
                Commands.policy("ann", Policy.newBuilder().setPost("admins")))) {
            partition.refuse(inGroup.toBuilder().setConversationId(direct).build(), ErrorCode.NOT_A_GROUP);
            partition.refuse(
                    inGroup.toBuilder()
                            .setConversationId(direct)
                            .setUserId("cid")
                            .build(),
                    ErrorCode.NOT_A_MEMBER);
        }
        Command othersMessage = Commands.delete("ann", 1, "ben").toBuilder()
                .setConversationId(direct)
                .build();
        partition.refuse(othersMessage, ErrorCode.FORBIDDEN);
    }
}
