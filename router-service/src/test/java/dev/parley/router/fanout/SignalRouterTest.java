package dev.parley.router.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.bus.SessionEntry;
import dev.parley.bus.memory.InMemorySessionDirectory;
import dev.parley.proto.log.CountsOfUser;
import dev.parley.proto.log.CountsSignal;
import dev.parley.proto.log.Origin;
import dev.parley.proto.log.Outcome;
import dev.parley.proto.log.ReceiptSignal;
import dev.parley.proto.log.Signal;
import dev.parley.proto.log.TypingSignal;
import dev.parley.proto.v1.Counts;
import dev.parley.proto.v1.Receipt;
import dev.parley.proto.v1.Typing;
import dev.parley.router.CountedMetrics;
import dev.parley.router.delivery.BusSender;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SignalRouterTest {

    private final InMemorySessionDirectory directory = new InMemorySessionDirectory(Clock.systemUTC());
    private final RecordingBus bus = new RecordingBus();
    private final CountedMetrics metrics = new CountedMetrics();
    private final SignalRouter router = new SignalRouter(directory, new BusSender(bus, metrics), metrics);

    @BeforeEach
    void aliceIsConnected() {
        directory.renewLease("a").toCompletableFuture().join();
        directory
                .register(new SessionEntry("alice", "phone", "a", "s", 1, false))
                .toCompletableFuture()
                .join();
    }

    @Test
    void outcome_goesToWhoWaits_numbered() {
        Signal outcome = outcome("gw-9");

        router.run(List.of(outcome));

        assertThat(bus.sent).hasSize(1);
        assertThat(bus.sent.getFirst().address()).isEqualTo("gw-9");
        assertThat(bus.sent.getFirst().hint()).isFalse();
        assertThat(bus.sent.getFirst().deliveries().getFirst().getOutcome()).isEqualTo(outcome.getOutcome());
    }

    @Test
    void receiptsAndTyping_goToTheAudience_asHints() {
        Signal receipt = Signal.newBuilder()
                .setReceipt(ReceiptSignal.newBuilder()
                        .addAllAudience(List.of("alice", "bob"))
                        .addReceipts(Receipt.newBuilder().setReadSeq(3)))
                .build();

        router.run(List.of(receipt, typing()));

        assertThat(bus.sent).hasSize(1);
        RecordingBus.Sent sent = bus.sent.getFirst();
        assertThat(sent.hint()).isTrue();
        assertThat(sent.deliveries()).hasSize(2);
        assertThat(sent.deliveries().getFirst().getBroadcast().getUserIdsList()).containsExactly("alice");
        assertThat(sent.deliveries()
                        .getFirst()
                        .getBroadcast()
                        .getFrame()
                        .getReceipt()
                        .getReadSeq())
                .isEqualTo(3);
        assertThat(sent.deliveries().getLast().getBroadcast().getFrame().hasTyping())
                .isTrue();
    }

    @Test
    void receiptsWithoutAnAudience_goToTheirOwnUsersOnly() {
        Receipt ofAlice = Receipt.newBuilder().setUserId("alice").setReadSeq(3).build();
        Signal receipts = Signal.newBuilder()
                .setReceipt(ReceiptSignal.newBuilder()
                        .addReceipts(Receipt.newBuilder().setUserId("bob").setReadSeq(4))
                        .addReceipts(ofAlice))
                .build();

        router.run(List.of(receipts));

        assertThat(bus.sent).hasSize(1);
        assertThat(bus.sent.getFirst().deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.getBroadcast().getUserIdsList()).containsExactly("alice");
            assertThat(delivery.getBroadcast().getFrame().getReceipt()).isEqualTo(ofAlice);
        });
    }

    @Test
    void counts_goToTheirOwnUsersOnly() {
        Counts ofAlice =
                Counts.newBuilder().setConversationId("g_1").setUnread(3).build();
        Signal counts = Signal.newBuilder()
                .setCounts(CountsSignal.newBuilder()
                        .addCounts(CountsOfUser.newBuilder().setUserId("bob").setCounts(Counts.getDefaultInstance()))
                        .addCounts(CountsOfUser.newBuilder().setUserId("alice").setCounts(ofAlice)))
                .build();

        router.run(List.of(counts));

        assertThat(bus.sent).hasSize(1);
        assertThat(bus.sent.getFirst().deliveries()).singleElement().satisfies(delivery -> {
            assertThat(delivery.getBroadcast().getUserIdsList()).containsExactly("alice");
            assertThat(delivery.getBroadcast().getFrame().getCounts()).isEqualTo(ofAlice);
        });
    }

    @Test
    void outcomeThatCannotGoOut_isToBeTriedAgain_aHintIsGivenUp() {
        bus.away = true;

        router.run(List.of(typing()));
        assertThat(metrics.hintsGivenUp).hasValue(1);

        assertThatExceptionOfType(TemporaryFailure.class).isThrownBy(() -> router.run(List.of(outcome("gw-9"))));
    }

    private static Signal typing() {
        return Signal.newBuilder()
                .setTyping(TypingSignal.newBuilder()
                        .addAudience("alice")
                        .setTyping(Typing.newBuilder().setUserId("bob")))
                .build();
    }

    private static Signal outcome(String address) {
        return Signal.newBuilder()
                .setOutcome(Outcome.newBuilder()
                        .setOrigin(Origin.newBuilder().setAddress(address))
                        .setClientId("c"))
                .build();
    }
}
