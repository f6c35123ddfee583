package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.log.Command;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Refused;
import dev.parley.proto.v1.Sender;
import dev.parley.proto.v1.Sync;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Edits, deletions and reactions: who wrote their target is found before they go to the log.
@Timeout(180)
final class TargetIT {

    private static TestGateway gateway;

    private final String alice = "alice-" + UUID.randomUUID();
    private final String conversation = "d_" + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.shared();
    }

    @AfterEach
    void historyIsBack() {
        gateway.historyUp = true;
        gateway.syncs = sync -> Page.getDefaultInstance();
    }

    private String frame(String kind, String clientId, long targetSeq, String more) {
        return "{\"id\":\"" + clientId + "\",\"" + kind + "\":{\"conversationId\":\"" + conversation
                + "\",\"clientId\":\"" + clientId + "\",\"targetSeq\":" + targetSeq + more + "}}";
    }

    private static String text(String body) {
        return ",\"content\":{\"text\":{\"body\":\"" + body + "\"}}";
    }

    /// Bob wrote seq 7; seq 1 is no message; the head is 7.
    private Page history(Sync sync) {
        long seq = sync.getPositionsOrThrow(conversation) + 1;
        Page.Builder page = Page.newBuilder().putHeads(conversation, 7);
        if (seq == 7) {
            page.addEvents(event(7).setMessage(Message.getDefaultInstance()));
        } else if (seq == 1) {
            page.addEvents(event(1).setCreated(Created.getDefaultInstance()));
        } else {
            page.setMore(true);
        }
        return page.build();
    }

    private Event.Builder event(long seq) {
        return Event.newBuilder()
                .setConversationId(conversation)
                .setSeq(seq)
                .setSender(Sender.newBuilder().setUserId("bob"));
    }

    @Test
    void anEditADeletionAReactionAndAPin_carryTheAuthorOfTheirTarget() throws Exception {
        gateway.syncs = this::history;
        try (RawSocket phone = gateway.session(alice, "phone")) {
            phone.send(frame("edit", "c-1", 7, text("better")));
            phone.send(frame("delete", "c-2", 7, ""));
            phone.send(frame("react", "c-3", 7, ",\"emoji\":\"👍\",\"removed\":true"));
            phone.send(frame("pin", "c-4", 7, ""));

            Command edit = gateway.command();
            assertThat(edit.getClientId()).isEqualTo("c-1");
            assertThat(edit.getEdit().getTarget().getSeq()).isEqualTo(7);
            assertThat(edit.getEdit().getTarget().getAuthor()).isEqualTo("bob");
            assertThat(edit.getEdit().getContent().getText().getBody()).isEqualTo("better");
            assertThat(gateway.command().getDelete().getTarget().getAuthor()).isEqualTo("bob");
            Command react = gateway.command();
            assertThat(react.getReact().getTarget().getAuthor()).isEqualTo("bob");
            assertThat(react.getReact().getEmoji()).isEqualTo("👍");
            assertThat(react.getReact().getRemoved()).isTrue();
            assertThat(gateway.command().getPin().getTarget().getAuthor()).isEqualTo("bob");
        }
    }

    @Test
    void aTargetThatIsNoMessage_orBeyondTheHead_hasNoAuthor() throws Exception {
        gateway.syncs = this::history;
        try (RawSocket phone = gateway.session(alice, "phone")) {
            phone.send(frame("delete", "c-1", 1, ""));
            phone.send(frame("delete", "c-2", 99, ""));

            assertThat(gateway.command().getDelete().getTarget().getAuthor()).isEmpty();
            assertThat(gateway.command().getDelete().getTarget().getAuthor()).isEmpty();
        }
    }

    @Test
    void whatFollows_waitsForTheAuthor_soThatOrderSurvives() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        gateway.syncs = sync -> {
            asked.countDown();
            await(answers);
            return history(sync);
        };
        try (RawSocket phone = gateway.session(alice, "phone")) {
            phone.send(frame("edit", "c-1", 7, text("better")));
            phone.send("{\"id\":\"2\",\"send\":{\"conversationId\":\"" + conversation + "\",\"clientId\":\"c-2\""
                    + text("next") + "}}");
            await(asked);
            answers.countDown();

            assertThat(gateway.command().getClientId()).isEqualTo("c-1");
            assertThat(gateway.command().getClientId()).isEqualTo("c-2");
        }
    }

    @Test
    void whenHistoryCannotBeAsked_theCommandIsRefusedForNow_andGoesThroughLater() throws Exception {
        gateway.syncs = this::history;
        try (RawSocket phone = gateway.session(alice, "phone")) {
            gateway.historyUp = false;
            phone.send(frame("edit", "c-1", 7, text("better")));

            Refused refused = phone.frame().getRefused();
            assertThat(refused.getClientId()).isEqualTo("c-1");
            assertThat(refused.getCode()).isEqualTo(ErrorCode.UNAVAILABLE.name());
            assertThat(refused.getRetryAfterMillis()).isPositive();

            gateway.historyUp = true;
            Duration told = Duration.ofMillis(refused.getRetryAfterMillis());
            Awaitility.await().pollDelay(told).until(() -> true);
            phone.send(frame("edit", "c-1", 7, text("better")));
            assertThat(gateway.command().getEdit().getTarget().getAuthor()).isEqualTo("bob");
        }
    }

    @Test
    void whenHistoryIsBehindTheTarget_theCommandIsRefusedForNow() throws Exception {
        gateway.syncs = this::history;
        gateway.headStore()
                .raise(java.util.Map.of(conversation, 9L))
                .toCompletableFuture()
                .join();
        try (RawSocket phone = gateway.session(alice, "phone")) {
            phone.send(frame("delete", "c-1", 9, ""));

            assertThat(phone.frame().getRefused().getCode()).isEqualTo(ErrorCode.UNAVAILABLE.name());
        }
    }

    @Test
    void withoutATarget_itIsRefused() throws Exception {
        try (RawSocket phone = gateway.session(alice, "phone")) {
            phone.send(frame("delete", "c-1", 0, ""));

            assertThat(phone.frame().getRefused().getCode()).isEqualTo(ErrorCode.INVALID.name());
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
