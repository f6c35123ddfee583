package dev.parley.router.delivery;

import dev.parley.proto.log.Delivery;
import java.util.ArrayList;
import java.util.List;

/// Cuts the deliveries of one address into frames of bounded size, in order. A delivery that is larger by
/// itself makes a frame of its own. Pure.
final class FrameSplitter {

    private FrameSplitter() {}

    static List<List<Delivery>> split(List<Delivery> deliveries, int maxFrameBytes) {
        List<List<Delivery>> frames = new ArrayList<>();
        List<Delivery> frame = new ArrayList<>();
        int bytes = 0;
        for (Delivery delivery : deliveries) {
            int size = delivery.getSerializedSize();
            if (!frame.isEmpty() && bytes + size > maxFrameBytes) {
                frames.add(frame);
                frame = new ArrayList<>();
                bytes = 0;
            }
            frame.add(delivery);
            bytes += size;
        }
        if (!frame.isEmpty()) {
            frames.add(frame);
        }
        return frames;
    }
}
