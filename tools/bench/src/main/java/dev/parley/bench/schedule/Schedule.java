package dev.parley.bench.schedule;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/// The intended send times of a run, as nanoseconds after its start, ascending. Fixed before the first send, so that a
/// system that answers late is still asked on time: that makes the run open-loop, and latency counted from these times
/// needs no correction for coordinated omission.
public final class Schedule {

    private static final double NANOS_PER_SECOND = 1e9;

    private final long[] offsetsNanos;

    private Schedule(long[] offsetsNanos) {
        this.offsetsNanos = offsetsNanos;
    }

    /// One send each 1/rate seconds.
    public static Schedule constant(double ratePerSecond, Duration length) {
        int count = count(ratePerSecond, length);
        long[] offsets = new long[count];
        for (int i = 0; i < count; i++) {
            offsets[i] = Math.round(i * NANOS_PER_SECOND / ratePerSecond);
        }
        return new Schedule(offsets);
    }

    /// Independent arrivals with the given mean rate; the same seed gives the same times.
    public static Schedule poisson(double ratePerSecond, Duration length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] offsets = new long[2 * count(ratePerSecond, length) + 64];
        double at = 0;
        int count = 0;
        while (count < offsets.length) {
            at += -Math.log(1 - random.nextDouble()) * NANOS_PER_SECOND / ratePerSecond;
            if (at >= length.toNanos()) {
                break;
            }
            offsets[count++] = Math.round(at);
        }
        return new Schedule(Arrays.copyOf(offsets, count));
    }

    public int size() {
        return offsetsNanos.length;
    }

    public long offsetNanos(int index) {
        return offsetsNanos[index];
    }

    /// Index of the first send at or after `offset`; {@link #size} if there is none.
    public int firstAtOrAfter(Duration offset) {
        int found = Arrays.binarySearch(offsetsNanos, offset.toNanos());
        return found >= 0 ? found : -found - 1;
    }

    private static int count(double ratePerSecond, Duration length) {
        if (!(ratePerSecond > 0) || length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException(
                    "rate " + ratePerSecond + ", length " + length + " (expected: both above 0)");
        }
        return Math.toIntExact((long) Math.floor(ratePerSecond * length.toNanos() / NANOS_PER_SECOND));
    }
}
