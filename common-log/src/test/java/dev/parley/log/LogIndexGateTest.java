package dev.parley.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class LogIndexGateTest {

    @Test
    void accept_takesOnlyTheNextIndex_afterTheFirst() {
        LogIndexGate gate = new LogIndexGate(LogIndexGate.NONE);

        assertThat(gate.accept(7)).isTrue();
        assertThat(gate.accept(7)).isFalse();
        assertThat(gate.accept(9)).isFalse();
        assertThat(gate.accept(8)).isTrue();
        assertThat(gate.lastAccepted()).isEqualTo(8);
        assertThat(gate.dropped()).isEqualTo(2);
    }

    @Test
    void readPosition_survivesACommit() {
        ReadPosition position = new ReadPosition(41, 17);

        assertThat(ReadPosition.of(position.toCommit())).isEqualTo(position);
    }

    @Test
    void readPosition_keepsTheOffsetOnly_whenAnOperatorResetTheGroup() {
        assertThat(ReadPosition.of(new OffsetAndMetadata(5, ""))).isEqualTo(new ReadPosition(5, LogIndexGate.NONE));
        assertThat(ReadPosition.of(null)).isEqualTo(new ReadPosition(0, LogIndexGate.NONE));
    }
}
