package dev.parley.gateway.resume;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sync;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import reactor.core.publisher.Mono;

/// Asks history-service over its internal HTTP. An instance that does not answer in time is left for the next one;
/// nobody answers: empty. Reads only, so asking twice is harmless. Never blocks.
public final class HistoryClient {

    private static final Logger log = LoggerFactory.getLogger(HistoryClient.class);
    private static final MediaType PROTOBUF = MediaType.parseMediaType("application/x-protobuf");
    private static final Duration HEADS_TIMEOUT = Duration.ofMillis(1_500);

    /// History itself waits up to 2 s for heads just announced.
    private static final Duration SYNC_TIMEOUT = Duration.ofSeconds(5);

    /// Leaves room below the 8 KB that HTTP servers take for all headers.
    private static final int LONGEST_HEADS_HEADER = 6_000;

    private final WebClient http;
    private final List<URI> instances;
    private final AtomicInteger preferred = new AtomicInteger();

    public HistoryClient(WebClient http, List<URI> instances) {
        this.http = http;
        this.instances = List.copyOf(instances);
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
        return attempt(timeout, call, 0).toFuture().thenApply(page -> page == null ? Optional.empty() : page);
    }

    private Mono<Optional<Page>> attempt(Duration timeout, Call call, int tried) {
        if (tried >= instances.size()) {
            return Mono.just(Optional.empty());
        }
        int at = Math.floorMod(preferred.get(), instances.size());
        String instance = trimmed(instances.get(at));
        return call.at(instance)
                .timeout(timeout)
                .defaultIfEmpty(new byte[0])
                .map(HistoryClient::page)
                .map(Optional::of)
                .onErrorResume(WebClientException.class, e -> next(timeout, call, tried, at, e))
                .onErrorResume(TimeoutException.class, e -> next(timeout, call, tried, at, e))
                .onErrorResume(BadPageException.class, e -> next(timeout, call, tried, at, e));
    }

    private Mono<Optional<Page>> next(Duration timeout, Call call, int tried, int at, Exception cause) {
        log.debug("history instance={} cause={}", at, cause.toString());
        // All following requests start at another instance, so one dead instance does not cost each of them its
        // timeout.
        preferred.compareAndSet(at, at + 1 == instances.size() ? 0 : at + 1);
        return attempt(timeout, call, tried + 1);
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
