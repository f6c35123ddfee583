package dev.parley.chat.receipts;

import dev.parley.proto.log.ReceiptSignal;
import dev.parley.proto.log.Signal;
import dev.parley.proto.v1.Receipt;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What is told of the marks that moved in one conversation in one round: at most three signals, whatever the
/// number of marks. Pure.
final class ReceiptSignals {

    /// A user's marks before and after the round.
    record Move(Marks before, Marks after) {

        boolean isDelivery() {
            return after.deliveredSeq() > before.deliveredSeq();
        }

        boolean isReading() {
            return after.readSeq() > before.readSeq();
        }
    }

    private ReceiptSignals() {}

    /// To all members, each mark with its name. Who hides what they read is told nothing of others'
    /// reading, and of them the others hear deliveries only: not even, by a repeated delivery, when it was
    /// that they read.
    static List<Signal> named(
            String conversationId, Map<String, Move> moves, Set<String> members, Set<String> hidingOfAll) {
        Set<String> hiding = new HashSet<>(hidingOfAll);
        hiding.retainAll(members);
        Set<String> open = new HashSet<>(members);
        open.removeAll(hiding);
        List<Receipt> toOpen = new ArrayList<>();
        List<Receipt> toHiding = new ArrayList<>();
        List<Receipt> own = new ArrayList<>();
        moves.forEach((user, move) -> {
            if (!hiding.contains(user)) {
                toOpen.add(full(conversationId, user, move.after));
            } else {
                own.add(full(conversationId, user, move.after));
                if (move.isDelivery()) {
                    toOpen.add(delivery(conversationId, user, move.after));
                }
            }
            if (move.isDelivery()) {
                toHiding.add(delivery(conversationId, user, move.after));
            }
        });
        List<Signal> signals = new ArrayList<>();
        add(signals, conversationId, open, toOpen);
        add(signals, conversationId, hiding, toHiding);
        addOwn(signals, conversationId, own);
        return signals;
    }

    /// To nobody but the own devices of each user.
    static List<Signal> own(String conversationId, Map<String, Move> moves) {
        return counted(conversationId, moves, List.of());
    }

    /// In a large group: each user's own devices hear of their marks, and the authors how many have their
    /// messages.
    static List<Signal> counted(String conversationId, Map<String, Move> moves, List<ReceiptCounts.Count> counts) {
        List<Signal> signals = new ArrayList<>();
        List<Receipt> own = new ArrayList<>();
        moves.forEach((user, move) -> own.add(full(conversationId, user, move.after)));
        addOwn(signals, conversationId, own);
        Map<String, List<Receipt>> byAuthor = new LinkedHashMap<>();
        for (ReceiptCounts.Count count : counts) {
            byAuthor.computeIfAbsent(count.author(), author -> new ArrayList<>())
                    .add(Receipt.newBuilder()
                            .setConversationId(conversationId)
                            .setSeq(count.seq())
                            .setDeliveredCount(count.delivered())
                            .setReadCount(count.read())
                            .build());
        }
        byAuthor.forEach((author, receipts) -> add(signals, conversationId, Set.of(author), receipts));
        return signals;
    }

    private static void add(List<Signal> signals, String conversationId, Set<String> audience, List<Receipt> receipts) {
        if (!audience.isEmpty() && !receipts.isEmpty()) {
            signals.add(signal(
                    conversationId,
                    ReceiptSignal.newBuilder().addAllAudience(audience).addAllReceipts(receipts)));
        }
    }

    private static void addOwn(List<Signal> signals, String conversationId, List<Receipt> own) {
        if (!own.isEmpty()) {
            signals.add(signal(conversationId, ReceiptSignal.newBuilder().addAllReceipts(own)));
        }
    }

    private static Signal signal(String conversationId, ReceiptSignal.Builder receipts) {
        return Signal.newBuilder()
                .setConversationId(conversationId)
                .setReceipt(receipts)
                .build();
    }

    private static Receipt full(String conversationId, String userId, Marks marks) {
        return receipt(conversationId, userId, marks)
                .setReadSeq(marks.readSeq())
                .build();
    }

    private static Receipt delivery(String conversationId, String userId, Marks marks) {
        return receipt(conversationId, userId, marks).build();
    }

    private static Receipt.Builder receipt(String conversationId, String userId, Marks marks) {
        return Receipt.newBuilder()
                .setConversationId(conversationId)
                .setUserId(userId)
                .setDeliveredSeq(marks.deliveredSeq());
    }
}
