package dev.parley.gateway.config;

import dev.parley.contract.RedisKeys;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where the hints are: session directory, bus, tickets.
///
/// @param uri may hold a password, so it is never printed
/// @param keyPrefix put before every key and channel; empty but in tests that share a Redis
@ConfigurationProperties("parley.redis")
public record RedisSettings(
        @DefaultValue("redis://127.0.0.1:16379") String uri,
        @DefaultValue("") String keyPrefix) {

    RedisKeys keys() {
        return new RedisKeys(keyPrefix);
    }

    dev.parley.bus.redis.RedisSettings toBus() {
        return new dev.parley.bus.redis.RedisSettings(uri, keyPrefix);
    }

    @Override
    public String toString() {
        return "RedisSettings[uri=[redacted], keyPrefix=" + keyPrefix + "]";
    }
}
