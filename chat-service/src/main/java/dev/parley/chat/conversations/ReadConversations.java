package dev.parley.chat.conversations;

import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `GET /v1/conversations` and `GET /v1/conversations/{id}`: what the caller is a member of, and nothing else.
@Component
final class ReadConversations {

    private final ConversationReader reader;

    ReadConversations(ConversationReader reader) {
        this.reader = reader;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        PageRequest page = PageRequest.of(request, Cursor::parse);
        return Caller.of(request)
                .flatMap(caller -> Mono.fromFuture(() -> reader.list(caller.userId(), page.after(), page.limit())))
                .flatMap(found -> page.response(request, found.nextCursor()).bodyValue(found));
    }

    /// Its ETag says what PATCH can change, and nothing of the rest: it is for `If-Match`, not for caches.
    Mono<ServerResponse> get(ServerRequest request) {
        String id = request.pathVariable("id");
        return Caller.of(request)
                .flatMap(caller -> Mono.fromFuture(() -> reader.find(id, caller.userId())))
                .flatMap(found -> found.map(view ->
                                ServerResponse.ok().eTag(view.profileTag()).bodyValue(view))
                        .orElseGet(() -> Mono.error(Problems.notFound())));
    }
}
