package dev.parley.router.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.SessionEntry;
import dev.parley.proto.log.Block;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.EventDelivery;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Origin;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.log.Request;
import dev.parley.proto.v1.ConversationSettings;
import dev.parley.proto.v1.Event;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FanoutPlanTest {

    @Test
    void eachGateway_getsOneDeliveryPerEvent_withItsOwnUsers() {
        LogEvent event = event("g", 1, "alice", "bob", "carol", "dave").build();
        Map<String, List<SessionEntry>> sessions = sessions(at("alice", "a"), at("bob", "b"), at("carol", "a"));

        Map<String, List<Delivery>> plan = plan(List.of(event), sessions);

        assertThat(plan).containsOnlyKeys("a", "b");
        assertThat(only(plan, "a").getUserIdsList()).containsExactly("alice", "carol");
        assertThat(only(plan, "b").getUserIdsList()).containsExactly("bob");
        assertThat(only(plan, "b").getEvent()).isEqualTo(event.getEvent());
    }

    @Test
    void userWithTwoSessionsOnOneGateway_isNamedOnce_andOnTwoGatewaysAtBoth() {
        Map<String, List<SessionEntry>> sessions = Map.of(
                "alice",
                List.of(entry("alice", "phone", "a"), entry("alice", "laptop", "a"), entry("alice", "tv", "b")));

        Map<String, List<Delivery>> plan = plan(List.of(event("g", 1, "alice").build()), sessions);

        assertThat(only(plan, "a").getUserIdsList()).containsExactly("alice");
        assertThat(only(plan, "b").getUserIdsList()).containsExactly("alice");
    }

    @Test
    void origin_getsTheEvent_evenForNobody_andOnlyThereIsItNamed() {
        Origin origin = Origin.newBuilder()
                .setAddress("rest-1")
                .setSessionId("s")
                .setRe("7")
                .build();
        LogEvent event = event("g", 1, "bob").setOrigin(origin).build();

        Map<String, List<Delivery>> plan = plan(List.of(event), sessions(at("bob", "b")));

        assertThat(plan).containsOnlyKeys("rest-1", "b");
        assertThat(only(plan, "rest-1").getUserIdsList()).isEmpty();
        assertThat(only(plan, "rest-1").getOrigin()).isEqualTo(origin);
        assertThat(only(plan, "b").hasOrigin()).isFalse();
    }

    @Test
    void origin_thatAlsoHoldsSessions_getsOneDelivery() {
        LogEvent event = event("g", 1, "alice", "bob")
                .setOrigin(Origin.newBuilder().setAddress("a"))
                .build();

        Map<String, List<Delivery>> plan = plan(List.of(event), sessions(at("alice", "a"), at("bob", "a")));

        assertThat(plan).containsOnlyKeys("a");
        assertThat(only(plan, "a").getUserIdsList()).containsExactly("alice", "bob");
        assertThat(only(plan, "a").getOrigin().getAddress()).isEqualTo("a");
    }

    @Test
    void deliveries_keepTheOrderOfTheEvents_atEveryAddress() {
        List<LogEvent> events = List.of(
                event("g", 1, "alice").build(),
                event("h", 1, "alice", "bob").build(),
                event("g", 2, "alice").build());

        Map<String, List<Delivery>> plan = plan(events, sessions(at("alice", "a"), at("bob", "b")));

        assertThat(plan.get("a"))
                .extracting(delivery -> delivery.getEvent().getEvent().getConversationId()
                        + delivery.getEvent().getEvent().getSeq())
                .containsExactly("g1", "h1", "g2");
        assertThat(plan.get("b")).hasSize(1);
    }

    @Test
    void aRequest_isToldBehindTheEvent_toWhomItConcernsOnly() {
        Request asked = Request.newBuilder().setUserId("bob").build();
        LogEvent created = event("d", 1, "alice", "bob").setRequest(asked).build();
        LogEvent blocked = event("d", 0, "bob")
                .setPrivateEvent(PrivateEvent.newBuilder().setBlock(Block.getDefaultInstance()))
                .setRequest(asked.toBuilder().setEnded(true))
                .build();

        Map<String, List<Delivery>> plan = plan(List.of(created, blocked), sessions(at("alice", "a"), at("bob", "b")));

        assertThat(plan.get("a"))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.hasEvent()).isTrue());
        assertThat(plan.get("b")).hasSize(3);
        assertThat(plan.get("b").getFirst().hasEvent()).isTrue();
        assertThat(plan.get("b").subList(1, 3))
                .allSatisfy(delivery ->
                        assertThat(delivery.getBroadcast().getUserIdsList()).containsExactly("bob"))
                .extracting(delivery -> delivery.getBroadcast().getFrame().getSettings())
                .containsExactly(request(true), request(false));
    }

    private static ConversationSettings request(boolean request) {
        return ConversationSettings.newBuilder()
                .setConversationId("d")
                .setRequest(request)
                .build();
    }

    @Test
    void nobodyConnected_andNoOrigin_givesNothing() {
        assertThat(plan(List.of(event("g", 1, "alice").build()), Map.of())).isEmpty();
        assertThat(plan(List.of(), Map.of())).isEmpty();
    }

    private static Map<String, List<Delivery>> plan(List<LogEvent> events, Map<String, List<SessionEntry>> sessions) {
        return FanoutPlan.of(events, sessions).deliveriesByAddress();
    }

    private static EventDelivery only(Map<String, List<Delivery>> plan, String address) {
        List<Delivery> deliveries = plan.getOrDefault(address, List.of());
        assertThat(deliveries).hasSize(1);
        return deliveries.getFirst().getEvent();
    }

    private static LogEvent.Builder event(String conversation, long seq, String... audience) {
        return LogEvent.newBuilder()
                .addAllAudience(List.of(audience))
                .setEvent(Event.newBuilder().setConversationId(conversation).setSeq(seq));
    }

    private static Map<String, List<SessionEntry>> sessions(SessionEntry... entries) {
        Map<String, List<SessionEntry>> sessions = new HashMap<>();
        for (SessionEntry entry : entries) {
            sessions.put(entry.userId(), List.of(entry));
        }
        return sessions;
    }

    private static SessionEntry at(String user, String gateway) {
        return entry(user, "phone", gateway);
    }

    private static SessionEntry entry(String user, String device, String gateway) {
        return new SessionEntry(user, device, gateway, user + device, 1, false);
    }
}
