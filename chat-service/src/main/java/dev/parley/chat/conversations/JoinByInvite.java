package dev.parley.chat.conversations;

import dev.parley.chat.outcome.CommandOutcome;
import dev.parley.proto.log.Join;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `POST /v1/conversations/join`: 201 with the conversation for who came in now, 200 for who was in already.
/// Waits up to two seconds for history to show it; after that UNAVAILABLE, and a repeat is 200.
@Component
final class JoinByInvite {

    private final CommandCalls calls;
    private final ConversationReader reader;

    JoinByInvite(CommandCalls calls, ConversationReader reader) {
        this.calls = calls;
        this.reader = reader;
    }

    Mono<ServerResponse> handle(ServerRequest request) {
        return Caller.of(request).zipWith(CommandCalls.body(request)).flatMap(both -> {
            InviteToken token = InviteToken.parse(both.getT2().text("token"));
            Caller caller = both.getT1();
            Join.Builder join =
                    Join.newBuilder().setInviteId(token.inviteId()).setSecretHash(token.secretHash());
            return calls.submit(CommandCalls.start(request, caller, token.conversationId())
                            .setJoin(join)
                            .build())
                    .flatMap(outcome -> answer(outcome, token.conversationId(), caller));
        });
    }

    private Mono<ServerResponse> answer(CommandOutcome outcome, String conversationId, Caller caller) {
        return switch (outcome) {
            case CommandOutcome.Accepted _, CommandOutcome.Duplicate _ -> show(HttpStatus.CREATED, conversationId, caller);
            case CommandOutcome.Exists _ -> show(HttpStatus.OK, conversationId, caller);
            case CommandOutcome.Refusal _,
                    CommandOutcome.Done _,
                    CommandOutcome.TooManyInFlight _,
                    CommandOutcome.Unavailable _ -> CommandCalls.answer(outcome, HttpStatus.OK);
        };
    }

    private Mono<ServerResponse> show(HttpStatus status, String conversationId, Caller caller) {
        return HistoryWait.until(Mono.fromFuture(() -> reader.find(conversationId, caller.userId()))
                        .flatMap(Mono::justOrEmpty))
                .switchIfEmpty(Mono.error(Problems::unavailable))
                .flatMap(view -> ServerResponse.status(status).bodyValue(view));
    }
}
