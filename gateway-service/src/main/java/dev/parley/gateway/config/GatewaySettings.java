package dev.parley.gateway.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Settings of the gateway alone.
///
/// @param historyUrls instances of history-service, tried in turn; none reachable: welcome says `headsMore`, sync
/// `UNAVAILABLE`
/// @param maxSessions sockets at most; more are closed with 1013 before hello
/// @param drain over how long the sockets are asked to leave after SIGTERM
/// @param maxQueuedFrames frames waiting for one slow socket; more close it with 4002
/// @param maxQueuedBytes bytes waiting for one slow socket; more close it with 4002
/// @param maxPages `sync` pages held at once, of all sockets, at most 256 KiB each as encoded; more syncs wait
/// @param pagePatience how long a socket may take to read a page; longer closes it with 4002
/// @param repairPerSecond sessions told their heads each second after the bus lost something
/// @param sharedLimits whether sends take from the buckets that all gateways share; the limits of a session stay
@ConfigurationProperties("parley.gateway")
public record GatewaySettings(
        @DefaultValue("http://127.0.0.1:8085") List<URI> historyUrls,

        @DefaultValue("20000") int maxSessions,
        @DefaultValue("10s") Duration drain,
        @DefaultValue("256") int maxQueuedFrames,
        @DefaultValue("1MB") DataSize maxQueuedBytes,
        @DefaultValue("256") int maxPages,
        @DefaultValue("30s") Duration pagePatience,
        @DefaultValue("500") int repairPerSecond,
        @DefaultValue("true") boolean sharedLimits) {

    public GatewaySettings {
        if (maxSessions < 1
                || maxQueuedFrames < 1
                || maxQueuedBytes.toBytes() < 1
                || maxPages < 1
                || !pagePatience.isPositive()
                || repairPerSecond < 1) {
            throw new IllegalArgumentException("parley.gateway: bounds must be positive");
        }
        if (drain.isNegative()) {
            throw new IllegalArgumentException("parley.gateway.drain: " + drain + " (expected: not negative)");
        }
        historyUrls = List.copyOf(historyUrls);
    }
}
