package dev.parley.router.fanout;

import dev.parley.bus.SessionEntry;
import dev.parley.proto.log.Broadcast;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.Signal;
import dev.parley.proto.v1.Frame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who gets which signal: an outcome goes to the address that waits for it, receipts and typing to every
/// address that holds a session of their audience. Pure; at every address in the order of the signals.
final class SignalPlan {

    private SignalPlan() {}

    static Map<String, List<Delivery>> outcomes(List<Signal> signals) {
        Map<String, List<Delivery>> deliveries = new LinkedHashMap<>();
        for (Signal signal : signals) {
            String address = signal.getOutcome().getOrigin().getAddress();
            if (signal.hasOutcome() && !address.isEmpty()) {
                deliveries
                        .computeIfAbsent(address, ignored -> new ArrayList<>())
                        .add(Delivery.newBuilder()
                                .setOutcome(signal.getOutcome())
                                .build());
            }
        }
        return deliveries;
    }

    static Set<String> audience(List<Signal> signals) {
        Set<String> users = new HashSet<>();
        signals.forEach(signal -> users.addAll(audience(signal)));
        return users;
    }

    static Map<String, List<Delivery>> broadcasts(List<Signal> signals, Map<String, List<SessionEntry>> sessions) {
        Map<String, List<Delivery>> deliveries = new LinkedHashMap<>();
        for (Signal signal : signals) {
            Map<String, Set<String>> usersByAddress = new LinkedHashMap<>();
            for (String user : audience(signal)) {
                for (SessionEntry session : sessions.getOrDefault(user, List.of())) {
                    usersByAddress
                            .computeIfAbsent(session.gatewayId(), ignored -> new LinkedHashSet<>())
                            .add(user);
                }
            }
            usersByAddress.forEach((address, users) -> deliveries
                    .computeIfAbsent(address, ignored -> new ArrayList<>())
                    .add(broadcast(signal, users)));
        }
        return deliveries;
    }

    private static List<String> audience(Signal signal) {
        return switch (signal.getBodyCase()) {
            case RECEIPT -> signal.getReceipt().getAudienceList();
            case TYPING -> signal.getTyping().getAudienceList();
            case OUTCOME, BODY_NOT_SET -> List.of();
        };
    }

    private static Delivery broadcast(Signal signal, Set<String> users) {
        Frame.Builder frame = Frame.newBuilder();
        if (signal.hasReceipt()) {
            frame.setReceipt(signal.getReceipt().getReceipt());
        } else {
            frame.setTyping(signal.getTyping().getTyping());
        }
        return Delivery.newBuilder()
                .setBroadcast(Broadcast.newBuilder().addAllUserIds(users).setFrame(frame))
                .build();
    }
}
