package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.Commands.GROUP;
import static dev.parley.chat.sequencing.Commands.by;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;
import dev.parley.proto.log.Post;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Event;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Numbers, repeats, texts and bad input. Roles and membership: `GroupRulesTest`; creating: `CreationRulesTest`.
class ConversationSequencerTest {

    private final Partition partition = new Partition();

    @BeforeEach
    void aGroupOfThree() {
        partition.accept(Commands.createGroup("owner", List.of("ben", "cid")));
    }

    @Test
    void anEvent_carriesWhatReadersNeed() {
        Command command = Commands.post("ben", "hello");

        LogEvent record = partition.accept(command);

        assertThat(record.getLogIndex()).isEqualTo(2);
        assertThat(record.getLogicVersion()).isEqualTo(ConversationSequencer.LOGIC_VERSION);
        assertThat(record.getCommandOffset()).isEqualTo(1);
        assertThat(record.getEpoch()).isZero();
        assertThat(record.getAudienceList()).containsExactly("owner", "ben", "cid");
        assertThat(record.getOrigin()).isEqualTo(command.getOrigin());
        Event event = record.getEvent();
        assertThat(event.getConversationId()).isEqualTo(GROUP);
        assertThat(event.getSeq()).isEqualTo(2);
        assertThat(event.getOrdinal()).isEqualTo(1);
        assertThat(event.getSender().getUserId()).isEqualTo("ben");
        assertThat(event.getSender().getDeviceId()).isEqualTo("ben-phone");
        assertThat(event.getClientId()).isEqualTo(command.getClientId());
        assertThat(event.getMessage().getContent()).isEqualTo(Commands.text("hello"));
        assertThat(Timestamps.toMillis(event.getTime())).isEqualTo(Partition.MILLIS);
    }

    @Test
    void seqIsDensePerConversation_ordinalCountsMessagesOnly_logIndexCountsAll() {
        String direct = Identifiers.directConversation("ben", "cid");
        partition.accept(Commands.post("ben", "one"));
        partition.accept(Commands.createDirect("ben", "cid"));
        partition.accept(Commands.rename("owner", "New"));
        LogEvent inGroup = partition.accept(Commands.post("cid", "two"));
        LogEvent inDirect = partition.accept(Commands.post("cid", direct, "three"));

        assertThat(inGroup.getEvent().getSeq()).isEqualTo(4);
        assertThat(inGroup.getEvent().getOrdinal()).isEqualTo(2);
        assertThat(inDirect.getEvent().getSeq()).isEqualTo(2);
        assertThat(inDirect.getEvent().getOrdinal()).isEqualTo(1);
        assertThat(inDirect.getLogIndex()).isEqualTo(6);
    }

    @Test
    void aRefusal_changesNothing() {
        long before = partition.state().logIndex();

        partition.refuse(Commands.post("stranger", "hi"), ErrorCode.NOT_A_MEMBER);

        assertThat(partition.state().logIndex()).isEqualTo(before);
        assertThat(partition.conversation(GROUP).lastSeq()).isEqualTo(1);
    }

    @Test
    void aRepeat_getsItsOldAck_withTheFirstContent() {
        Command first = Commands.post("ben", "first");
        Event event = partition.accept(first).getEvent();
        partition.accept(Commands.post("ben", "later"));
        Command repeat = first.toBuilder()
                .setPost(Post.newBuilder().setContent(Commands.text("changed")))
                .build();

        Outcome outcome = partition.answer(repeat);

        assertThat(outcome.getOrigin()).isEqualTo(repeat.getOrigin());
        assertThat(outcome.getDuplicate().getDuplicate()).isTrue();
        assertThat(outcome.getDuplicate().getSeq()).isEqualTo(event.getSeq());
        assertThat(outcome.getDuplicate().getOrdinal()).isEqualTo(event.getOrdinal());
        assertThat(outcome.getDuplicate().getMessageId()).isEqualTo(event.getMessageId());
        assertThat(outcome.getDuplicate().getTime()).isEqualTo(event.getTime());
    }

    @Test
    void aRepeat_isRecognisedBeforeItIsAuthorised() {
        Command message = Commands.post("ben", "bye");
        Command leave = Commands.remove("ben", "ben");
        partition.accept(message);
        partition.accept(leave);

        assertThat(partition.answer(message).hasDuplicate()).isTrue();
        assertThat(partition.answer(leave).hasDuplicate()).isTrue();
        partition.refuse(Commands.post("ben", "again"), ErrorCode.NOT_A_MEMBER);
    }

    @Test
    void aRefusedCommand_isDecidedAnew_whenItIsSentAgain() {
        Command early = Commands.post("dan", "let me in");
        partition.refuse(early, ErrorCode.NOT_A_MEMBER);
        partition.accept(Commands.add("owner", List.of("dan")));

        partition.accept(early);
    }

    @Test
    void sameClientId_ofAnotherDeviceOrUserOrConversation_isNoRepeat() {
        Command command = Commands.post("ben", "mine");
        partition.accept(command);

        partition.accept(command.toBuilder().setDeviceId("ben-web").build());
        partition.accept(command.toBuilder().setUserId("cid").build());
        partition.accept(Commands.createDirect("ben", "cid"));
        partition.accept(command.toBuilder()
                .setConversationId(Identifiers.directConversation("ben", "cid"))
                .build());
    }

    @Test
    void theWindow_remembers128CommandsOfADevice() {
        Command oldest = Commands.post("ben", "oldest");
        Command second = Commands.post("ben", "second");
        partition.accept(oldest);
        partition.accept(second);
        for (int i = 2; i <= ProtocolLimits.DEDUP_WINDOW; i++) {
            partition.accept(Commands.post("ben", "m" + i));
            partition.accept(Commands.post("cid", "another device does not count"));
        }

        assertThat(partition.answer(second).hasDuplicate()).isTrue();
        partition.accept(oldest);
    }

    @Test
    void messageIds_growWithinAPartition_whateverTheBrokersClockDoes() {
        long first = partition.accept(Commands.post("ben", "1")).getEvent().getMessageId();
        partition.passMillis(-60_000);
        Event back = partition.accept(Commands.post("ben", "2")).getEvent();
        partition.passMillis(120_000);
        Event forth = partition.accept(Commands.post("ben", "3")).getEvent();

        assertThat(back.getMessageId()).isGreaterThan(first);
        assertThat(Timestamps.toMillis(back.getTime())).isEqualTo(Partition.MILLIS);
        assertThat(forth.getMessageId()).isGreaterThan(back.getMessageId());
        assertThat(Timestamps.toMillis(forth.getTime())).isEqualTo(Partition.MILLIS + 60_000);
    }

    @Test
    void aReply_namesASeqThatIsThere() {
        assertThat(partition
                        .accept(Commands.reply("ben", 1))
                        .getEvent()
                        .getMessage()
                        .getReplyTo())
                .isEqualTo(1);
        partition.refuse(Commands.reply("ben", 3), ErrorCode.TARGET_NOT_FOUND);
        partition.refuse(Commands.reply("ben", Long.MAX_VALUE), ErrorCode.TARGET_NOT_FOUND);
        partition.refuse(Commands.reply("ben", -1), ErrorCode.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t", "\u00a0\u2003\u3000", "\u2028"})
    void aTextOfWhiteSpace_isEmpty(String text) {
        partition.refuse(Commands.post("ben", text), ErrorCode.EMPTY);
    }

    @Test
    void aText_isMeasuredInUtf8Bytes() {
        int most = ProtocolLimits.MAX_TEXT_BYTES;
        partition.accept(Commands.post("ben", "x".repeat(most)));
        partition.accept(Commands.post("ben", "\u05d0".repeat(most / 2)));
        partition.refuse(Commands.post("ben", "x".repeat(most + 1)), ErrorCode.TOO_LARGE);
        partition.refuse(Commands.post("ben", "\u05d0".repeat(most / 2) + "x"), ErrorCode.TOO_LARGE);
    }

    @Test
    void contentOfNoKnownKind_isInvalid() {
        Command nothing = by("ben", GROUP)
                .setPost(Post.newBuilder().setContent(Content.getDefaultInstance()))
                .build();

        partition.refuse(nothing, ErrorCode.INVALID);
        partition.refuse(by("ben", GROUP).setPost(Post.getDefaultInstance()).build(), ErrorCode.INVALID);
    }

    @Test
    void aMalformedCommand_isRefused_neverThrown() {
        Command good = Commands.post("ben", "hi");
        partition.refuse(Command.getDefaultInstance(), ErrorCode.INVALID);
        partition.refuse(good.toBuilder().clearPost().build(), ErrorCode.INVALID);
        partition.refuse(good.toBuilder().setConversationId("").build(), ErrorCode.INVALID);
        partition.refuse(good.toBuilder().setConversationId("g\u0000x").build(), ErrorCode.INVALID);
        partition.refuse(good.toBuilder().setConversationId("g".repeat(129)).build(), ErrorCode.INVALID);
        partition.refuse(good.toBuilder().setUserId("b en").build(), ErrorCode.INVALID);
        partition.refuse(good.toBuilder().setUserId("u".repeat(129)).build(), ErrorCode.INVALID);
        partition.refuse(good.toBuilder().setDeviceId("a/b").build(), ErrorCode.INVALID);
        partition.refuse(good.toBuilder().setClientId("").build(), ErrorCode.INVALID);
        partition.refuse(good.toBuilder().setClientId("c".repeat(129)).build(), ErrorCode.INVALID);
    }

    @Test
    void neverExistedAndNotAMember_areOneAnswer() {
        Outcome never = partition.answer(Commands.post("ben", "g_other", "hi"));
        Outcome stranger = partition.answer(Commands.post("stranger", "hi"));

        assertThat(never.getRefused().getCode()).isEqualTo(stranger.getRefused().getCode());
        assertThat(never.getRefused().getMessage())
                .isEqualTo(stranger.getRefused().getMessage());
    }

    @Test
    void theSamePrefix_givesTheSameEvents_byteForByte() {
        Partition other = new Partition();
        List<Command> commands = List.of(
                Commands.createGroup("owner", List.of("ben", "cid")),
                Commands.post("ben", "1"),
                Commands.add("owner", List.of("dan", "eva")),
                Commands.post("eva", "2"));
        Partition one = new Partition();
        for (Command command : commands) {
            assertThat(one.accept(command).toByteArray())
                    .isEqualTo(other.accept(command).toByteArray());
        }
    }

    @Test
    void eventsOfOtherLogicVersions_foldAlike() {
        LogEvent old = partition.accept(Commands.post("ben", "old"));
        LogEvent unknown = old.toBuilder()
                .setLogIndex(old.getLogIndex() + 1)
                .setLogicVersion(99)
                .setEvent(old.getEvent().toBuilder().clearMessage().setSeq(3).setClientId("from-the-future"))
                .build();

        assertThat(partition.state().apply(unknown)).isTrue();

        assertThat(partition.conversation(GROUP).lastSeq()).isEqualTo(3);
        LogEvent next = partition.accept(Commands.post("ben", "next"));
        assertThat(next.getEvent().getSeq()).isEqualTo(4);
        assertThat(next.getLogIndex()).isEqualTo(unknown.getLogIndex() + 1);
    }
}
