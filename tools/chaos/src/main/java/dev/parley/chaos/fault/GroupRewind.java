package dev.parley.chaos.fault;

import dev.parley.contract.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/// Puts consumer groups of `parley.events` back to offset 0, without the metadata their readers keep: what an operator
/// does when rows were lost. The members must be stopped; the broker refuses while it still counts one as alive, so
/// this waits out their session timeout.
final class GroupRewind implements AutoCloseable {

    private static final Duration CALL = Duration.ofSeconds(10);
    private static final Duration MEMBERS_GONE_WITHIN = Duration.ofSeconds(60);
    private static final Duration CAUGHT_UP_WITHIN = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(500);

    private final Admin admin;
    private final String events = new Topics("").events();

    GroupRewind(String bootstrapServers) {
        this.admin = Admin.create(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    void toStart(List<String> groups) throws IOException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
        partitions(OffsetSpec.earliest())
                .forEach((partition, offset) -> starts.put(partition, new OffsetAndMetadata(offset)));
        for (String group : groups) {
            long deadline = System.nanoTime() + MEMBERS_GONE_WITHIN.toNanos();
            while (true) {
                try {
                    get(admin.alterConsumerGroupOffsets(group, starts).all());
                    break;
                } catch (IOException e) {
                    // Until the last session has timed out, the group "is not empty".
                    if (System.nanoTime() > deadline) {
                        throw e;
                    }
                    Thread.sleep(POLL);
                }
            }
        }
    }

    /// Waits until the groups have committed what was the end of the log when this began.
    void awaitCaughtUp(List<String> groups) throws IOException, InterruptedException {
        Map<TopicPartition, Long> ends = partitions(OffsetSpec.latest());
        long deadline = System.nanoTime() + CAUGHT_UP_WITHIN.toNanos();
        for (String group : groups) {
            while (!hasReached(group, ends)) {
                if (System.nanoTime() > deadline) {
                    throw new IOException(group + " has not caught up in " + CAUGHT_UP_WITHIN);
                }
                Thread.sleep(POLL);
            }
        }
    }

    @Override
    public void close() {
        admin.close(CALL);
    }

    private boolean hasReached(String group, Map<TopicPartition, Long> ends) throws IOException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        return ends.entrySet().stream().allMatch(end -> {
            OffsetAndMetadata offset = committed.get(end.getKey());
            return end.getValue() == 0 || (offset != null && offset.offset() >= end.getValue());
        });
    }

    private Map<TopicPartition, Long> partitions(OffsetSpec spec) throws IOException, InterruptedException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        var description =
                get(admin.describeTopics(List.of(events)).allTopicNames()).get(events);
        if (description == null) {
            throw new IOException("no topic " + events);
        }
        description
                .partitions()
                .forEach(partition -> asked.put(new TopicPartition(events, partition.partition()), spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        get(admin.listOffsets(asked).all()).forEach((partition, result) -> offsets.put(partition, result.offset()));
        return offsets;
    }

    private static <T> T get(KafkaFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(CALL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("Kafka: " + e, e);
        }
    }
}
