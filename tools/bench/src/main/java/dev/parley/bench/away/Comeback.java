package dev.parley.bench.away;

import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;

/// How some devices came back, as their process printed it.
///
/// @param firstMillis from `connect` to the moment when the first of them held everything
/// @param lastMillis the same, the last
/// @param events handed over, all devices
/// @param bytes payload of WebSocket messages received, all devices
/// @param pages asked for, all devices
/// @param violations events out of place or missing; must be 0
/// @param heapPeakBytes sum of the peaks of the heap's pools, garbage included
/// @param heapLiveBytes after a full collection, with the devices current and connected
/// @param residentPeakBytes of the process
record Comeback(
        long firstMillis,
        long lastMillis,
        long events,
        long bytes,
        long pages,
        long violations,
        long heapPeakBytes,
        long heapLiveBytes,
        long residentPeakBytes) {

    void print() {
        System.out.println(
                "firstMillis=" + firstMillis + "\nlastMillis=" + lastMillis + "\nevents=" + events + "\nbytes="
                        + bytes + "\npages=" + pages + "\nviolations=" + violations + "\nheapPeakBytes=" + heapPeakBytes
                        + "\nheapLiveBytes=" + heapLiveBytes + "\nresidentPeakBytes=" + residentPeakBytes);
    }

    static Comeback parse(String text) throws IOException {
        Properties printed = new Properties();
        printed.load(new StringReader(text));
        return new Comeback(
                number(printed, "firstMillis"),
                number(printed, "lastMillis"),
                number(printed, "events"),
                number(printed, "bytes"),
                number(printed, "pages"),
                number(printed, "violations"),
                number(printed, "heapPeakBytes"),
                number(printed, "heapLiveBytes"),
                number(printed, "residentPeakBytes"));
    }

    private static long number(Properties printed, String name) throws IOException {
        String value = printed.getProperty(name);
        if (value == null) {
            throw new IOException("the devices' process printed no " + name + " but " + printed);
        }
        return Long.parseLong(value);
    }
}
