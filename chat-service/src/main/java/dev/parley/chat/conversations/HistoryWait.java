package dev.parley.chat.conversations;

import java.time.Duration;
import reactor.core.publisher.Mono;

/// Waiting for history to show what the log holds already. It follows within two seconds at rest.
final class HistoryWait {

    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final Duration ASK_EVERY = Duration.ofMillis(100);

    private HistoryWait() {}

    /// Asks again while the answer is empty; empty after two seconds.
    static <T> Mono<T> until(Mono<T> question) {
        return question.repeatWhenEmpty(
                rounds -> rounds.take(WITHIN.dividedBy(ASK_EVERY)).delayElements(ASK_EVERY));
    }
}
