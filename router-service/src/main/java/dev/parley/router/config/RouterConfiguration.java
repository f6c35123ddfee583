package dev.parley.router.config;

import dev.parley.bus.CachedSessionDirectory;
import dev.parley.bus.GatewayBus;
import dev.parley.bus.HeadStore;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.redis.RedisConnections;
import dev.parley.bus.redis.RedisGatewayBus;
import dev.parley.bus.redis.RedisHeadStore;
import dev.parley.bus.redis.RedisSessionDirectory;
import dev.parley.log.KafkaSettings;
import dev.parley.log.TopicBootstrap;
import dev.parley.log.path.PathLog;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Signal;
import dev.parley.router.RouterMetrics;
import dev.parley.router.RouterMetrics.Source;
import dev.parley.router.delivery.BusHeartbeats;
import dev.parley.router.delivery.BusSender;
import dev.parley.router.fanout.EventRouter;
import dev.parley.router.fanout.SignalRouter;
import dev.parley.router.inbound.DeadLetters;
import dev.parley.router.inbound.EventIntake;
import dev.parley.router.inbound.PollLoop;
import dev.parley.router.inbound.SignalIntake;
import dev.parley.router.operator.OperatorRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/// The wiring. What starts and ends does so in the order of dependence: loops end first, connections last.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RouterSettings.class)
class RouterConfiguration {

    private static final String EVENTS_GROUP = "router";
    private static final String SIGNALS_GROUP = "router-signals";

    @Bean
    RouterMetrics routerMetrics(MeterRegistry registry) {
        return new MicrometerRouterMetrics(registry);
    }

    @Bean(destroyMethod = "close")
    RedisConnections redisConnections(RouterSettings settings) {
        return RedisConnections.open(settings.redis());
    }

    /// One memory for events and signals: they ask for the same users.
    @Bean
    SessionDirectory sessionDirectory(RedisConnections connections, RouterMetrics metrics) {
        return new CachedSessionDirectory(new RedisSessionDirectory(connections), metrics::lookedUp);
    }

    @Bean
    HeadStore headStore(RedisConnections connections) {
        return new RedisHeadStore(connections);
    }

    /// One publisher for events, signals and heartbeats: a gateway hears one numbering per router.
    @Bean
    GatewayBus gatewayBus(RedisConnections connections, RouterSettings settings) {
        return new RedisGatewayBus(connections, settings.instanceId());
    }

    @Bean
    BusSender busSender(GatewayBus bus, RouterMetrics metrics) {
        return new BusSender(bus, metrics);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    BusHeartbeats busHeartbeats(SessionDirectory directory, GatewayBus bus, RouterMetrics metrics) {
        return new BusHeartbeats(directory, bus, metrics);
    }

    /// The topics must be there before a consumer subscribes, or it learns of them only at its next metadata
    /// refresh.
    @Bean(initMethod = "run")
    TopicBootstrap topicBootstrap(RouterSettings settings) {
        return new TopicBootstrap(settings.kafka());
    }

    @Bean(destroyMethod = "close")
    DeadLetters deadLetters(RouterSettings settings, TopicBootstrap topics) {
        return new DeadLetters(settings.kafka(), settings.instanceId() + "-dead-letters");
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    PollLoop<LogEvent> eventLoop(
            RouterSettings settings,
            SessionDirectory directory,
            HeadStore heads,
            BusSender sender,
            DeadLetters deadLetters,
            RouterMetrics metrics,
            PathLog path) {
        KafkaSettings kafka = settings.kafka();
        return new PollLoop<>(
                Source.EVENTS,
                kafka.topics().events(),
                () -> new KafkaConsumer<>(kafka.consumer(EVENTS_GROUP, settings.instanceId() + "-events")),
                new EventIntake(metrics),
                new EventRouter(directory, heads, sender, path),
                deadLetters,
                metrics);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    PollLoop<Signal> signalLoop(
            RouterSettings settings,
            SessionDirectory directory,
            BusSender sender,
            DeadLetters deadLetters,
            RouterMetrics metrics) {
        KafkaSettings kafka = settings.kafka();
        return new PollLoop<>(
                Source.SIGNALS,
                kafka.topics().signals(),
                () -> new KafkaConsumer<>(kafka.consumer(SIGNALS_GROUP, settings.instanceId() + "-signals")),
                new SignalIntake(),
                new SignalRouter(directory, sender, metrics),
                deadLetters,
                metrics);
    }

    @Bean
    PathLog pathLog() {
        return new PathLog(Clock.systemUTC());
    }

    @Bean
    RouterFunction<ServerResponse> operatorRoutes(
            RouterSettings settings, PathLog path, PollLoop<LogEvent> eventLoop, MeterRegistry registry) {
        return new OperatorRoutes(settings.instanceId(), path, eventLoop.progress(), registry).routes();
    }

    @Bean
    HealthIndicator routing(List<PollLoop<?>> loops) {
        return new RoutingHealth(loops);
    }
}
