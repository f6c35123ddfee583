package dev.parley.router.fanout;

import dev.parley.bus.SessionEntry;
import dev.parley.proto.log.Broadcast;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.Done;
import dev.parley.proto.log.EventDelivery;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Origin;
import dev.parley.proto.log.Outcome;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.v1.ConversationSettings;
import dev.parley.proto.v1.Frame;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who gets what: for each bus address one delivery per event that concerns it, naming the users with a session
/// there. The address the command came from gets the event in any case, even for no user, because from it the
/// ack is made; only there the delivery names the origin, unless the command was posted: then all must know, because
/// the device's own stream may be anywhere and gets no event.
///
/// Pure. At every address the deliveries are in the order of the events.
public record FanoutPlan(Map<String, List<Delivery>> deliveriesByAddress) {

    /// @param sessions of every user of any audience who has one; a user who is absent is not connected
    public static FanoutPlan of(List<LogEvent> events, Map<String, List<SessionEntry>> sessions) {
        Map<String, List<Delivery>> deliveries = new LinkedHashMap<>();
        for (LogEvent event : events) {
            if (event.hasPrivateEvent()) {
                addPrivate(event, sessions, deliveries);
                continue;
            }
            Origin origin = event.getOrigin();
            usersByAddress(event, sessions).forEach((address, users) -> {
                EventDelivery.Builder delivery =
                        EventDelivery.newBuilder().addAllUserIds(users).setEvent(event.getEvent());
                if (origin.getPosted() || address.equals(origin.getAddress())) {
                    delivery.setOrigin(origin);
                }
                deliveries
                        .computeIfAbsent(address, ignored -> new ArrayList<>())
                        .add(Delivery.newBuilder().setEvent(delivery).build());
            });
            request(event).ifPresent(frame -> addNotice(event, frame, sessions, deliveries));
        }
        return new FanoutPlan(deliveries);
    }

    /// Which addresses get the event, by message id; absent: nobody does.
    Map<Long, Set<String>> addressesByMessage() {
        Map<Long, Set<String>> addresses = new HashMap<>();
        deliveriesByAddress.forEach((address, deliveries) -> {
            for (Delivery delivery : deliveries) {
                if (delivery.hasEvent()) {
                    addresses
                            .computeIfAbsent(
                                    delivery.getEvent().getEvent().getMessageId(), ignored -> new LinkedHashSet<>())
                            .add(address);
                }
            }
        });
        return addresses;
    }

    /// Whoever waits is told that it is done; the user's devices are told what changed.
    private static void addPrivate(
            LogEvent event, Map<String, List<SessionEntry>> sessions, Map<String, List<Delivery>> deliveries) {
        Origin origin = event.getOrigin();
        Optional<Frame> notice = notice(event.getPrivateEvent()).or(() -> request(event));
        usersByAddress(event, sessions).forEach((address, users) -> {
            List<Delivery> there = deliveries.computeIfAbsent(address, ignored -> new ArrayList<>());
            if (notice.isPresent() && !users.isEmpty()) {
                there.add(Delivery.newBuilder()
                        .setBroadcast(
                                Broadcast.newBuilder().addAllUserIds(users).setFrame(notice.get()))
                        .build());
            }
            if (address.equals(origin.getAddress())) {
                there.add(Delivery.newBuilder()
                        .setOutcome(Outcome.newBuilder()
                                .setOrigin(origin)
                                .setClientId(event.getEvent().getClientId())
                                .setDone(Done.getDefaultInstance()))
                        .build());
            }
        });
    }

    /// Behind the event, and to the one of the audience whom it concerns.
    private static void addNotice(
            LogEvent event,
            Frame frame,
            Map<String, List<SessionEntry>> sessions,
            Map<String, List<Delivery>> deliveries) {
        String user = event.getRequest().getUserId();
        sessions.getOrDefault(user, List.of()).stream()
                .map(SessionEntry::gatewayId)
                .distinct()
                .forEach(address -> deliveries
                        .computeIfAbsent(address, ignored -> new ArrayList<>())
                        .add(Delivery.newBuilder()
                                .setBroadcast(
                                        Broadcast.newBuilder().addUserIds(user).setFrame(frame))
                                .build()));
    }

    /// That the conversation is a request to its user now, or none any more.
    private static Optional<Frame> request(LogEvent event) {
        return event.hasRequest()
                ? Optional.of(Frame.newBuilder()
                        .setSettings(ConversationSettings.newBuilder()
                                .setConversationId(event.getEvent().getConversationId())
                                .setRequest(!event.getRequest().getEnded()))
                        .build())
                : Optional.empty();
    }

    private static Optional<Frame> notice(PrivateEvent event) {
        return switch (event.getKindCase()) {
            case SETTINGS ->
                Optional.of(Frame.newBuilder().setSettings(event.getSettings()).build());
            case HIDDEN ->
                Optional.of(Frame.newBuilder().setHidden(event.getHidden()).build());
            case BLOCK, INVITE, INVITE_REVOKED, KIND_NOT_SET -> Optional.empty();
        };
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
