package dev.parley.router.fanout;

import dev.parley.bus.SessionEntry;
import dev.parley.proto.log.Broadcast;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.Signal;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Receipt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who gets which signal: an outcome goes to the address that waits for it, receipts and typing to every
/// address that holds a session of their audience, receipts without one and counts to the devices of their own users.
/// Pure; at every address in the order of the signals.
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
        signals.forEach(signal -> {
            users.addAll(audience(signal));
            if (isOwn(signal)) {
                signal.getReceipt().getReceiptsList().forEach(receipt -> users.add(receipt.getUserId()));
            }
            signal.getCounts().getCountsList().forEach(counts -> users.add(counts.getUserId()));
        });
        return users;
    }

    static Map<String, List<Delivery>> broadcasts(List<Signal> signals, Map<String, List<SessionEntry>> sessions) {
        Map<String, List<Delivery>> deliveries = new LinkedHashMap<>();
        for (Signal signal : signals) {
            if (isOwn(signal)) {
                signal.getReceipt()
                        .getReceiptsList()
                        .forEach(receipt ->
                                add(deliveries, sessions, List.of(receipt.getUserId()), List.of(frame(receipt))));
            } else if (signal.hasCounts()) {
                signal.getCounts()
                        .getCountsList()
                        .forEach(counts -> add(
                                deliveries,
                                sessions,
                                List.of(counts.getUserId()),
                                List.of(Frame.newBuilder()
                                        .setCounts(counts.getCounts())
                                        .build())));
            } else {
                add(deliveries, sessions, audience(signal), frames(signal));
            }
        }
        return deliveries;
    }

    private static void add(
            Map<String, List<Delivery>> deliveries,
            Map<String, List<SessionEntry>> sessions,
            List<String> audience,
            List<Frame> frames) {
        Map<String, Set<String>> usersByAddress = new LinkedHashMap<>();
        for (String user : audience) {
            for (SessionEntry session : sessions.getOrDefault(user, List.of())) {
                usersByAddress
                        .computeIfAbsent(session.gatewayId(), ignored -> new LinkedHashSet<>())
                        .add(user);
            }
        }
        usersByAddress.forEach((address, users) -> {
            List<Delivery> there = deliveries.computeIfAbsent(address, ignored -> new ArrayList<>());
            for (Frame frame : frames) {
                there.add(Delivery.newBuilder()
                        .setBroadcast(
                                Broadcast.newBuilder().addAllUserIds(users).setFrame(frame))
                        .build());
            }
        });
    }

    private static List<String> audience(Signal signal) {
        return switch (signal.getBodyCase()) {
            case RECEIPT -> signal.getReceipt().getAudienceList();
            case TYPING -> signal.getTyping().getAudienceList();
            case COUNTS, OUTCOME, BODY_NOT_SET -> List.of();
        };
    }

    /// Receipts for the devices of their own users.
    private static boolean isOwn(Signal signal) {
        return signal.hasReceipt() && signal.getReceipt().getAudienceCount() == 0;
    }

    private static List<Frame> frames(Signal signal) {
        return switch (signal.getBodyCase()) {
            case RECEIPT ->
                signal.getReceipt().getReceiptsList().stream()
                        .map(SignalPlan::frame)
                        .toList();
            case TYPING ->
                List.of(Frame.newBuilder()
                        .setTyping(signal.getTyping().getTyping())
                        .build());
            case COUNTS, OUTCOME, BODY_NOT_SET -> List.of();
        };
    }

    private static Frame frame(Receipt receipt) {
        return Frame.newBuilder().setReceipt(receipt).build();
    }
}
