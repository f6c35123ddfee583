package dev.parley.router.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.bus.CachedSessionDirectory;
import dev.parley.bus.RecentChange;
import dev.parley.bus.SessionEntry;
import dev.parley.bus.memory.InMemoryHeadStore;
import dev.parley.bus.memory.InMemorySessionDirectory;
import dev.parley.log.path.PathLog;
import dev.parley.log.path.PathStep;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Origin;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.MemberLeft;
import dev.parley.proto.v1.MemberRemoved;
import dev.parley.proto.v1.MembersAdded;
import dev.parley.router.CountedMetrics;
import dev.parley.router.delivery.BusSender;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventRouterTest {

    private final InMemorySessionDirectory directory = new InMemorySessionDirectory(Clock.systemUTC());
    private final InMemoryHeadStore heads = new InMemoryHeadStore();
    private final RecordingBus bus = new RecordingBus();
    private final CountedMetrics metrics = new CountedMetrics();
    private final PathLog path = new PathLog(Clock.systemUTC());
    private final EventRouter router = new EventRouter(
            new CachedSessionDirectory(directory, metrics::lookedUp), heads, new BusSender(bus, metrics), path);

    @Test
    void batch_goesOut_asOneFramePerGateway() {
        connected("alice", "a");
        connected("bob", "b");

        router.run(List.of(message("g", 1, "alice", "bob"), message("h", 1, "alice"), message("g", 2, "alice", "bob")));

        assertThat(bus.sent)
                .extracting(sent -> sent.address() + " " + sent.deliveries().size())
                .containsExactlyInAnyOrder("a 3", "b 2");
        assertThat(bus.sent).noneMatch(RecordingBus.Sent::hint);
    }

    @Test
    void path_saysWhichGatewaysGotAMessage_onceItsFramesAreOut() {
        connected("alice", "a");
        connected("bob", "b");

        LogEvent both = message("g", 1, "alice", "bob");
        LogEvent nobody = message("h", 1, "carol");
        router.run(List.of(both, nobody));

        assertThat(path.of(both.getEvent().getMessageId()))
                .extracting(PathStep::detail)
                .containsExactly("a, b");
        assertThat(path.of(nobody.getEvent().getMessageId()))
                .extracting(PathStep::detail)
                .containsExactly("nobody");
    }

    @Test
    void heads_areRaised_alsoWithNobodyConnected() {
        router.run(List.of(message("g", 4, "alice"), message("g", 5, "alice"), message("h", 1, "alice")));

        assertThat(heads.read(List.of("g", "h")).toCompletableFuture().join()).isEqualTo(Map.of("g", 5L, "h", 1L));
        assertThat(bus.sent).isEmpty();
    }

    @Test
    void heads_areRaised_evenIfTheFrameIsNot_soThatASessionJustOpeningFindsThem() {
        connected("alice", "a");
        bus.away = true;

        assertThatExceptionOfType(TemporaryFailure.class)
                .isThrownBy(() -> router.run(List.of(message("g", 1, "alice"))));

        assertThat(heads.read(List.of("g")).toCompletableFuture().join()).containsEntry("g", 1L);
    }

    @Test
    void sessionRegisteredJustBeforeTheHeadIsRaised_isInTheFrame_thoughItWasKnownToBeAbsent() {
        connected("alice", "a");
        router.run(List.of(message("g", 1, "alice", "bob")));
        // The gateway registers bob, reads that the head is 1, and welcomes him with it.
        connected("bob", "b");
        assertThat(heads.read(List.of("g")).toCompletableFuture().join()).containsEntry("g", 1L);

        router.run(List.of(message("g", 2, "alice", "bob")));

        assertThat(bus.sent).extracting(RecordingBus.Sent::address).containsExactlyInAnyOrder("a", "a", "b");
    }

    @Test
    void group_isReadOnce_notWithEveryMessage() {
        connected("alice", "a");
        connected("bob", "b");

        for (int seq = 1; seq <= 10; seq++) {
            router.run(List.of(message("g", seq, "alice", "bob")));
        }

        assertThat(metrics.lookupsRead).hasValue(2);
        assertThat(metrics.lookupsKnown).hasValue(18);
    }

    @Test
    void batchThatFailed_goesOutWhole_theNextTime() {
        connected("alice", "a");
        List<LogEvent> batch = List.of(message("g", 1, "alice"), message("g", 2, "alice"));
        bus.away = true;
        assertThatExceptionOfType(TemporaryFailure.class).isThrownBy(() -> router.run(batch));

        bus.away = false;
        router.run(batch);

        assertThat(bus.sent).hasSize(1);
        assertThat(bus.sent.getFirst().deliveries()).hasSize(2);
    }

    @Test
    void comingAndGoing_isNoted() {
        Event created = Event.newBuilder()
                .setConversationId("g")
                .setSeq(1)
                .setCreated(Created.newBuilder().addMembers(Member.newBuilder().setUserId("alice")))
                .build();
        Event added = Event.newBuilder()
                .setConversationId("g")
                .setSeq(2)
                .setMembersAdded(MembersAdded.newBuilder().addUserIds("bob"))
                .build();

        Event left = Event.newBuilder()
                .setConversationId("g")
                .setSeq(3)
                .setMemberLeft(MemberLeft.newBuilder().setUserId("alice"))
                .build();
        Event removed = Event.newBuilder()
                .setConversationId("g")
                .setSeq(4)
                .setMemberRemoved(MemberRemoved.newBuilder().setUserId("bob"))
                .build();

        router.run(List.of(logEvent(created, "alice"), logEvent(added, "alice", "bob")));
        assertThat(recent("alice")).isEqualTo(Map.of("g", RecentChange.joined(1)));
        assertThat(recent("bob")).isEqualTo(Map.of("g", RecentChange.joined(2)));

        router.run(List.of(logEvent(left, "alice", "bob"), logEvent(removed, "bob")));
        assertThat(recent("alice")).isEqualTo(Map.of("g", RecentChange.left(3)));
        assertThat(recent("bob")).isEqualTo(Map.of("g", RecentChange.left(4)));
    }

    private Map<String, RecentChange> recent(String user) {
        return heads.recent(user).toCompletableFuture().join();
    }

    @Test
    void privateEvent_movesNoHead_butIsDelivered() {
        connected("alice", "a");

        router.run(List.of(message("g", 0, "alice")));

        assertThat(heads.read(List.of("g")).toCompletableFuture().join()).isEmpty();
        assertThat(bus.sent).hasSize(1);
    }

    @Test
    void originWithoutALease_isTriedAllTheSame() {
        LogEvent event = message("g", 1, "alice").toBuilder()
                .setOrigin(Origin.newBuilder().setAddress("rest-1"))
                .build();

        router.run(List.of(event));

        assertThat(bus.sent).extracting(RecordingBus.Sent::address).containsExactly("rest-1");
    }

    private void connected(String user, String gateway) {
        directory.renewLease(gateway).toCompletableFuture().join();
        directory
                .register(new SessionEntry(user, "phone", gateway, user, 1, false))
                .toCompletableFuture()
                .join();
    }

    private static LogEvent message(String conversation, long seq, String... audience) {
        return logEvent(
                Event.newBuilder()
                        .setConversationId(conversation)
                        .setSeq(seq)
                        .setMessageId(conversation.hashCode() * 1_000L + seq)
                        .build(),
                audience);
    }

    private static LogEvent logEvent(Event event, String... audience) {
        return LogEvent.newBuilder()
                .setEvent(event)
                .addAllAudience(List.of(audience))
                .build();
    }
}
