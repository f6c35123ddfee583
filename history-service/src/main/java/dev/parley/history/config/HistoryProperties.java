package dev.parley.history.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `parley.history.*`
///
/// @param maxConcurrentReads requests answered at once; each may hold some MiB
/// @param readPatience how long a request over that waits for a place before it is refused with `UNAVAILABLE`
/// @param replayMost events a device may be behind in one conversation and still be led through all of them; a device
/// further behind gets a `gap` with `inHistory`
/// @param replayNewest events that follow such a gap
@ConfigurationProperties("parley.history")
record HistoryProperties(
        @DefaultValue("64") int maxConcurrentReads,
        @DefaultValue("1s") Duration readPatience,
        @DefaultValue("5000") int replayMost,
        @DefaultValue("500") int replayNewest) {

    HistoryProperties {
        if (maxConcurrentReads < 1) {
            throw new IllegalArgumentException(
                    "parley.history.max-concurrent-reads: " + maxConcurrentReads + " (expected: > 0)");
        }
    }
}
