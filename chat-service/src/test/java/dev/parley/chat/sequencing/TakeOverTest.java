package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.Commands.GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// From a checkpoint and the log to an owner. A former owner decides about a few commands; what it leaves behind is
/// put together as a crash may leave it.
class TakeOverTest {

    private static final ConversationSequencer SEQUENCER = new ConversationSequencer();

    private final List<CommandRecord> commands = new ArrayList<>();
    private final List<LogEvent> log = new ArrayList<>();
    private final StoredRows rows = new StoredRows();
    private final PartitionOwner former = takeOver(null);

    @Test
    void withoutACheckpoint_theWholeLogIsFolded() {
        play(Commands.createGroup("owner", List.of("ben")), Commands.post("ben", "1"));

        PartitionOwner next = takeOver(null);

        assertThat(next.state().logIndex()).isEqualTo(2);
        assertThat(next.eventsSinceCheckpoint()).isEqualTo(2);
        assertThat(decide(next, Commands.post("ben", "2"))).singleElement().satisfies(append -> {
            assertThat(append.expectedOffset()).isEqualTo(2);
            assertThat(append.event().getEvent().getSeq()).isEqualTo(3);
        });
    }

    @Test
    void aRepeat_isRecognisedByTheNextOwner() {
        Command message = Commands.post("ben", "1");
        play(Commands.createGroup("owner", List.of("ben")), message);
        PartitionOwner next = takeOver(null);

        assertThat(decide(next, message)).isEmpty();

        assertThat(next.release().answers().getLast().getDuplicate().getSeq()).isEqualTo(2);
    }

    @Test
    void twinsAndOrphans_areDropped_andPassed() {
        play(Commands.createGroup("owner", List.of("ben")), Commands.post("ben", "1"));
        LogEvent twin = log.get(1);
        log.add(log.get(0));
        log.add(twin.toBuilder().setLogicVersion(77).build());

        PartitionOwner next = takeOver(null);

        assertThat(next.state().dropped()).isEqualTo(2);
        assertThat(decide(next, Commands.post("ben", "2")).getFirst().expectedOffset())
                .isEqualTo(4);
    }

    /// Else a partition that stays idle until the broker has deleted the twins could not be taken over any more.
    @Test
    void aCheckpoint_passesTwinsAtTheEndOfTheLog() {
        play(Commands.createGroup("owner", List.of("ben")));
        PartitionCheckpoint atFirst = checkpoint(former, true, true);
        log.add(log.get(0));

        PartitionOwner next = takeOver(atFirst);
        assertThat(next.firstCommandOffset(1)).isEqualTo(1);
        Checkpoint again = next.checkpoint().orElseThrow();

        assertThat(again.partition().eventOffset()).isEqualTo(2);
        assertThat(again.partition().logIndex()).isEqualTo(1);
        next.checkpointed(again);
        assertThat(next.checkpoint()).isEmpty();
    }

    @Test
    void rowsNewerThanTheCheckpoint_areNotFoldedTwice() {
        PartitionCheckpoint old = leaveRowsAhead(true, true);
        assertSameAsWhole(old);
    }

    @Test
    void aNewerConversationRow_withAnOlderWindowRow_foldsTheWindowOnly() {
        PartitionCheckpoint old = leaveRowsAhead(true, false);
        assertSameAsWhole(old);
    }

    @Test
    void aNewerWindowRow_withAnOlderConversationRow_foldsTheConversationOnly() {
        PartitionCheckpoint old = leaveRowsAhead(false, true);
        assertSameAsWhole(old);
    }

    /// A checkpoint, some events, and of the second checkpoint only the rows named: the crash came before its
    /// partition row.
    private PartitionCheckpoint leaveRowsAhead(boolean conversationRows, boolean windowRows) {
        play(Commands.createGroup("owner", List.of("ben")), Commands.post("ben", "1"));
        PartitionCheckpoint old = checkpoint(former, true, true);
        play(Commands.post("ben", "2"), Commands.add("owner", List.of("cid")), Commands.post("cid", "3"));
        checkpoint(former, conversationRows, windowRows);
        return old;
    }

    private void assertSameAsWhole(PartitionCheckpoint checkpoint) {
        PartitionState actual = takeOver(checkpoint).state();
        PartitionState expected = former.state();
        assertThat(actual.logIndex()).isEqualTo(expected.logIndex());
        assertThat(actual.lastMessageId()).isEqualTo(expected.lastMessageId());
        assertThat(actual.lastCommandOffset()).isEqualTo(expected.lastCommandOffset());
        assertThat(actual.conversation(GROUP)).isEqualTo(expected.conversation(GROUP));
        for (WindowKey key : actual.everything().windows()) {
            assertThat(actual.window(key).snapshot())
                    .isEqualTo(expected.window(key).snapshot());
        }
    }

    @Test
    void rowsThatKnowMoreThanTheLogRead_meanAnotherOwner() {
        play(Commands.createGroup("owner", List.of("ben")), Commands.post("ben", "1"));
        checkpoint(former, true, true);
        TakeOver early = PartitionOwner.takeOver(Partition.NUMBER, null, SEQUENCER);
        early.fold(records(0, 1), rows);

        assertThatExceptionOfType(OwnershipLostException.class).isThrownBy(() -> early.complete(1));
    }

    @Test
    void aHoleInTheLog_isNobodysToOwn() {
        play(Commands.createGroup("owner", List.of("ben")), Commands.post("ben", "1"), Commands.post("ben", "2"));
        TakeOver fromNothing = PartitionOwner.takeOver(Partition.NUMBER, null, SEQUENCER);
        assertThatExceptionOfType(BrokenLogException.class)
                .as("the start was deleted")
                .isThrownBy(() -> fromNothing.fold(records(1, 3), rows));
        TakeOver gap = PartitionOwner.takeOver(Partition.NUMBER, null, SEQUENCER);
        gap.fold(records(0, 1), rows);
        assertThatExceptionOfType(BrokenLogException.class).isThrownBy(() -> gap.fold(records(2, 3), rows));
    }

    @Test
    void aLogShorterThanTheCheckpoint_orNotReadToItsEnd_isNobodysToOwn() {
        play(Commands.createGroup("owner", List.of("ben")), Commands.post("ben", "1"));
        PartitionCheckpoint checkpoint = checkpoint(former, true, true);
        assertThatExceptionOfType(BrokenLogException.class)
                .as("the topic was made anew")
                .isThrownBy(() -> PartitionOwner.takeOver(Partition.NUMBER, checkpoint, SEQUENCER)
                        .complete(0));
        rows.conversations.clear();
        rows.windows.clear();
        TakeOver lazy = PartitionOwner.takeOver(Partition.NUMBER, null, SEQUENCER);
        lazy.fold(records(0, 1), rows);
        assertThatExceptionOfType(BrokenLogException.class).isThrownBy(() -> lazy.complete(2));
        lazy.skip(1);
        lazy.complete(2);
    }

    @Test
    void aLostRow_isNotTakenForANewConversation() {
        play(Commands.createGroup("owner", List.of("ben")));
        PartitionCheckpoint checkpoint = checkpoint(former, true, true);
        play(Commands.post("ben", "1"));
        rows.conversations.clear();
        TakeOver next = PartitionOwner.takeOver(Partition.NUMBER, checkpoint, SEQUENCER);

        assertThatExceptionOfType(BrokenLogException.class).isThrownBy(() -> next.fold(records(1, 2), rows));
    }

    @Test
    void theCheckpointOfAnotherPartition_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PartitionOwner.takeOver(4, new PartitionCheckpoint(5, 0, 0, 0, -1), SEQUENCER));
    }

    @Test
    void answersThatMayBeLost_areGivenAgain() {
        Command accepted = Commands.createGroup("owner", List.of("ben"));
        play(accepted, Commands.post("stranger", "refused"), accepted, Commands.post("ben", "last accepted"));
        PartitionOwner next = takeOver(null);

        assertThat(next.firstCommandOffset(-1)).isZero();
        next.load(next.missing(commands), rows);
        assertThat(next.decide(commands)).isEmpty();

        Released released = next.release();
        assertThat(released.commandOffset()).isEqualTo(4);
        assertThat(released.answers()).hasSize(2);
        Outcome refused = released.answers().getFirst();
        assertThat(refused.getRefused().getCode()).isEqualTo(ErrorCode.UNAVAILABLE.name());
        assertThat(refused.getRefused().getRetryAfterMillis()).isPositive();
        assertThat(released.answers().getLast().getDuplicate().getSeq()).isEqualTo(1);
    }

    @Test
    void noCheckpoint_beforeTheLostAnswersAreGivenAgain() {
        play(Commands.createGroup("owner", List.of("ben")), Commands.post("stranger", "no"), Commands.post("ben", "1"));
        PartitionOwner next = takeOver(null);
        next.firstCommandOffset(1);
        assertThat(next.isQuiet()).isTrue();
        assertThat(next.checkpoint()).isEmpty();

        List<CommandRecord> uncommitted = commands.subList(1, 3);
        next.load(next.missing(uncommitted), rows);
        next.decide(uncommitted);
        next.release();

        assertThat(next.checkpoint()).isPresent();
    }

    @Test
    void aGroupRewoundToZero_startsAfterTheCheckpoint() {
        play(Commands.createGroup("owner", List.of("ben")), Commands.post("ben", "1"));
        PartitionOwner next = takeOver(checkpoint(former, true, true));

        assertThat(next.firstCommandOffset(0)).isEqualTo(2);
        assertThat(next.firstCommandOffset(7)).isEqualTo(7);
    }

    private PartitionOwner takeOver(@Nullable PartitionCheckpoint checkpoint) {
        TakeOver takeOver = PartitionOwner.takeOver(Partition.NUMBER, checkpoint, SEQUENCER);
        takeOver.fold(records((int) takeOver.firstEventOffset(), log.size()), rows);
        return takeOver.complete(log.size());
    }

    private List<EventRecord> records(int from, int to) {
        List<EventRecord> records = new ArrayList<>();
        for (int offset = from; offset < to; offset++) {
            records.add(new EventRecord(offset, log.get(offset)));
        }
        return records;
    }

    /// The former owner decides, appends and answers.
    private void play(Command... next) {
        for (Append append : decide(former, next)) {
            former.appended(append, log.size());
            log.add(append.event());
        }
        former.release();
    }

    private List<Append> decide(PartitionOwner owner, Command... next) {
        List<CommandRecord> records = new ArrayList<>();
        for (Command command : next) {
            CommandRecord record = new CommandRecord(commands.size(), Partition.MILLIS, command);
            commands.add(record);
            records.add(record);
        }
        owner.load(owner.missing(records), rows);
        return owner.decide(records);
    }

    private PartitionCheckpoint checkpoint(PartitionOwner owner, boolean conversationRows, boolean windowRows) {
        Checkpoint checkpoint = owner.checkpoint().orElseThrow();
        if (conversationRows) {
            rows.conversationsOf(checkpoint);
        }
        if (windowRows) {
            rows.windowsOf(checkpoint);
        }
        owner.checkpointed(checkpoint);
        return checkpoint.partition();
    }
}
