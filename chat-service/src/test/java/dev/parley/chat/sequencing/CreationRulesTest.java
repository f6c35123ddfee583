package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.Commands.by;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.ConversationView;
import dev.parley.proto.log.Create;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Member;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CreationRulesTest {

    private final Partition partition = new Partition();

    @Test
    void aGroup_isOwnedByItsCreator_andToldToAll() {
        LogEvent record = partition.accept(Commands.createGroup("owner", List.of("ben", "ben", "owner", "cid")));

        Created created = record.getEvent().getCreated();
        assertThat(record.getEvent().getSeq()).isEqualTo(1);
        assertThat(record.getEvent().getOrdinal()).isZero();
        assertThat(record.getAudienceList()).containsExactly("owner", "ben", "cid");
        assertThat(created.getTitle()).isEqualTo("Team");
        assertThat(created.getMembersList())
                .extracting(Member::getUserId, Member::getRole, Member::getJoinedSeq)
                .containsExactly(tuple("owner", "owner", 1L), tuple("ben", "member", 1L), tuple("cid", "member", 1L));
    }

    @Test
    void aGroup_holds500_withItsCreator() {
        List<String> others = users(ProtocolLimits.MAX_MEMBERS - 1);
        partition.refuse(Commands.createGroup("owner", users(ProtocolLimits.MAX_MEMBERS)), ErrorCode.GROUP_FULL);

        LogEvent record = partition.accept(Commands.createGroup("owner", others));

        assertThat(record.getAudienceCount()).isEqualTo(ProtocolLimits.MAX_MEMBERS);
    }

    @Test
    void aGroupsTitle_isBounded_andMayBeAbsent() {
        partition.refuse(group("g_1", "t".repeat(ProtocolLimits.MAX_TITLE_BYTES + 1)), ErrorCode.TOO_LARGE);
        partition.refuse(group("g_1", "  "), ErrorCode.EMPTY);
        partition.accept(group("g_1", "t".repeat(ProtocolLimits.MAX_TITLE_BYTES)));
        partition.accept(group("g_2", ""));
    }

    @Test
    void aReSentCreation_isARepeat() {
        Command create = Commands.createGroup("owner", List.of("ben"));
        partition.accept(create);

        assertThat(partition.answer(create).getDuplicate().getSeq()).isEqualTo(1);
    }

    @Test
    void aTakenGroupId_isAConflict() {
        partition.accept(Commands.createGroup("owner", List.of("ben")));

        partition.refuse(Commands.createGroup("mallory", List.of()), ErrorCode.CONFLICT);
        partition.refuse(Commands.createGroup("owner", List.of("ben")), ErrorCode.CONFLICT);
    }

    @Test
    void aDirectConversation_hasTwoMembers() {
        LogEvent record = partition.accept(Commands.createDirect("ann", "ben"));

        assertThat(record.getAudienceList()).containsExactly("ann", "ben");
        assertThat(record.getEvent().getCreated().getMembersList())
                .extracting(Member::getRole)
                .containsExactly("member", "member");
    }

    @Test
    void aDirectConversationThatExists_isShown_fromBothSides() {
        partition.accept(Commands.createDirect("ann", "ben"));

        ConversationView view =
                partition.answer(Commands.createDirect("ben", "ann")).getExists();

        assertThat(view.getConversationId()).isEqualTo(Identifiers.directConversation("ann", "ben"));
        assertThat(view.getKind()).isEqualTo("direct");
        assertThat(view.getLastSeq()).isEqualTo(1);
        assertThat(view.getMembersList()).extracting(Member::getUserId).containsExactly("ann", "ben");
    }

    @Test
    void aDirectConversation_isOfTwoPeople_underTheirId() {
        String id = Identifiers.directConversation("ann", "ben");
        partition.refuse(Commands.createDirect("ann", "ann"), ErrorCode.INVALID);
        partition.refuse(direct(id, List.of()), ErrorCode.INVALID);
        partition.refuse(direct(id, List.of("ben", "cid")), ErrorCode.INVALID);
        partition.refuse(direct("d_other", List.of("ben")), ErrorCode.INVALID);
        partition.refuse(direct(id, List.of("b/n")), ErrorCode.INVALID);
        partition.accept(direct(id, List.of("ann", "ben", "ben")));
    }

    @Test
    void whatIsNoConversation_isInvalid() {
        partition.refuse(
                by("ann", "g_1")
                        .setCreate(Create.newBuilder().setKind("channel"))
                        .build(),
                ErrorCode.INVALID);
        partition.refuse(by("ann", "g_1").setCreate(Create.getDefaultInstance()).build(), ErrorCode.INVALID);
        partition.refuse(
                by("ann", "x_1").setCreate(Create.newBuilder().setKind("group")).build(), ErrorCode.INVALID);
        partition.refuse(
                by("ann", Identifiers.directConversation("ann", "ben"))
                        .setCreate(Create.newBuilder()
                                .setKind("direct")
                                .setTitle("no")
                                .addMembers("ben"))
                        .build(),
                ErrorCode.INVALID);
    }

    private static List<String> users(int count) {
        return IntStream.range(0, count).mapToObj(i -> "user-" + i).toList();
    }

    private static Command group(String id, String title) {
        return by("owner", id)
                .setCreate(Create.newBuilder().setKind("group").setTitle(title))
                .build();
    }

    private static Command direct(String id, List<String> members) {
        return by("ann", id)
                .setCreate(Create.newBuilder().setKind("direct").addAllMembers(members))
                .build();
    }
}
