package dev.parley.history.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.parley.history.archive.PartitionIntake.Verdict;
import dev.parley.log.LogIndexGate;
import dev.parley.log.ReadPosition;
import dev.parley.proto.log.Block;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.v1.ConversationSettings;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Deleted;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Hidden;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Sender;
import org.junit.jupiter.api.Test;

class PartitionIntakeTest {

    private static final String ID = "g_1";

    @Test
    void next_isAccepted_andThePositionFollows() {
        PartitionIntake intake = new PartitionIntake(new ReadPosition(10, 7));

        assertThat(intake.take(10, ID, message(8, 1))).isInstanceOf(Verdict.Accepted.class);
        assertThat(intake.take(11, ID, message(9, 2))).isInstanceOf(Verdict.Accepted.class);
        assertThat(intake.position()).isEqualTo(new ReadPosition(12, 9));
    }

    @Test
    void twinAndOrphan_areNoise_andThePositionPassesThem() {
        PartitionIntake intake = new PartitionIntake(new ReadPosition(10, 7));

        assertThat(intake.take(10, ID, message(7, 1))).isEqualTo(new Verdict.Noise(7));
        assertThat(intake.take(11, ID, message(9, 3))).isEqualTo(new Verdict.Noise(9));
        assertThat(intake.take(12, ID, message(8, 2))).isInstanceOf(Verdict.Accepted.class);
        assertThat(intake.position()).isEqualTo(new ReadPosition(13, 8));
    }

    @Test
    void unusableRecords_doNotStopTheOnesBehindThem() {
        PartitionIntake intake = new PartitionIntake(new ReadPosition(0, LogIndexGate.NONE));

        assertThat(intake.take(0, ID, new byte[] {(byte) 0xff, 1})).isInstanceOf(Verdict.Unusable.class);
        assertThat(intake.take(1, ID, null)).isInstanceOf(Verdict.Unusable.class);
        assertThat(intake.take(2, ID, new byte[0])).isInstanceOf(Verdict.Unusable.class);
        assertThat(intake.take(3, ID, message(1, 1))).isInstanceOf(Verdict.Accepted.class);
        assertThat(intake.take(4, "g_2", message(2, 2))).isInstanceOf(Verdict.Unusable.class);
        assertThat(intake.take(5, ID, record(3, message().setConversationId(""))))
                .isInstanceOf(Verdict.Unusable.class);
        assertThat(intake.take(
                        6,
                        ID,
                        record(4, event(9).setDeleted(Deleted.newBuilder().setTargetSeq(9)))))
                .isInstanceOf(Verdict.Unusable.class);
        assertThat(intake.take(
                        7,
                        ID,
                        record(
                                5,
                                event(1).setCreated(Created.newBuilder()
                                        .addMembers(Member.newBuilder().setUserId(""))))))
                .isInstanceOf(Verdict.Unusable.class);
        assertThat(intake.take(8, ID, message(6, 2))).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void privateEvents_areAccepted_unlessTheyAreUnusableOrOfAnUnknownKind() {
        PartitionIntake intake = new PartitionIntake(new ReadPosition(0, LogIndexGate.NONE));
        Hidden hidden = Hidden.newBuilder().setSeq(3).build();

        assertThat(intake.take(0, ID, record(1, event(0)))).isEqualTo(new Verdict.Ignored());
        assertThat(intake.take(1, ID, own(2, "alice", PrivateEvent.newBuilder().setHidden(hidden))))
                .isInstanceOf(Verdict.Accepted.class);
        assertThat(intake.take(2, ID, own(3, "", PrivateEvent.newBuilder().setHidden(hidden))))
                .isInstanceOf(Verdict.Unusable.class);
        assertThat(intake.take(3, ID, own(4, "alice", PrivateEvent.newBuilder().setHidden(Hidden.newBuilder()))))
                .isInstanceOf(Verdict.Unusable.class);
        assertThat(intake.take(
                        4,
                        ID,
                        own(
                                5,
                                "alice",
                                PrivateEvent.newBuilder()
                                        .setBlock(Block.newBuilder()
                                                .setBy("alice")
                                                .setUserId("")))))
                .isInstanceOf(Verdict.Unusable.class);
        Timestamp never = Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build();
        assertThat(intake.take(
                        5,
                        ID,
                        own(
                                6,
                                "alice",
                                PrivateEvent.newBuilder()
                                        .setSettings(ConversationSettings.newBuilder()
                                                .setMutedUntil(never)))))
                .isInstanceOf(Verdict.Unusable.class);
        assertThat(intake.take(6, ID, message(7, 1))).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void log_isTakenUpWhereItIs_whenRecordsWereDeletedUnread() {
        PartitionIntake intake = new PartitionIntake(new ReadPosition(10, 7));

        assertThat(intake.take(50, ID, message(47, 40))).isInstanceOf(Verdict.Accepted.class);
        assertThat(intake.jumped()).isTrue();
        assertThat(intake.position()).isEqualTo(new ReadPosition(51, 47));
    }

    private static byte[] message(long logIndex, long seq) {
        return record(logIndex, event(seq).setMessage(Message.getDefaultInstance()));
    }

    private static Event.Builder message() {
        return event(1).setMessage(Message.getDefaultInstance());
    }

    private static Event.Builder event(long seq) {
        return Event.newBuilder().setConversationId(ID).setSeq(seq);
    }

    private static byte[] own(long logIndex, String user, PrivateEvent.Builder event) {
        return LogEvent.newBuilder()
                .setLogIndex(logIndex)
                .setEvent(event(0).setSender(Sender.newBuilder().setUserId(user)))
                .setPrivateEvent(event)
                .build()
                .toByteArray();
    }

    private static byte[] record(long logIndex, Event.Builder event) {
        return LogEvent.newBuilder()
                .setLogIndex(logIndex)
                .setEvent(event)
                .build()
                .toByteArray();
    }
}
