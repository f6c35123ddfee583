package dev.parley.bus;

import dev.parley.proto.log.BusFrame;
import dev.parley.proto.log.Delivery;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Carries deliveries to the instance that holds a session. At most once: Redis may lose a frame; the numbering
/// lets the receiver notice. Order per publisher and address.
///
/// Every implementation passes `GatewayBusContract`.
public interface GatewayBus {

    /// Sends one numbered frame to the address. Completes with the number of receivers that the store knew of
    /// (0: nobody listens there). Only for publishers that also send a heartbeat to the address each second:
    /// the receiver takes another one for silent a few seconds later, and repairs for nothing.
    CompletionStage<Long> publish(String address, List<Delivery> deliveries);

    /// Sends a frame outside the numbering: a hint whose loss nobody notices.
    CompletionStage<Long> publishHint(String address, List<Delivery> deliveries);

    /// Sends an empty frame that repeats the last number, so that a lost tail is noticed.
    CompletionStage<Void> heartbeat(String address);

    /// Receives everything sent to the address until the subscription is closed. Called on one thread, in
    /// order.
    Subscription subscribe(String address, Listener listener);

    /// What a subscriber is told.
    interface Listener {

        void onFrame(BusFrame frame);

        /// The link was lost and is back: frames in between are gone.
        void onLinkRestored();
    }

    /// An open subscription.
    interface Subscription extends AutoCloseable {

        @Override
        void close();
    }
}
