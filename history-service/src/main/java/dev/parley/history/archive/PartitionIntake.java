package dev.parley.history.archive;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.contract.Identifiers;
import dev.parley.log.LogIndexGate;
import dev.parley.log.ReadPosition;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decides about each record of one partition of `parley.events`, in order: it counts, it is noise, or nobody can use
/// it. Used by one thread, for the records of one poll; {@link #position} is what to commit once the counted ones are
/// written.
final class PartitionIntake {

    /// What becomes of a record.
    sealed interface Verdict {
        /// The next of the log.
        record Accepted(ArchivedEvent event) implements Verdict {}

        /// The next of the log, and not for the archive: a private event.
        record Private() implements Verdict {}

        /// A late twin or an orphan of a former sequencer.
        record Noise(long logIndex) implements Verdict {}

        /// To be put aside for a human; the ones behind it go on.
        record Unusable(String reason) implements Verdict {}
    }

    private LogIndexGate gate;
    private long nextOffset;
    private boolean jumped;

    PartitionIntake(ReadPosition from) {
        this.gate = new LogIndexGate(from.lastAccepted());
        this.nextOffset = from.offset();
    }

    Verdict take(long offset, @Nullable String key, byte @Nullable [] value) {
        if (offset != nextOffset) {
            // The records in between are gone: deleted by retention while nobody read, or the topic is a new one.
            // Waiting for
            // an index that no longer exists would stop the partition for ever, so the log is taken up where it is.
            jumped = jumped || nextOffset != 0;
            gate = new LogIndexGate(LogIndexGate.NONE);
        }
        nextOffset = offset + 1;
        if (value == null) {
            return new Verdict.Unusable("no value");
        }
        LogEvent event;
        try {
            event = LogEvent.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            return new Verdict.Unusable("not a LogEvent: " + e.getMessage());
        }
        if (event.getLogIndex() <= LogIndexGate.NONE) {
            return new Verdict.Unusable("logIndex: " + event.getLogIndex() + " (expected: > 0)");
        }
        if (!gate.accept(event.getLogIndex())) {
            return new Verdict.Noise(event.getLogIndex());
        }
        if (event.hasEvent() && event.getEvent().getSeq() == 0) {
            return new Verdict.Private();
        }
        String impossible = impossible(event.getEvent(), key);
        return impossible == null
                ? new Verdict.Accepted(new ArchivedEvent(event, offset))
                : new Verdict.Unusable(impossible);
    }

    /// Behind the last record taken.
    ReadPosition position() {
        return new ReadPosition(nextOffset, gate.lastAccepted());
    }

    /// True if records were missing between the position and the first record: the log is shorter than what was
    /// not yet read.
    boolean jumped() {
        return jumped;
    }

    /// Why Cassandra could never store this, or null. Checked here, because a write that always fails would stop
    /// the partition.
    private static @Nullable String impossible(Event event, @Nullable String key) {
        if (!Identifiers.isConversationId(event.getConversationId())) {
            return "conversationId is none";
        }
        if (!event.getConversationId().equals(key)) {
            return "key is not the conversationId";
        }
        if (event.getSeq() < 0) {
            return "seq: " + event.getSeq() + " (expected: > 0)";
        }
        return switch (event.getKindCase()) {
            case CREATED ->
                users(event.getCreated().getMembersList().stream()
                        .map(Member::getUserId)
                        .toList());
            case MEMBERS_ADDED -> users(event.getMembersAdded().getUserIdsList());
            case MEMBER_REMOVED -> users(List.of(event.getMemberRemoved().getUserId()));
            case MEMBER_LEFT -> users(List.of(event.getMemberLeft().getUserId()));
            case ROLE_CHANGED -> users(List.of(event.getRoleChanged().getUserId()));
            case EDITED -> target(event.getEdited().getTargetSeq(), event.getSeq());
            case DELETED -> target(event.getDeleted().getTargetSeq(), event.getSeq());
            case OWNERSHIP_TRANSFERRED ->
                users(List.of(event.getOwnershipTransferred().getUserId()));
            case PINNED -> target(event.getPinned().getTargetSeq(), event.getSeq());
            case MESSAGE, RENAMED, DESCRIBED, PICTURE_CHANGED, POLICY_CHANGED, REACTED, KIND_NOT_SET -> null;
        };
    }

    private static @Nullable String users(List<String> userIds) {
        return userIds.stream().allMatch(Identifiers::isUserId) ? null : "a userId is none";
    }

    private static @Nullable String target(long targetSeq, long seq) {
        return targetSeq >= 1 && targetSeq < seq
                ? null
                : "targetSeq: " + targetSeq + " (expected: 1.." + (seq - 1) + ")";
    }
}
