package dev.parley.chat.conversations;

import dev.parley.chat.outcome.CommandOutcome;
import dev.parley.chat.outcome.OutcomeDesk;
import dev.parley.contract.Identifiers;
import dev.parley.proto.log.Command;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// The way of a REST call that is one command in one conversation: into the log, and back with what became of it.
/// Whether the command is allowed is decided by the sequencer alone; the handlers check shapes.
@Component
final class CommandCalls {

    private final OutcomeDesk desk;

    CommandCalls(OutcomeDesk desk) {
        this.desk = desk;
    }

    /// A command made of the request's body, in the conversation that the path names.
    ///
    /// @param accepted the status of an accepted command; a repeat is 200
    Mono<ServerResponse> withBody(
            ServerRequest request, HttpStatus accepted, BiConsumer<JsonBody, Command.Builder> fill) {
        return Caller.of(request).zipWith(body(request)).flatMap(both -> {
            Command.Builder command = start(request, both.getT1());
            fill.accept(both.getT2(), command);
            return answer(command.build(), accepted);
        });
    }

    /// A command made of the path alone.
    Mono<ServerResponse> withoutBody(ServerRequest request, Consumer<Command.Builder> fill) {
        return Caller.of(request).flatMap(caller -> {
            Command.Builder command = start(request, caller);
            fill.accept(command);
            return answer(command.build(), HttpStatus.OK);
        });
    }

    static Mono<JsonBody> body(ServerRequest request) {
        return request.bodyToMono(byte[].class).defaultIfEmpty(new byte[0]).map(JsonBody::parse);
    }

    /// The conversation that the path names.
    static Command.Builder start(ServerRequest request, Caller caller) {
        String conversationId = request.pathVariable("id");
        if (!Identifiers.isConversationId(conversationId)) {
            throw Problems.notFound();
        }
        return start(request, caller, conversationId);
    }

    static Command.Builder start(ServerRequest request, Caller caller, String conversationId) {
        return Command.newBuilder()
                .setConversationId(conversationId)
                .setUserId(caller.userId())
                .setDeviceId(caller.deviceId())
                .setClientId(IdempotencyKey.clientId(IdempotencyKey.of(request)));
    }

    Mono<ServerResponse> answer(Command command, HttpStatus accepted) {
        return submit(command).flatMap(outcome -> answer(outcome, accepted));
    }

    Mono<CommandOutcome> submit(Command command) {
        return Mono.fromFuture(() -> desk.submit(command));
    }

    static Mono<ServerResponse> answer(CommandOutcome outcome, HttpStatus status) {
        return switch (outcome) {
            case CommandOutcome.Accepted accepted ->
                ServerResponse.status(status).bodyValue(AckJson.of(accepted.event()));
            case CommandOutcome.Duplicate duplicate -> ServerResponse.ok().bodyValue(AckJson.of(duplicate.ack()));
            case CommandOutcome.Refusal refusal -> Mono.error(Problems.of(refusal.refused()));
            case CommandOutcome.Done ignored -> ServerResponse.noContent().build();
            case CommandOutcome.TooManyInFlight ignored -> Mono.error(Problems.tooManyInFlight());
            // Nothing to change, so no event: the conversation as it is.
            case CommandOutcome.Exists exists -> ServerResponse.ok().bodyValue(ConversationJson.of(exists.view()));
            case CommandOutcome.Unavailable ignored -> Mono.error(Problems.unavailable());
        };
    }
}
