package dev.parley.gateway.config;

import dev.parley.bus.GatewayBus;
import dev.parley.bus.HeadStore;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.redis.RedisConnections;
import dev.parley.bus.redis.RedisGatewayBus;
import dev.parley.bus.redis.RedisHeadStore;
import dev.parley.bus.redis.RedisRateLimiter;
import dev.parley.bus.redis.RedisSessionDirectory;
import dev.parley.gateway.auth.HttpCaller;
import dev.parley.gateway.auth.RedisTickets;
import dev.parley.gateway.auth.TicketRoutes;
import dev.parley.gateway.auth.Tickets;
import dev.parley.gateway.auth.TokenVerifier;
import dev.parley.gateway.delivery.BusReceiver;
import dev.parley.gateway.drain.Admission;
import dev.parley.gateway.drain.GatewayDrain;
import dev.parley.gateway.fallback.FallbackRoutes;
import dev.parley.gateway.fallback.Streams;
import dev.parley.gateway.inbound.Backbone;
import dev.parley.gateway.inbound.ClientConnection;
import dev.parley.gateway.inbound.CommandPublisher;
import dev.parley.gateway.inbound.SendLimits;
import dev.parley.gateway.metrics.GatewayMetrics;
import dev.parley.gateway.metrics.MicrometerGatewayMetrics;
import dev.parley.gateway.operator.OperatorRoutes;
import dev.parley.gateway.pressure.PageBudget;
import dev.parley.gateway.resume.DirectoryKeeper;
import dev.parley.gateway.resume.HeadReader;
import dev.parley.gateway.resume.HistoryClient;
import dev.parley.gateway.resume.Repair;
import dev.parley.gateway.resume.SyncProxy;
import dev.parley.gateway.resume.Targets;
import dev.parley.gateway.session.SessionRegistry;
import dev.parley.gateway.websocket.ConnectHandler;
import dev.parley.gateway.websocket.ConnectHandler.QueueBounds;
import dev.parley.gateway.websocket.LoopTurns;
import dev.parley.log.path.PathLog;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TimeoutOptions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/// How the parts are put together.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({GatewaySettings.class, AuthSettings.class, LogSettings.class, RedisSettings.class})
class GatewayConfiguration {

    /// Largest answer of history: a page of 256 KiB, or one larger event, and heads.
    private static final int LARGEST_ANSWER = 2 * 1024 * 1024;

    /// Bus address of this instance.
    record GatewayId(String value) {}

    @Bean
    GatewayId gatewayId(@Value("${parley.instance-id:}") String configured) {
        return new GatewayId(
                configured.isBlank() ? "gateway-" + UUID.randomUUID().toString().substring(0, 8) : configured);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    GatewayMetrics gatewayMetrics(MeterRegistry registry, SessionRegistry sessions, Admission admission) {
        registry.gauge("parley.gateway.sessions", sessions, SessionRegistry::size);
        registry.gauge("parley.gateway.sockets", admission, Admission::sockets);
        return new MicrometerGatewayMetrics(registry);
    }

    @Bean
    PathLog pathLog(Clock clock) {
        return new PathLog(clock);
    }

    @Bean
    RouterFunction<ServerResponse> operatorRoutes(
            GatewayId id, PathLog path, SessionRegistry sessions, MeterRegistry registry) {
        return new OperatorRoutes(id.value(), path, sessions, registry).routes();
    }

    @Bean
    SessionRegistry sessionRegistry() {
        return new SessionRegistry();
    }

    @Bean
    Admission admission(GatewaySettings settings) {
        return new Admission(settings.maxSessions());
    }

    @Bean
    RedisConnections redisConnections(RedisSettings settings) {
        return RedisConnections.open(settings.toBus());
    }

    @Bean
    SessionDirectory sessionDirectory(RedisConnections connections) {
        return new RedisSessionDirectory(connections);
    }

    @Bean
    HeadStore headStore(RedisConnections connections) {
        return new RedisHeadStore(connections);
    }

    @Bean
    GatewayBus gatewayBus(RedisConnections connections, GatewayId id) {
        return new RedisGatewayBus(connections, id.value());
    }

    @Bean(destroyMethod = "shutdown")
    RedisClient ticketRedis(RedisSettings settings) {
        RedisClient client = RedisClient.create();
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(Duration.ofSeconds(1)))
                .build());
        return client;
    }

    @Bean
    Tickets tickets(RedisClient client, RedisSettings settings, Clock clock) {
        return new RedisTickets(client, RedisURI.create(settings.uri()), settings.keys(), clock);
    }

    @Bean
    TokenVerifier tokenVerifier(AuthSettings settings, Clock clock) {
        return new TokenVerifier(settings.jwkSetUri(), settings.issuer(), settings.audience(), clock);
    }

    @Bean
    HttpCaller httpCaller(TokenVerifier verifier, Tickets tickets) {
        return new HttpCaller(verifier, tickets);
    }

    @Bean
    RouterFunction<ServerResponse> ticketRoutes(HttpCaller caller, Tickets tickets) {
        return new TicketRoutes(caller, tickets).routes();
    }

    @Bean
    QueueBounds queueBounds(GatewaySettings settings) {
        return new QueueBounds(
                settings.maxQueuedFrames(), settings.maxQueuedBytes().toBytes());
    }

    @Bean
    Streams streams(Backbone backbone, Admission admission, QueueBounds bounds) {
        return new Streams(backbone, admission, bounds);
    }

    @Bean
    RouterFunction<ServerResponse> fallbackRoutes(HttpCaller caller, Streams streams) {
        return new FallbackRoutes(caller, streams).routes();
    }

    @Bean
    CorsWebFilter corsWebFilter(@Value("${parley.allowed-origins}") List<String> allowedOrigins) {
        return AllowedOrigins.filter(allowedOrigins);
    }

    @Bean
    HistoryClient historyClient(GatewaySettings settings) {
        WebClient http = WebClient.builder()
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST_ANSWER))
                .build();
        return new HistoryClient(http, settings.historyUrls());
    }

    @Bean
    HeadReader headReader(HistoryClient history, HeadStore heads, GatewayMetrics metrics) {
        return new HeadReader(history, heads, metrics);
    }

    @Bean
    SyncProxy syncProxy(HistoryClient history, HeadReader heads, GatewayMetrics metrics) {
        return new SyncProxy(history, heads, metrics);
    }

    @Bean
    PageBudget pageBudget(GatewaySettings settings, MeterRegistry registry) {
        PageBudget pages = new PageBudget(settings.maxPages(), settings.pagePatience());
        registry.gauge("parley.gateway.pages", pages, PageBudget::held);
        return pages;
    }

    @Bean
    Targets targets(HistoryClient history, HeadReader heads) {
        return new Targets(history, heads);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    Repair repair(SessionRegistry registry, HeadReader heads, GatewayMetrics metrics, GatewaySettings settings) {
        return new Repair(registry, heads, metrics, settings.repairPerSecond());
    }

    @Bean(initMethod = "start", destroyMethod = "")
    DirectoryKeeper directoryKeeper(
            GatewayId id,
            SessionDirectory directory,
            GatewayBus bus,
            SessionRegistry registry,
            GatewayMetrics metrics,
            Repair repair) {
        return new DirectoryKeeper(
                id.value(), directory, bus, registry, metrics, () -> repair.request("redis answers again"));
    }

    // Started with the beans, so before the web server accepts: the address is heard before a session can be found at
    // it.
    @Bean(initMethod = "start", destroyMethod = "")
    BusReceiver busReceiver(
            GatewayId id,
            GatewayBus bus,
            SessionRegistry registry,
            GatewayMetrics metrics,
            PathLog path,
            Repair repair,
            DirectoryKeeper directory) {
        return new BusReceiver(id.value(), bus, registry, metrics, path, repair::request, directory::refreshNow);
    }

    @Bean(destroyMethod = "")
    CommandPublisher commandPublisher(LogSettings settings, GatewayId id) {
        return new CommandPublisher(settings.toKafka(), id.value());
    }

    @Bean
    SendLimits sendLimits(RedisConnections connections, GatewayMetrics metrics, GatewaySettings settings) {
        return new SendLimits(new RedisRateLimiter(connections), metrics, settings.sharedLimits());
    }

    @Bean
    Backbone backbone(
            GatewayId id,
            Clock clock,
            SessionRegistry registry,
            DirectoryKeeper directory,
            CommandPublisher commands,
            TokenVerifier tokens,
            HeadReader heads,
            SyncProxy syncs,
            PageBudget pages,
            Targets targets,
            SendLimits limits,
            GatewayMetrics metrics,
            PathLog path) {
        return new Backbone(
                id.value(),
                clock,
                registry,
                directory,
                commands,
                tokens,
                heads,
                syncs,
                pages,
                targets,
                limits,
                metrics,
                path);
    }

    @Bean
    LoopTurns loopTurns() {
        return new LoopTurns();
    }

    @Bean
    NettyServerCustomizer connectCustomizer(
            QueueBounds bounds,
            @Value("${parley.allowed-origins}") List<String> allowedOrigins,
            TokenVerifier verifier,
            Tickets tickets,
            Admission admission,
            Backbone backbone,
            LoopTurns turns) {
        ConnectHandler handler = new ConnectHandler(
                allowedOrigins,
                verifier,
                tickets,
                admission,
                (socket, encoding, principal) -> new ClientConnection(backbone, socket, encoding, principal),
                turns,
                bounds);
        return server -> server.doOnChannelInit((observer, channel, remote) -> handler.install(channel.pipeline()));
    }

    @Bean
    GatewayDrain gatewayDrain(
            ApplicationContext context,
            Admission admission,
            SessionRegistry registry,
            LoopTurns sockets,
            DirectoryKeeper directory,
            BusReceiver bus,
            CommandPublisher publisher,
            GatewaySettings settings) {
        return new GatewayDrain(context, admission, registry, sockets, directory, bus, publisher, settings.drain());
    }
}
