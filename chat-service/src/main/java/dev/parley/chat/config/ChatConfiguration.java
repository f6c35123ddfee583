package dev.parley.chat.config;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.bus.GatewayBus;
import dev.parley.bus.HeadStore;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.redis.RedisConnections;
import dev.parley.bus.redis.RedisGatewayBus;
import dev.parley.bus.redis.RedisHeadStore;
import dev.parley.bus.redis.RedisSessionDirectory;
import dev.parley.bus.redis.RedisSettings;
import dev.parley.chat.archive.ReadBlocks;
import dev.parley.chat.cassandra.CassandraConnection;
import dev.parley.chat.checkpoint.CheckpointReader;
import dev.parley.chat.checkpoint.CheckpointTables;
import dev.parley.chat.checkpoint.CheckpointWriter;
import dev.parley.chat.conversations.ConversationReader;
import dev.parley.chat.conversations.InviteReader;
import dev.parley.chat.conversations.ReceiptReader;
import dev.parley.chat.conversations.Targets;
import dev.parley.chat.devices.DeviceTables;
import dev.parley.chat.inbound.CommandLoop;
import dev.parley.chat.inbound.SequencerMetrics;
import dev.parley.chat.operator.OperatorRoutes;
import dev.parley.chat.outcome.BusAddress;
import dev.parley.chat.outcome.CommandSender;
import dev.parley.chat.outcome.OutcomeDesk;
import dev.parley.chat.receipts.ReceiptLoop;
import dev.parley.chat.receipts.ReceiptTables;
import dev.parley.chat.settings.SettingsStore;
import dev.parley.chat.settings.SettingsTables;
import dev.parley.log.KafkaSettings;
import dev.parley.log.TopicBootstrap;
import dev.parley.log.path.PathLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/// Puts the parts together. Topics and tables are there before anything reads them.
@Configuration(proxyBeanMethods = false)
class ChatConfiguration {

    @Bean
    KafkaSettings kafkaSettings(ChatSettings settings) {
        KafkaSettings kafka = settings.kafka().toKafkaSettings();
        new TopicBootstrap(kafka).run();
        return kafka;
    }

    @Bean(destroyMethod = "close")
    CqlSession cassandra(ChatSettings settings) {
        String keyspace = settings.cassandra().keyspace();
        List<String> tables = Stream.of(
                        CheckpointTables.definitions(keyspace),
                        ReceiptTables.definitions(keyspace),
                        SettingsTables.definitions(keyspace),
                        DeviceTables.definitions(keyspace))
                .flatMap(List::stream)
                .toList();
        return new CassandraConnection(settings.cassandra().toCassandraSettings()).open(tables);
    }

    /// Virtual threads, for what waits: sends that may block, rows that wait for a slot.
    @Bean(destroyMethod = "shutdownNow")
    ExecutorService blocking() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("blocking-", 0).factory());
    }

    @Bean
    CheckpointReader checkpointReader(CqlSession cassandra, ChatSettings settings, ExecutorService blocking) {
        return new CheckpointReader(cassandra, settings.cassandra().keyspace(), blocking);
    }

    @Bean
    CheckpointWriter checkpointWriter(CqlSession cassandra, ChatSettings settings, ExecutorService blocking) {
        return new CheckpointWriter(cassandra, settings.cassandra().keyspace(), blocking);
    }

    @Bean
    SequencerMetrics sequencerMetrics(MeterRegistry registry) {
        return new MicrometerSequencerMetrics(registry);
    }

    @Bean
    PathLog pathLog() {
        return new PathLog(Clock.systemUTC());
    }

    @Bean
    CommandLoop commandLoop(
            KafkaSettings kafka,
            ChatSettings settings,
            CheckpointReader reader,
            CheckpointWriter writer,
            SequencerMetrics metrics,
            PathLog path) {
        return new CommandLoop(kafka, settings.instanceId(), reader, writer, metrics, path);
    }

    @Bean
    RouterFunction<ServerResponse> operatorRoutes(
            ChatSettings settings, PathLog path, CommandLoop commands, MeterRegistry registry) {
        return new OperatorRoutes(settings.instanceId(), path, commands.progress(), registry).routes();
    }

    @Bean(destroyMethod = "close")
    RedisConnections redis(ChatSettings settings) {
        return RedisConnections.open(
                new RedisSettings(settings.redis().uri(), settings.redis().keyPrefix()));
    }

    @Bean
    GatewayBus gatewayBus(RedisConnections redis, ChatSettings settings) {
        return new RedisGatewayBus(redis, settings.instanceId());
    }

    @Bean
    SessionDirectory sessionDirectory(RedisConnections redis) {
        return new RedisSessionDirectory(redis);
    }

    @Bean(destroyMethod = "close")
    CommandSender commandSender(KafkaSettings kafka, ChatSettings settings) {
        return new CommandSender(kafka, settings.instanceId());
    }

    @Bean
    OutcomeDesk outcomeDesk(ChatSettings settings, CommandSender sender, ExecutorService blocking) {
        return new OutcomeDesk(settings.instanceId(), sender, blocking);
    }

    @Bean
    BusAddress busAddress(ChatSettings settings, GatewayBus bus, SessionDirectory directory, OutcomeDesk desk) {
        return new BusAddress(settings.instanceId(), bus, directory, desk);
    }

    @Bean
    ConversationReader conversationReader(CqlSession cassandra, ChatSettings settings) {
        return new ConversationReader(cassandra, settings.cassandra().keyspace());
    }

    @Bean
    InviteReader inviteReader(CqlSession cassandra, ChatSettings settings) {
        return new InviteReader(cassandra, settings.cassandra().keyspace());
    }

    @Bean
    ReadBlocks readBlocks(CqlSession cassandra, ChatSettings settings) {
        return new ReadBlocks(cassandra, settings.cassandra().keyspace());
    }

    @Bean
    Targets targets(CqlSession cassandra, ChatSettings settings, HeadStore heads) {
        return new Targets(cassandra, settings.cassandra().keyspace(), heads);
    }

    @Bean
    HeadStore headStore(RedisConnections redis) {
        return new RedisHeadStore(redis);
    }

    @Bean
    SettingsStore settingsStore(CqlSession cassandra, ChatSettings settings) {
        return new SettingsStore(cassandra, settings.cassandra().keyspace());
    }

    @Bean
    ReceiptReader receiptReader(CqlSession cassandra, ChatSettings settings, SettingsStore choices) {
        return new ReceiptReader(cassandra, settings.cassandra().keyspace(), choices);
    }

    @Bean
    ReceiptLoop receiptLoop(
            KafkaSettings kafka,
            ChatSettings settings,
            HeadStore heads,
            CqlSession cassandra,
            SettingsStore choices,
            MeterRegistry registry) {
        return new ReceiptLoop(
                kafka,
                settings.instanceId(),
                heads,
                cassandra,
                settings.cassandra().keyspace(),
                choices,
                new MicrometerReceiptMetrics(registry));
    }
}
