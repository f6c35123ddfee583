package dev.parley.contract;

import java.util.List;

/// The Kafka topics. `prefix` is empty in production; tests that share one broker use it to stay apart.
/// What each carries and how long it is kept: `docs/data-model.md`.
public record Topics(String prefix) {

    /// Partitions of every topic that is keyed by conversation, on one machine. In production: 64.
    public static final int LOCAL_CONVERSATION_PARTITIONS = 8;

    public static final int PRODUCTION_CONVERSATION_PARTITIONS = 64;

    public String commands() {
        return prefix + "parley.commands";
    }

    public String events() {
        return prefix + "parley.events";
    }

    public String activity() {
        return prefix + "parley.activity";
    }

    public String signals() {
        return prefix + "parley.signals";
    }

    public String push() {
        return prefix + "parley.push";
    }

    public String presence() {
        return prefix + "parley.presence";
    }

    public String deadLetters() {
        return prefix + "parley.dead-letters";
    }

    /// Topics keyed by conversation: the same number of partitions each, or the log loses its order.
    public List<String> conversationTopics() {
        return List.of(commands(), events(), activity(), signals());
    }

    public String consumerGroup(String name) {
        return prefix + name;
    }
}
