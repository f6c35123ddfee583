package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.Commands.GROUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.groups.Tuple.tuple;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What an owner lets out, and when. Taking over: `TakeOverTest`; everything at once: `SequencerModelTest`.
class PartitionOwnerTest {

    private final StoredRows rows = new StoredRows();
    private final PartitionOwner owner = fresh();
    private long offset;

    @Test
    void events_areExpectedOneBehindTheOther() {
        List<Append> appends = decide(
                Commands.createGroup("owner", List.of("ben")), Commands.post("ben", "1"), Commands.post("ben", "2"));

        assertThat(appends).extracting(Append::expectedOffset).containsExactly(0L, 1L, 2L);
        assertThat(appends).extracting(append -> append.event().getLogIndex()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aRefusal_waitsForTheEventsBeforeIt() {
        List<Append> appends = decide(
                Commands.createGroup("owner", List.of("ben")),
                Commands.post("stranger", "hi"),
                Commands.post("ben", "1"));
        assertThat(owner.release()).isEqualTo(new Released(List.of(), Released.NOTHING));

        owner.appended(appends.get(0), 0);
        Released released = owner.release();

        assertThat(released.answers())
                .extracting(outcome -> outcome.getRefused().getCode())
                .containsExactly(ErrorCode.NOT_A_MEMBER.name());
        assertThat(released.commandOffset()).isEqualTo(2);
        assertThat(owner.isQuiet()).isFalse();

        owner.appended(appends.get(1), 1);
        assertThat(owner.release().commandOffset()).isEqualTo(3);
        assertThat(owner.isQuiet()).isTrue();
    }

    @Test
    void aRepeatsAck_waitsUntilTheFirstEventIsAcknowledged() {
        Command first = Commands.post("owner", "hi");
        List<Append> appends = decide(Commands.createGroup("owner", List.of("ben")), first, first);
        assertThat(appends).hasSize(2);
        owner.appended(appends.get(0), 0);
        assertThat(owner.release().answers()).isEmpty();

        owner.appended(appends.get(1), 1);

        assertThat(owner.release().answers())
                .singleElement()
                .satisfies(
                        outcome -> assertThat(outcome.getDuplicate().getSeq()).isEqualTo(2));
    }

    @Test
    void anEventThatLandsElsewhere_endsTheOwnership_forGood() {
        List<Append> appends = decide(Commands.createGroup("owner", List.of("ben")), Commands.post("stranger", "hi"));

        assertThatExceptionOfType(OwnershipLostException.class)
                .isThrownBy(() -> owner.appended(appends.getFirst(), 1))
                .withMessageContaining("landed at offset 1 (expected: 0)");
        assertThatExceptionOfType(OwnershipLostException.class).isThrownBy(owner::release);
        assertThatExceptionOfType(OwnershipLostException.class).isThrownBy(owner::checkpoint);
        assertThatExceptionOfType(OwnershipLostException.class)
                .isThrownBy(() -> decide(Commands.post("owner", "more")));
    }

    @Test
    void acknowledgements_comeInTheOrderOfTheAppends() {
        List<Append> appends = decide(Commands.createGroup("owner", List.of("ben")), Commands.post("ben", "1"));

        assertThatIllegalStateException().isThrownBy(() -> owner.appended(appends.get(1), 1));
    }

    @Test
    void anUndecodableRecord_isPassed_inItsPlace() {
        List<Append> appends = decide(Commands.createGroup("owner", List.of("ben")));
        owner.skip(offset++);
        assertThat(owner.release().commandOffset()).isEqualTo(Released.NOTHING);

        owner.appended(appends.getFirst(), 0);

        assertThat(owner.release()).isEqualTo(new Released(List.of(), 2));
    }

    @Test
    void aCommandReadTwice_isDecidedOnce() {
        CommandRecord record = new CommandRecord(0, Partition.MILLIS, Commands.createGroup("owner", List.of("ben")));
        owner.load(owner.missing(List.of(record)), rows);

        assertThat(owner.decide(List.of(record))).hasSize(1);
        assertThat(owner.decide(List.of(record))).isEmpty();
    }

    @Test
    void aConversationRowOfAnotherOwner_endsTheOwnership() {
        Checkpoint foreign = checkpointOf(Commands.createGroup("owner", List.of("ben")), Commands.post("ben", "1"));
        rows.conversationsOf(foreign);

        assertThatExceptionOfType(OwnershipLostException.class)
                .isThrownBy(() -> decide(Commands.post("ben", "2")))
                .withMessageContaining(GROUP);
    }

    /// The conversation was read before the other owner wrote, the window after.
    @Test
    void aWindowRowOfAnotherOwner_endsTheOwnership() {
        Command create = Commands.createGroup("owner", List.of("ben"));
        decide(create);
        Checkpoint foreign = checkpointOf(create, Commands.post("ben", "1"));
        rows.windowsOf(foreign);

        assertThatExceptionOfType(OwnershipLostException.class)
                .isThrownBy(() -> decide(Commands.post("ben", "2")))
                .withMessageContaining("dedup window");
    }

    @Test
    void aCheckpoint_isNeverTakenOfWhatTheLogMayNotHave() {
        List<Append> appends = decide(Commands.createGroup("owner", List.of("ben")));
        assertThatIllegalStateException().isThrownBy(owner::checkpoint);
        owner.appended(appends.getFirst(), 0);
        assertThatIllegalStateException().isThrownBy(owner::checkpoint);

        owner.release();

        assertThat(owner.checkpoint()).isPresent();
    }

    @Test
    void aCheckpoint_carriesTheCommandOffsetsAsWriteTimestamps() {
        decideAndAppend(
                Commands.createGroup("owner", List.of("ben")),
                Commands.createDirect("ann", "cid"),
                Commands.post("stranger", "refused"),
                Commands.post("ben", "1"));

        Checkpoint checkpoint = owner.checkpoint().orElseThrow();

        assertThat(checkpoint.partition())
                .isEqualTo(new PartitionCheckpoint(
                        Partition.NUMBER, 3, 3, owner.state().lastMessageId(), 3));
        assertThat(checkpoint.partition().writeTimestamp()).isEqualTo(3);
        assertThat(checkpoint.conversations())
                .extracting(Checkpoint.ConversationRow::writeTimestamp)
                .containsExactlyInAnyOrder(3L, 1L);
        assertThat(checkpoint.windows())
                .extracting(row -> row.key().deviceKey(), Checkpoint.WindowRow::writeTimestamp)
                .containsExactlyInAnyOrder(
                        tuple("owner/owner-phone", 0L), tuple("ann/ann-phone", 1L), tuple("ben/ben-phone", 3L));
    }

    @Test
    void onlyWhatChangedSince_isWrittenAgain() {
        decideAndAppend(Commands.createGroup("owner", List.of("ben")), Commands.createDirect("ann", "cid"));
        Checkpoint first = owner.checkpoint().orElseThrow();
        decideAndAppend(Commands.post("ben", "while it is being written"));
        owner.checkpointed(first);

        assertThat(owner.eventsSinceCheckpoint()).isEqualTo(1);
        Checkpoint second = owner.checkpoint().orElseThrow();
        assertThat(second.conversations())
                .extracting(Checkpoint.ConversationRow::conversationId)
                .containsExactly(GROUP);
        assertThat(second.windows()).hasSize(1);
        owner.checkpointed(second);
        assertThat(owner.checkpoint()).isEmpty();
    }

    @Test
    void eviction_takesNothingDirty_andNothingThatIsAboutToBeUsed() {
        decideAndAppend(Commands.createGroup("owner", List.of("ben")));
        owner.evict(0, 0);
        assertThat(owner.state().cachedConversations()).isEqualTo(1);
        Checkpoint checkpoint = owner.checkpoint().orElseThrow();
        rows.conversationsOf(checkpoint).windowsOf(checkpoint);
        owner.checkpointed(checkpoint);

        List<CommandRecord> next = List.of(record(Commands.post("owner", "hi")));
        assertThat(owner.missing(next).isEmpty()).isTrue();
        owner.evict(0, 0);
        assertThat(owner.decide(next)).hasSize(1);
    }

    @Test
    void anEvictedConversation_isReadBack() {
        Command first = Commands.createGroup("owner", List.of("ben"));
        decideAndAppend(first);
        Checkpoint checkpoint = owner.checkpoint().orElseThrow();
        rows.conversationsOf(checkpoint).windowsOf(checkpoint);
        owner.checkpointed(checkpoint);
        owner.evict(0, 0);
        assertThat(owner.state().cachedConversations()).isZero();
        assertThat(owner.state().cachedWindows()).isZero();

        assertThat(decide(Commands.post("ben", "2")))
                .singleElement()
                .satisfies(
                        append -> assertThat(append.event().getEvent().getSeq()).isEqualTo(2));
        assertThat(decide(first)).isEmpty();
    }

    private static PartitionOwner fresh() {
        return PartitionOwner.takeOver(Partition.NUMBER, null, new ConversationSequencer())
                .complete(0);
    }

    private CommandRecord record(Command command) {
        return new CommandRecord(offset++, Partition.MILLIS, command);
    }

    private List<Append> decide(Command... commands) {
        List<CommandRecord> records = new ArrayList<>();
        for (Command command : commands) {
            records.add(record(command));
        }
        owner.load(owner.missing(records), rows);
        return owner.decide(records);
    }

    private List<Outcome> decideAndAppend(Command... commands) {
        decide(commands).forEach(append -> owner.appended(append, append.expectedOffset()));
        return owner.release().answers();
    }

    private static Checkpoint checkpointOf(Command... commands) {
        PartitionOwnerTest other = new PartitionOwnerTest();
        other.decideAndAppend(commands);
        return other.owner.checkpoint().orElseThrow();
    }
}
