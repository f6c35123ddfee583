package dev.parley.chat.conversations;

import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/// `GET /v1/conversations` and `GET /v1/conversations/{id}`: what the caller is a member of, and nothing else.
@Component
final class ReadConversations {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final ConversationReader reader;

    ReadConversations(ConversationReader reader) {
        this.reader = reader;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        int limit = limit(request.queryParam("limit"));
        String after = request.queryParam("cursor").map(Cursor::parse).orElse("");
        return Caller.of(request)
                .flatMap(caller -> Mono.fromFuture(() -> reader.list(caller.userId(), after, limit)))
                .flatMap(page -> {
                    ServerResponse.BodyBuilder response = ServerResponse.ok();
                    if (page.nextCursor() != null) {
                        response.header(HttpHeaders.LINK, "<" + next(limit, page.nextCursor()) + ">; rel=\"next\"");
                    }
                    return response.bodyValue(page);
                });
    }

    Mono<ServerResponse> get(ServerRequest request) {
        String id = request.pathVariable("id");
        return Caller.of(request)
                .flatMap(caller -> Mono.fromFuture(() -> reader.find(id, caller.userId())))
                .flatMap(found -> found.map(view -> ServerResponse.ok().bodyValue(view))
                        .orElseGet(() -> Mono.error(Problems.notFound())));
    }

    /// Relative, so that it holds behind every edge.
    private static URI next(int limit, String cursor) {
        return UriComponentsBuilder.fromPath("/v1/conversations")
                .queryParam("limit", limit)
                .queryParam("cursor", cursor)
                .build()
                .toUri();
    }

    private static int limit(Optional<String> parameter) {
        if (parameter.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        try {
            long value = Long.parseLong(parameter.get());
            if (value >= 1) {
                return (int) Math.min(value, MAX_LIMIT);
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is not positive.
        }
        throw ProblemException.invalid("limit: expected a positive number");
    }
}
