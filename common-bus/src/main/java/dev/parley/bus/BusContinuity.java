package dev.parley.bus;

import dev.parley.proto.log.BusFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/// Tells a receiver of bus frames whether it may have missed one: by a hole in a publisher's numbers, by a
/// heartbeat whose number was never received, or by a publisher that is no longer heard. The publisher's side
/// is {@link BusNumbering}.
///
/// A finding other than `Ok` means: sessions here may lack something, repair them. It never says what is missing.
/// One loss has no finding: a frame lost in the first {@link #SILENCE} after {@link #subscribed}, before anything
/// was heard of its publisher.
///
/// How it is used:
/// - call {@link #subscribed} once the subscription stands, and again at each `onLinkRestored` (which calls for
///   a repair of its own);
/// - call {@link #onFrame} for every frame, in order;
/// - call {@link #silences} about twice a second.
///
/// Repeated frames (a number at or below the last) are `Ok`: the connection may send a frame again after a
/// break. Only who heartbeats each second may send numbered frames; all others send hints, which leave no trace
/// here.
///
/// Thread-safe, so that a timer can ask for silences while the bus thread brings frames.
public final class BusContinuity {

    /// A publisher not heard for so long is taken for gone: three heartbeats and a half.
    public static final Duration SILENCE = Duration.ofMillis(3_500);

    /// What a frame, or the lack of one, says.
    public sealed interface Finding {

        /// Nothing is missing up to this frame.
        record Ok() implements Finding {}

        /// At least one frame before `number` did not arrive.
        ///
        /// @param last the last number received of this publisher, or -1 if it was not known
        /// @param number the number now received
        record Hole(String publisher, long last, long number) implements Finding {}

        /// The publisher was not heard for {@link #SILENCE} and is forgotten. If it comes back, its first
        /// frame is a hole.
        record Silent(String publisher) implements Finding {}
    }

    private static final Finding OK = new Finding.Ok();
    private static final long UNKNOWN = -1;

    private final LongSupplier nanoClock;
    private final Map<String, Heard> publishers = new HashMap<>();
    private long subscribedAtNanos;

    public BusContinuity() {
        this(System::nanoTime);
    }

    /// @param nanoClock monotonic, like `System.nanoTime`
    public BusContinuity(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.subscribedAtNanos = nanoClock.getAsLong();
    }

    /// The subscription stands (again). Everything known is forgotten; for the next {@link #SILENCE} the first
    /// number heard of a publisher is taken as its base, because it may have been publishing before.
    public synchronized void subscribed() {
        publishers.clear();
        subscribedAtNanos = nanoClock.getAsLong();
    }

    /// `Ok` or `Hole`.
    public synchronized Finding onFrame(BusFrame frame) {
        boolean heartbeat = frame.getDeliveriesCount() == 0;
        long number = frame.getNumber();
        if (number == 0 && !heartbeat) {
            return OK;
        }
        long now = nanoClock.getAsLong();
        Heard known = publishers.get(frame.getPublisher());
        if (known == null) {
            publishers.put(frame.getPublisher(), new Heard(number, now));
            boolean first = number == (heartbeat ? 0 : 1);
            boolean base = now - subscribedAtNanos < SILENCE.toNanos();
            return first || base ? OK : new Finding.Hole(frame.getPublisher(), UNKNOWN, number);
        }
        long last = known.last;
        known.atNanos = now;
        known.last = Math.max(last, number);
        boolean inOrder = number <= last || (!heartbeat && number == last + 1);
        return inOrder ? OK : new Finding.Hole(frame.getPublisher(), last, number);
    }

    /// Publishers that fell silent since the last call; each is told once and forgotten.
    public synchronized List<Finding.Silent> silences() {
        long now = nanoClock.getAsLong();
        List<Finding.Silent> silent = new ArrayList<>();
        Iterator<Map.Entry<String, Heard>> each = publishers.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, Heard> publisher = each.next();
            if (now - publisher.getValue().atNanos >= SILENCE.toNanos()) {
                silent.add(new Finding.Silent(publisher.getKey()));
                each.remove();
            }
        }
        return silent;
    }

    private static final class Heard {

        private long last;
        private long atNanos;

        private Heard(long last, long atNanos) {
            this.last = last;
            this.atNanos = atNanos;
        }
    }
}
