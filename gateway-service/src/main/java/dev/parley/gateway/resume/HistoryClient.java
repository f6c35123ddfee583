package dev.parley.gateway.resume;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.proto.log.CountsAnswer;
import dev.parley.proto.v1.Counts;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sync;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import reactor.core.publisher.Mono;

/// Asks history-service over its internal HTTP, its instances in turn. One that does not answer in time is left
/// for the next one, and alone for a while; nobody answers: empty. Reads only, so asking twice is harmless.
/// Never blocks.
public final class HistoryClient {

    private static final Logger log = LoggerFactory.getLogger(HistoryClient.class);
    private static final MediaType PROTOBUF = MediaType.parseMediaType("application/x-protobuf");
    private static final Duration HEADS_TIMEOUT = Duration.ofMillis(1_500);

    private static final Duration COUNTS_TIMEOUT = Duration.ofMillis(500);

    /// History itself waits up to 2 s for heads just announced.
    private static final Duration SYNC_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration REST = Duration.ofSeconds(5);

    /// Leaves room below the 8 KB that HTTP servers take for all headers.
    private static final int LONGEST_HEADS_HEADER = 6_000;

    private final WebClient http;
    private final List<String> instances;
    private final AtomicInteger turn = new AtomicInteger();
    /// `System.nanoTime` until which an instance that failed is asked last.
    private final AtomicLongArray restsUntil;

    public HistoryClient(WebClient http, List<URI> instances) {
        this.http = http;
        this.instances = instances.stream().map(HistoryClient::trimmed).toList();
        this.restsUntil = new AtomicLongArray(instances.size());
        for (int i = 0; i < instances.size(); i++) {
            restsUntil.set(i, System.nanoTime());
        }
    }

    /// Heads of the user's conversations with an id above `after`, sorted by id.
    CompletionStage<Optional<Page>> heads(String userId, String after, int limit) {
        String path = "/internal/v1/heads?user=" + encoded(userId) + "&after=" + encoded(after) + "&limit=" + limit;
        return anyOf(
                HEADS_TIMEOUT,
                instance -> http.get()
                        .uri(URI.create(instance + path))
                        .accept(PROTOBUF)
                        .retrieve()
                        .bodyToMono(byte[].class));
    }

    /// What the user has not read in some conversations; those it cannot be told of are left out. One attempt,
    /// and not a long one: `welcome` waits for it, and a client can do without.
    CompletionStage<List<Counts>> counts(String userId, List<String> conversationIds) {
        Sync.Builder ids = Sync.newBuilder();
        conversationIds.forEach(id -> ids.putPositions(id, 0));
        String path = "/internal/v1/counts?user=" + encoded(userId);
        return http.post()
                .uri(URI.create(instances.get(nextOrder().element()) + path))
                .contentType(PROTOBUF)
                .accept(PROTOBUF)
                .bodyValue(ids.build().toByteArray())
                .retrieve()
                .bodyToMono(byte[].class)
                .timeout(COUNTS_TIMEOUT)
                .map(HistoryClient::counts)
                .onErrorResume(HistoryClient::isNoAnswer, e -> {
                    log.debug("no counts cause={}", e.toString());
                    return Mono.empty();
                })
                .toFuture()
                // Null stands for an empty Mono.
                .thenApply(counts -> Objects.requireNonNullElse(counts, List.of()));
    }

    /// @param announced heads that the page should reach, so that history waits for them
    CompletionStage<Optional<Page>> sync(String userId, Sync sync, Map<String, Long> announced) {
        String path = "/internal/v1/sync?user=" + encoded(userId);
        String heads = headsHeader(announced);
        return anyOf(
                SYNC_TIMEOUT,
                instance -> http.post()
                        .uri(URI.create(instance + path))
                        .headers(headers -> {
                            if (!heads.isEmpty()) {
                                headers.set("Parley-Heads", heads);
                            }
                        })
                        .contentType(PROTOBUF)
                        .accept(PROTOBUF)
                        .bodyValue(sync.toByteArray())
                        .retrieve()
                        .bodyToMono(byte[].class));
    }

    private interface Call {
        Mono<byte[]> at(String instance);
    }

    private CompletionStage<Optional<Page>> anyOf(Duration timeout, Call call) {
        return attempt(timeout, call, nextOrder()).toFuture().thenApply(page -> page == null ? Optional.empty() : page);
    }

    /// Every instance once: in turn, those that rest last, so one dead instance does not cost each request
    /// its timeout.
    private Deque<Integer> nextOrder() {
        int first = turn.getAndUpdate(at -> at + 1 >= instances.size() ? 0 : at + 1);
        long now = System.nanoTime();
        return IntStream.range(first, first + instances.size())
                .mapToObj(at -> at % instances.size())
                .sorted(Comparator.comparing(at -> restsUntil.get(at) - now > 0))
                .collect(Collectors.toCollection(ArrayDeque::new));
    }

    private Mono<Optional<Page>> attempt(Duration timeout, Call call, Deque<Integer> order) {
        Integer at = order.poll();
        if (at == null) {
            return Mono.just(Optional.empty());
        }
        return call.at(instances.get(at))
                .timeout(timeout)
                .defaultIfEmpty(new byte[0])
                .map(HistoryClient::page)
                .map(Optional::of)
                .onErrorResume(HistoryClient::isNoAnswer, e -> {
                    log.debug("history instance={} cause={}", at, e.toString());
                    restsUntil.set(at, System.nanoTime() + REST.toNanos());
                    return attempt(timeout, call, order);
                });
    }

    private static boolean isNoAnswer(Throwable e) {
        return e instanceof WebClientException || e instanceof TimeoutException || e instanceof BadPageException;
    }

    private static List<Counts> counts(byte[] bytes) {
        try {
            return CountsAnswer.parseFrom(bytes).getCountsList();
        } catch (InvalidProtocolBufferException e) {
            throw new BadPageException(e);
        }
    }

    private static Page page(byte[] bytes) {
        try {
            return Page.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new BadPageException(e);
        }
    }

    private static String headsHeader(Map<String, Long> announced) {
        StringBuilder header = new StringBuilder();
        for (Map.Entry<String, Long> head : announced.entrySet()) {
            String id = head.getKey();
            if (header.length() > LONGEST_HEADS_HEADER || id.indexOf(',') >= 0 || id.indexOf('=') >= 0) {
                continue;
            }
            if (!header.isEmpty()) {
                header.append(',');
            }
            header.append(id).append('=').append(head.getValue());
        }
        return header.toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String trimmed(URI instance) {
        String text = instance.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static final class BadPageException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BadPageException(Exception cause) {
            super("not a page", cause);
        }
    }
}
