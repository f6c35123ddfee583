package dev.parley.router.fanout;

import dev.parley.bus.SessionEntry;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.EventDelivery;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who gets what: for each bus address one delivery per event that concerns it, naming the users with a session
/// there. The address the command came from gets the event in any case, even for no user, because from it the
/// ack is made; only there the delivery names the origin.
///
/// Pure. At every address the deliveries are in the order of the events.
public record FanoutPlan(Map<String, List<Delivery>> deliveriesByAddress) {

    /// @param sessions of every user of any audience who has one; a user who is absent is not connected
    public static FanoutPlan of(List<LogEvent> events, Map<String, List<SessionEntry>> sessions) {
        Map<String, List<Delivery>> deliveries = new LinkedHashMap<>();
        for (LogEvent event : events) {
            Origin origin = event.getOrigin();
            usersByAddress(event, sessions).forEach((address, users) -> {
                EventDelivery.Builder delivery =
                        EventDelivery.newBuilder().addAllUserIds(users).setEvent(event.getEvent());
                if (address.equals(origin.getAddress())) {
                    delivery.setOrigin(origin);
                }
                deliveries
                        .computeIfAbsent(address, ignored -> new ArrayList<>())
                        .add(Delivery.newBuilder().setEvent(delivery).build());
            });
        }
        return new FanoutPlan(deliveries);
    }

    private static Map<String, Set<String>> usersByAddress(LogEvent event, Map<String, List<SessionEntry>> sessions) {
        Map<String, Set<String>> users = new LinkedHashMap<>();
        String origin = event.getOrigin().getAddress();
        if (!origin.isEmpty()) {
            users.put(origin, new LinkedHashSet<>());
        }
        for (String user : event.getAudienceList()) {
            for (SessionEntry session : sessions.getOrDefault(user, List.of())) {
                users.computeIfAbsent(session.gatewayId(), ignored -> new LinkedHashSet<>())
                        .add(user);
            }
        }
        return users;
    }
}
