package dev.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.proto.log.Delivery;
import java.util.List;
import org.junit.jupiter.api.Test;

class BusNumberingTest {

    private final BusNumbering numbering = new BusNumbering("router-1");

    @Test
    void frames_areNumberedFromOne_perAddress() {
        assertThat(numbering.next("a", some()).getNumber()).isEqualTo(1);
        assertThat(numbering.next("a", some()).getNumber()).isEqualTo(2);
        assertThat(numbering.next("b", some()).getNumber()).isEqualTo(1);
        assertThat(numbering.next("b", some()).getPublisher()).isEqualTo("router-1");
    }

    @Test
    void heartbeat_repeatsTheLastNumber_andIsEmpty() {
        assertThat(numbering.heartbeat("a").getNumber()).isZero();

        numbering.next("a", some());

        assertThat(numbering.heartbeat("a").getNumber()).isEqualTo(1);
        assertThat(numbering.heartbeat("a").getDeliveriesCount()).isZero();
    }

    @Test
    void hint_takesNoNumber() {
        assertThat(numbering.hint(some()).getNumber()).isZero();
        assertThat(numbering.next("a", some()).getNumber()).isEqualTo(1);
    }

    @Test
    void frameWithoutDeliveries_isRefused_becauseItWouldBeAHeartbeat() {
        assertThatIllegalArgumentException().isThrownBy(() -> numbering.next("a", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> numbering.hint(List.of()));
    }

    private static List<Delivery> some() {
        return List.of(Delivery.getDefaultInstance());
    }
}
