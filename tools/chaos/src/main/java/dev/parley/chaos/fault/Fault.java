package dev.parley.chaos.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What is done to the running system. Each returns when the damaged part serves again: that is the fault's end.
public enum Fault {
    /// Nothing: the load alone must hold every invariant, or the other rows mean nothing.
    NONE("no fault") {
        @Override
        public void inflict(Stack stack) throws InterruptedException {
            Thread.sleep(PAUSE);
        }
    },
    KILL_GATEWAY("`kill -9` of one gateway, started again") {
        @Override
        public void inflict(Stack stack) throws IOException, InterruptedException {
            killAndStart(stack, "gateway");
        }
    },
    KILL_CHAT("`kill -9` of one chat instance, started again") {
        @Override
        public void inflict(Stack stack) throws IOException, InterruptedException {
            killAndStart(stack, "chat");
        }
    },
    KILL_ROUTER("`kill -9` of one router, started again") {
        @Override
        public void inflict(Stack stack) throws IOException, InterruptedException {
            killAndStart(stack, "router");
        }
    },
    KILL_HISTORY("`kill -9` of one history instance, started again") {
        @Override
        public void inflict(Stack stack) throws IOException, InterruptedException {
            killAndStart(stack, "history");
        }
    },
    /// Longer than the consumer session timeout: another instance takes the partitions, and the paused one wakes
    /// up as a zombie with commands half done.
    PAUSE_CHAT("SIGSTOP of one chat instance for 20 s, SIGCONT") {
        @Override
        public void inflict(Stack stack) throws IOException, InterruptedException {
            String part = stack.first("chat");
            stack.pause(part);
            try {
                Thread.sleep(PAUSE);
            } finally {
                stack.resume(part);
            }
        }
    },
    RESTART_REDIS("`kill -9` of Redis, started again empty") {
        @Override
        public void inflict(Stack stack) throws IOException, InterruptedException {
            killAndStart(stack, "redis");
        }
    },
    RESTART_KAFKA("`kill -9` of Kafka, started again") {
        @Override
        public void inflict(Stack stack) throws IOException, InterruptedException {
            killAndStart(stack, "kafka");
        }
    },
    KILL_CASSANDRA("`kill -9` of Cassandra, down for 30 s and its start") {
        @Override
        public void inflict(Stack stack) throws IOException, InterruptedException {
            String part = stack.first("cassandra");
            stack.kill(part);
            Thread.sleep(DATABASE_AWAY);
            stack.start(part);
        }
    },
    /// P7. Routers and history instances are stopped, their groups rewound to 0, and all are started again.
    REWIND("router and history groups rewound to 0") {
        @Override
        public void inflict(Stack stack) throws IOException, InterruptedException {
            List<String> readers = new ArrayList<>(stack.instances("router"));
            readers.addAll(stack.instances("history"));
            for (String part : readers) {
                stack.kill(part);
            }
            try (GroupRewind rewind = new GroupRewind(stack.kafka())) {
                rewind.toStart(List.of("router", "history-writer"));
                for (String part : readers) {
                    stack.start(part);
                }
                rewind.awaitCaughtUp(List.of("router", "history-writer"));
            }
        }
    };

    private static final Duration PAUSE = Duration.ofSeconds(20);
    private static final Duration DATABASE_AWAY = Duration.ofSeconds(30);

    private final String description;

    Fault(String description) {
        this.description = description;
    }

    public abstract void inflict(Stack stack) throws IOException, InterruptedException;

    /// As written on the command line: `kill-chat`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String description() {
        return description;
    }

    public static Fault parse(String label) {
        return Arrays.stream(values())
                .filter(fault -> fault.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("fault: " + label + " (expected: one of "
                        + Arrays.stream(values()).map(Fault::label).toList() + ")"));
    }

    private static void killAndStart(Stack stack, String kind) throws IOException, InterruptedException {
        String part = stack.first(kind);
        stack.kill(part);
        stack.start(part);
    }
}
