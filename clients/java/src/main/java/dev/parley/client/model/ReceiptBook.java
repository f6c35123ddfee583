package dev.parley.client.model;

import dev.parley.proto.v1.Receipt;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// How far everybody has got in every conversation, put together from `receipt` frames and from the lists by
/// REST that make up for what a device was not told. Marks only grow, so whatever comes, in whatever order and
/// however often, all devices that heard the same say the same. Not thread-safe.
public final class ReceiptBook {

    /// @param deliveredSeq everything up to it has reached a device of the user
    /// @param readSeq everything up to it was read; 0 if that is not shown
    public record Marks(long deliveredSeq, long readSeq) {

        private Marks max(Marks other) {
            long read = Math.max(readSeq, other.readSeq);
            return new Marks(Math.max(Math.max(deliveredSeq, other.deliveredSeq), read), read);
        }
    }

    private final Map<String, SortedMap<String, Marks>> marks = new HashMap<>();

    /// A receipt with a name; the counts of a large group are not for here.
    public void add(Receipt receipt) {
        if (!receipt.getUserId().isEmpty()) {
            marks.computeIfAbsent(receipt.getConversationId(), absent -> new TreeMap<>())
                    .merge(receipt.getUserId(), new Marks(receipt.getDeliveredSeq(), receipt.getReadSeq()), Marks::max);
        }
    }

    /// By user, of those of whom anything is known.
    public SortedMap<String, Marks> of(String conversationId) {
        return new TreeMap<>(marks.getOrDefault(conversationId, new TreeMap<>()));
    }
}
