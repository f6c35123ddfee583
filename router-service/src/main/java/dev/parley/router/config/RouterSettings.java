package dev.parley.router.config;

import dev.parley.bus.redis.RedisSettings;
import dev.parley.log.KafkaSettings;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// The router's settings, `parley.*`. Defaults are in `application.yaml`.
///
/// @param kafka where the log is
/// @param redis where the directory and the bus are
/// @param instanceId names this process in the numbering of its frames and at the brokers
@ConfigurationProperties("parley")
public record RouterSettings(KafkaSettings kafka, RedisSettings redis, String instanceId) {

    public RouterSettings {
        if (instanceId.isBlank()) {
            throw new IllegalArgumentException("parley.instance-id: empty");
        }
    }
}
