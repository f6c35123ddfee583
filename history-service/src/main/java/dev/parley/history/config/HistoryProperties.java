package dev.parley.history.config;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `parley.history.*`
///
/// @param maxConcurrentReads requests answered at once; each may hold some MiB
/// @param readPatience how long a request over that waits for a place before it is refused with `UNAVAILABLE`
@ConfigurationProperties("parley.history")
record HistoryProperties(
        @DefaultValue("64") int maxConcurrentReads,
        @DefaultValue("1s") Duration readPatience) {

    HistoryProperties {
        if (maxConcurrentReads < 1) {
            throw new IllegalArgumentException(
                    "parley.history.max-concurrent-reads: " + maxConcurrentReads + " (expected: > 0)");
        }
    }
}
