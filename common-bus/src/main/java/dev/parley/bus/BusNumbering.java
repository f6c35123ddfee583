package dev.parley.bus;

import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Delivery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives every frame of one publisher its number: 1, 2, 3 … per address. The receiver's side is {@link
/// BusContinuity}.
///
/// - A frame takes the next number of its address, whether it then arrives or not: a lost one is seen as a
///   hole.
/// - A heartbeat repeats the last number taken, 0 if there was none. So a publisher that has only sent
///   heartbeats is at 0, and its first frame, 1, is the next in order.
/// - A hint has number 0 and at least one delivery, which tells it from a heartbeat.
///
/// Not thread-safe: the caller holds one lock around taking a number and handing the frame to the wire, or the
/// order of the numbers and the order on the wire differ. An address is never forgotten (about 100 bytes each):
/// a number that starts again at 1 under the same publisher id could not be told from a repeat.
public final class BusNumbering {

    private final String publisher;
    private final Map<String, Long> lastByAddress = new HashMap<>();

    /// @param publisher new at each start of the process; the numbers live no longer than it does
    public BusNumbering(String publisher) {
        this.publisher = publisher;
    }

    public BusFrame next(String address, List<Delivery> deliveries) {
        requireDeliveries(deliveries);
        long number = lastByAddress.merge(address, 1L, Long::sum);
        return frame(number).addAllDeliveries(deliveries).build();
    }

    public BusFrame hint(List<Delivery> deliveries) {
        requireDeliveries(deliveries);
        return frame(0).addAllDeliveries(deliveries).build();
    }

    public BusFrame heartbeat(String address) {
        return frame(lastByAddress.getOrDefault(address, 0L)).build();
    }

    private BusFrame.Builder frame(long number) {
        return BusFrame.newBuilder().setPublisher(publisher).setNumber(number);
    }

    private static void requireDeliveries(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            throw new IllegalArgumentException("deliveries: none (a frame without any is a heartbeat)");
        }
    }
}
