package dev.parley.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RedisCommandsTest {

    private static final String EARLIER = """
            # Commandstats\r
            cmdstat_hgetall:calls=10,usec=52,usec_per_call=5.20,rejected_calls=0,failed_calls=0\r
            cmdstat_config|get:calls=1,usec=4,usec_per_call=4.00,rejected_calls=0,failed_calls=0\r
            cmdstat_info:calls=3,usec=90,usec_per_call=30.00,rejected_calls=0,failed_calls=0\r
            """;

    @Test
    void difference_namesWhatRanMeanwhile_butNotTheReadingItself() {
        RedisCommands later = RedisCommands.parse(
                EARLIER.replace("hgetall:calls=10", "hgetall:calls=510").replace("info:calls=3", "info:calls=4")
                        + "cmdstat_publish:calls=2,usec=8,usec_per_call=4.00,rejected_calls=0,failed_calls=0\r\n");

        RedisCommands difference = later.since(RedisCommands.parse(EARLIER));

        assertThat(difference.callsByCommand()).containsOnlyKeys("hgetall", "publish");
        assertThat(difference.of("hgetall")).isEqualTo(500);
        assertThat(difference.of("get")).isZero();
    }
}
