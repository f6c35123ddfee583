package dev.parley.client.model;

import dev.parley.proto.v1.Event;

/// What all timelines of a device hold beyond holes, in bytes, so that a device that is far behind while others talk
/// holds a bounded part of it.
final class HeldBytes {

    static final long MAX = 1024 * 1024;

    private long bytes;

    void add(Event event) {
        bytes += event.getSerializedSize();
    }

    void remove(Event event) {
        bytes -= event.getSerializedSize();
    }

    boolean isFull() {
        return bytes > MAX;
    }
}
