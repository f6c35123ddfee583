package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.Commands.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.CreateInvite;
import dev.parley.proto.log.LogEvent;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Invite links: private to make and to revoke, open to use.
class InviteRulesTest {

    private final Partition partition = new Partition();

    @BeforeEach
    void aGroup() {
        partition.accept(Commands.createGroup("owner", List.of("member")));
    }

    @Test
    void anInvite_isMadeInPrivate_andLetsStrangersIn() {
        long before = partition.conversation(GROUP).lastSeq();
        LogEvent made = partition.accept(Commands.invite("owner", "i1"));
        assertThat(made.getEvent().getSeq()).isZero();
        assertThat(made.getAudienceList()).isEmpty();
        assertThat(partition.conversation(GROUP).lastSeq()).isEqualTo(before);

        LogEvent joined = partition.accept(Commands.join("stranger", "i1", "i1"));
        assertThat(joined.getEvent().getMembersAdded().getUserIdsList()).containsExactly("stranger");
        assertThat(joined.getEvent().getMembersAdded().getInviteId()).isEqualTo("i1");
        assertThat(joined.getEvent().getSeq()).isEqualTo(before + 1);
        assertThat(joined.getAudienceList()).containsExactly("owner", "member", "stranger");
        partition.accept(Commands.post("stranger", "hello"));
        assertThat(partition.answer(Commands.join("stranger", "i1", "i1")).hasExists())
                .isTrue();
    }

    @Test
    void aWrongRevokedExpiredOrUsedUpLink_isOneAnswer() {
        partition.accept(Commands.invite("owner", "i1"));
        partition.refuse(Commands.join("stranger", "i1", "guessed"), ErrorCode.NOT_FOUND);
        partition.refuse(Commands.join("stranger", "i2", "i2"), ErrorCode.NOT_FOUND);
        partition.accept(Commands.revoke("owner", "i1"));
        partition.refuse(Commands.join("stranger", "i1", "i1"), ErrorCode.NOT_FOUND);
        partition.refuse(Commands.revoke("owner", "i1"), ErrorCode.NOT_FOUND);

        partition.accept(Commands.invite(
                "owner", CreateInvite.newBuilder().setInviteId("once").setMaxUses(1)));
        partition.accept(Commands.join("first", "once", "once"));
        partition.refuse(Commands.join("second", "once", "once"), ErrorCode.NOT_FOUND);

        partition.accept(Commands.invite(
                "owner",
                CreateInvite.newBuilder()
                        .setInviteId("brief")
                        .setExpiresAt(MessageIds.timestamp(Partition.MILLIS + 1_000))));
        partition.passMillis(999);
        partition.accept(Commands.join("early", "brief", "brief"));
        partition.passMillis(1);
        partition.refuse(Commands.join("late", "brief", "brief"), ErrorCode.NOT_FOUND);
    }

    @Test
    void malformedInvites_areRefused() {
        partition.refuse(Commands.invite("owner", CreateInvite.newBuilder().setInviteId("")), ErrorCode.INVALID);
        partition.refuse(
                Commands.invite(
                        "owner", CreateInvite.newBuilder().setInviteId("i").setMaxUses(-1)),
                ErrorCode.INVALID);
        partition.refuse(
                Commands.invite(
                        "owner",
                        CreateInvite.newBuilder()
                                .setInviteId("i")
                                .setExpiresAt(MessageIds.timestamp(Partition.MILLIS))),
                ErrorCode.INVALID);
    }

    @Test
    void anInviteOfOneId_isThereOnce_andKnownByItsSecret() {
        partition.accept(Commands.invite("owner", "i1"));

        assertThat(partition.answer(Commands.invite("owner", "i1")).hasExists()).isTrue();
        Command other = Commands.invite("owner", "i1");
        CreateInvite.Builder anotherSecret =
                other.getCreateInvite().toBuilder().setSecretHash(ByteString.copyFromUtf8("another"));
        partition.refuse(other.toBuilder().setCreateInvite(anotherSecret).build(), ErrorCode.CONFLICT);
        partition.accept(Commands.join("stranger", "i1", "i1"));
    }

    @Test
    void aGroupHasOnlySoManyInvites() {
        IntStream.range(0, ProtocolLimits.MAX_INVITES)
                .forEach(i -> partition.accept(Commands.invite("owner", "i" + i)));
        partition.refuse(Commands.invite("owner", "more"), ErrorCode.CONFLICT);
        partition.accept(Commands.revoke("owner", "i0"));
        partition.accept(Commands.invite("owner", "more"));
    }

    @Test
    void invites_areInTheSnapshot() {
        partition.accept(Commands.invite("owner", "i1"));
        partition.accept(Commands.join("stranger", "i1", "i1"));
        ConversationState state = partition.conversation(GROUP);
        assertThat(ConversationState.of(state.snapshot())).isEqualTo(state);
        assertThat(state.invites().get("i1").getUses()).isEqualTo(1);
    }
}
