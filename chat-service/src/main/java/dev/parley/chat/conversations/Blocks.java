package dev.parley.chat.conversations;

import dev.parley.chat.archive.ReadBlocks;
import dev.parley.contract.Identifiers;
import dev.parley.proto.log.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `/v1/users/{userId}/block` and `/v1/users/me/blocks`. A block is a private event in the pair's direct
/// conversation, which need not have been created: only the one who blocks can ever see it. The list is behind by
/// up to two seconds.
@Component
final class Blocks {

    private final CommandCalls calls;
    private final ReadBlocks readBlocks;

    Blocks(CommandCalls calls, ReadBlocks readBlocks) {
        this.calls = calls;
        this.readBlocks = readBlocks;
    }

    record BlockJson(String userId) {}

    Mono<ServerResponse> block(ServerRequest request) {
        return put(request, false);
    }

    Mono<ServerResponse> unblock(ServerRequest request) {
        return put(request, true);
    }

    private Mono<ServerResponse> put(ServerRequest request, boolean removed) {
        String other = PathVariables.userId(request, "userId");
        return Caller.of(request).flatMap(caller -> {
            String pair = Identifiers.directConversation(caller.userId(), other);
            return calls.answer(
                    CommandCalls.start(request, caller, pair)
                            .setBlock(Block.newBuilder().setUserId(other).setRemoved(removed))
                            .build(),
                    HttpStatus.OK);
        });
    }

    Mono<ServerResponse> list(ServerRequest request) {
        PageRequest page = PageRequest.of(request, Cursor::parseUser);
        return Caller.of(request)
                .flatMap(caller -> Mono.fromFuture(() -> collect(caller.userId(), page.after(), page, new ArrayList<>())))
                .map(blocked -> page.cut(blocked, BlockJson::userId))
                .flatMap(found -> page.response(request, found.nextCursor()).bodyValue(found));
    }

    /// One more than the limit tells whether there is another page. Former blocks are passed over, so several
    /// reads may be needed.
    private CompletableFuture<List<BlockJson>> collect(
            String userId, String after, PageRequest page, List<BlockJson> blocked) {
        int wanted = page.limit() + 1;
        return readBlocks.execute(userId, after, wanted).toCompletableFuture().thenCompose(rows -> {
            rows.stream()
                    .filter(ReadBlocks.Entry::blocked)
                    .limit(wanted - (long) blocked.size())
                    .forEach(row -> blocked.add(new BlockJson(row.userId())));
            return blocked.size() == wanted || rows.size() < wanted
                    ? CompletableFuture.completedFuture(blocked)
                    : collect(userId, rows.getLast().userId(), page, blocked);
        });
    }
}
