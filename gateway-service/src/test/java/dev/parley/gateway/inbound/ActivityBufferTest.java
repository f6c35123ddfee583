package dev.parley.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.codec.Encoding;
import dev.parley.gateway.session.Nowhere;
import dev.parley.gateway.session.Session;
import dev.parley.proto.log.Activity;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.SessionChange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ActivityBufferTest {

    private final ActivityBuffer buffer = new ActivityBuffer();
    private final Written written = new Written();
    private final Session session = new Session("1", "alice", "phone", 1, Encoding.JSON, new Nowhere(), new Nowhere());

    private static final class Written implements CommandSink {

        private final List<Activity> activities = new ArrayList<>();

        @Override
        public boolean isBehind() {
            return false;
        }

        @Override
        public boolean publish(Command command, Runnable onFailure) {
            throw new AssertionError("no command is sent here");
        }

        @Override
        public void publish(Activity activity) {
            activities.add(activity);
        }

        @Override
        public boolean publish(SessionChange change) {
            throw new AssertionError("no news is told here");
        }
    }

    @Test
    void oneRecordPerConversation_theLargestMarkWins() {
        buffer.received("c1", 7);
        buffer.received("c1", 5);
        buffer.read("c1", 6);
        buffer.typing("c1");
        buffer.typing("c2");

        buffer.flush(session, written);

        assertThat(written.activities)
                .containsExactlyInAnyOrder(
                        Activity.newBuilder()
                                .setConversationId("c1")
                                .setUserId("alice")
                                .setDeviceId("phone")
                                .setDeliveredSeq(7)
                                .setReadSeq(6)
                                .setTyping(true)
                                .build(),
                        Activity.newBuilder()
                                .setConversationId("c2")
                                .setUserId("alice")
                                .setDeviceId("phone")
                                .setTyping(true)
                                .build());
    }

    @Test
    void read_impliesReceived() {
        buffer.read("c1", 6);

        buffer.flush(session, written);

        assertThat(written.activities)
                .singleElement()
                .satisfies(activity -> assertThat(activity.getDeliveredSeq()).isEqualTo(6));
    }

    @Test
    void whatWasFlushed_isNotFlushedAgain() {
        buffer.typing("c1");
        buffer.flush(session, written);
        buffer.flush(session, written);

        assertThat(written.activities).hasSize(1);
    }
}
