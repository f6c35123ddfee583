package dev.parley.router.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.EventDelivery;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameSplitterTest {

    @Test
    void deliveriesThatFit_areOneFrame() {
        List<Delivery> deliveries = List.of(ofBytes(10), ofBytes(10), ofBytes(10));

        assertThat(FrameSplitter.split(deliveries, 1_000)).containsExactly(deliveries);
    }

    @Test
    void deliveriesThatDoNotFit_areCut_inOrder() {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            deliveries.add(ofBytes(100 + i));
        }

        List<List<Delivery>> frames = FrameSplitter.split(deliveries, 1_000);

        assertThat(frames).hasSizeGreaterThan(10);
        assertThat(frames).allMatch(frame -> bytes(frame) <= 1_000);
        assertThat(frames.stream().flatMap(List::stream).toList()).isEqualTo(deliveries);
    }

    @Test
    void deliveryAboveTheBound_goesAlone() {
        List<Delivery> deliveries = List.of(ofBytes(10), ofBytes(5_000), ofBytes(10));

        assertThat(FrameSplitter.split(deliveries, 1_000))
                .extracting(List::size)
                .containsExactly(1, 1, 1);
    }

    @Test
    void nothing_givesNoFrame() {
        assertThat(FrameSplitter.split(List.of(), 1_000)).isEmpty();
    }

    private static Delivery ofBytes(int bytes) {
        return Delivery.newBuilder()
                .setEvent(EventDelivery.newBuilder().addUserIds("x".repeat(bytes)))
                .build();
    }

    private static int bytes(List<Delivery> frame) {
        return frame.stream().mapToInt(Delivery::getSerializedSize).sum();
    }
}
