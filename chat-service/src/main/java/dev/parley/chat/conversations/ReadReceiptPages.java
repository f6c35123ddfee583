package dev.parley.chat.conversations;

import dev.parley.contract.Identifiers;
import java.util.concurrent.CompletionException;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `GET /v1/conversations/{id}/receipts` and `…/receipts/{seq}`.
@Component
final class ReadReceiptPages {

    private final ReceiptReader reader;

    ReadReceiptPages(ReceiptReader reader) {
        this.reader = reader;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        String id = conversationId(request);
        PageRequest page = PageRequest.of(request, Cursor::parseUser);
        return Caller.of(request)
                .flatMap(caller -> Mono.fromFuture(() -> reader.marks(id, caller.userId(), page)))
                .onErrorMap(CompletionException.class, ReadReceiptPages::cause)
                .flatMap(found -> page.response(request, found.nextCursor()).bodyValue(found));
    }

    Mono<ServerResponse> ofMessage(ServerRequest request) {
        String id = conversationId(request);
        long seq = PathVariables.seq(request);
        PageRequest page = PageRequest.of(request, Cursor::parseUser);
        return Caller.of(request)
                .flatMap(caller -> Mono.fromFuture(() -> reader.ofMessage(id, seq, caller.userId(), page)))
                .onErrorMap(CompletionException.class, ReadReceiptPages::cause)
                .flatMap(found -> page.response(request, found.nextCursor()).bodyValue(found));
    }

    private static String conversationId(ServerRequest request) {
        String id = request.pathVariable("id");
        if (!Identifiers.isConversationId(id)) {
            throw Problems.notFound();
        }
        return id;
    }

    private static Throwable cause(CompletionException failure) {
        return failure.getCause() == null ? failure : failure.getCause();
    }
}
