package dev.parley.history.config;

import dev.parley.history.archive.HistoryMetrics;
import dev.parley.history.archive.WriterThread;
import dev.parley.history.cassandra.CassandraConnection;
import dev.parley.history.operator.OperatorRoutes;
import dev.parley.history.reading.PersonalReader;
import dev.parley.history.reading.ReadLimiter;
import dev.parley.history.sync.ReplayLimits;
import dev.parley.log.path.PathLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/// Puts the parts together.
@Configuration(proxyBeanMethods = false)
class HistoryConfiguration {

    @Bean
    InstanceId instanceId(@Value("${parley.instance-id:}") String configured) {
        return new InstanceId(
                configured.isBlank() ? "history-" + UUID.randomUUID().toString().substring(0, 8) : configured);
    }

    @Bean
    HistoryMetrics historyMetrics(MeterRegistry registry) {
        return new MicrometerHistoryMetrics(registry);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    CassandraConnection archive(
            CassandraProperties properties, InstanceId instanceId, Clock clock, Acceptance acceptance) {
        return new CassandraConnection(properties.settings(), instanceId.value(), clock, acceptance::archiveConnected);
    }

    @Bean
    PersonalReader personalReader(CassandraConnection archive, Clock clock) {
        return new PersonalReader(archive, archive, clock);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    PathLog pathLog(Clock clock) {
        return new PathLog(clock);
    }

    @Bean
    RouterFunction<ServerResponse> operatorRoutes(
            InstanceId instanceId, PathLog path, WriterThread writer, MeterRegistry registry) {
        return new OperatorRoutes(instanceId.value(), path, writer.progress(), registry).routes();
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    WriterThread writer(
            KafkaProperties properties,
            InstanceId instanceId,
            CassandraConnection archive,
            HistoryMetrics metrics,
            PathLog path,
            Acceptance acceptance,
            ConfigurableApplicationContext context) {
        return new WriterThread(
                properties.settings(),
                instanceId.value(),
                archive,
                metrics,
                path,
                acceptance::logFound,
                // From a thread of its own: closing the context waits for the writer's thread.
                () -> Thread.ofPlatform().start(() -> System.exit(SpringApplication.exit(context, () -> 1))));
    }

    @Bean(destroyMethod = "close")
    ReadLimiter readLimiter(HistoryProperties properties) {
        return new ReadLimiter(properties.maxConcurrentReads(), properties.readPatience());
    }

    @Bean
    ReplayLimits replayLimits(HistoryProperties properties) {
        return new ReplayLimits(properties.replayMost(), properties.replayNewest());
    }

    /// The name of this process in logs and at Kafka and Cassandra.
    record InstanceId(String value) {}
}
