package dev.parley.chat.conversations;

import dev.parley.contract.Identifiers;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Delete;
import dev.parley.proto.log.Edit;
import dev.parley.proto.log.Hide;
import dev.parley.proto.log.Pin;
import dev.parley.proto.log.Post;
import dev.parley.proto.log.React;
import dev.parley.proto.log.Target;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `…/messages` and what can be done to one of them.
@Component
final class Messages {

    private static final String FOR_ONESELF = "me";

    private final CommandCalls calls;
    private final Targets targets;

    Messages(CommandCalls calls, Targets targets) {
        this.calls = calls;
        this.targets = targets;
    }

    /// `POST …/messages`: 201, or 200 for a repeat.
    Mono<ServerResponse> post(ServerRequest request) {
        return calls.withBody(
                request,
                HttpStatus.CREATED,
                (body, command) -> command.setClientId(clientId(body))
                        .setPost(Post.newBuilder()
                                .setContent(body.content("content"))
                                .setReplyTo(body.seq("replyTo"))
                                .setThreadRoot(body.seq("threadRoot"))
                                .setForwarded(body.has("forwarded") && body.flag("forwarded"))));
    }

    /// `PATCH …/messages/{seq}`.
    Mono<ServerResponse> edit(ServerRequest request) {
        return Caller.of(request).zipWith(CommandCalls.body(request)).flatMap(both -> {
            Command.Builder command = CommandCalls.start(request, both.getT1()).setClientId(clientId(both.getT2()));
            Edit.Builder edit = Edit.newBuilder().setContent(both.getT2().content("content"));
            return aim(request, command, (target, aimed) -> aimed.setEdit(edit.setTarget(target)));
        });
    }

    /// `DELETE …/messages/{seq}`: for everybody, or with `?for=me` for oneself, of which nobody else is told.
    Mono<ServerResponse> delete(ServerRequest request) {
        Optional<String> whom = request.queryParam("for");
        if (whom.isEmpty()) {
            return aim(
                    request,
                    (target, command) -> command.setDelete(Delete.newBuilder().setTarget(target)));
        }
        if (!whom.get().equals(FOR_ONESELF)) {
            throw ProblemException.invalid("for: expected me, or nothing");
        }
        long seq = PathVariables.seq(request);
        return calls.withoutBody(
                request, command -> command.setHide(Hide.newBuilder().setSeq(seq)));
    }

    /// `PUT …/messages/{seq}/pin`.
    Mono<ServerResponse> pin(ServerRequest request) {
        return aim(request, (target, command) -> command.setPin(Pin.newBuilder().setTarget(target)));
    }

    /// `DELETE …/messages/{seq}/pin`.
    Mono<ServerResponse> unpin(ServerRequest request) {
        return aim(
                request,
                (target, command) ->
                        command.setPin(Pin.newBuilder().setTarget(target).setRemoved(true)));
    }

    /// `PUT …/messages/{seq}/reactions/{emoji}`.
    Mono<ServerResponse> react(ServerRequest request) {
        return react(request, false);
    }

    /// `DELETE …/messages/{seq}/reactions/{emoji}`.
    Mono<ServerResponse> unreact(ServerRequest request) {
        return react(request, true);
    }

    private Mono<ServerResponse> react(ServerRequest request, boolean removed) {
        String emoji = request.pathVariable("emoji");
        return aim(
                request,
                (target, command) -> command.setReact(
                        React.newBuilder().setTarget(target).setEmoji(emoji).setRemoved(removed)));
    }

    private Mono<ServerResponse> aim(ServerRequest request, BiConsumer<Target, Command.Builder> fill) {
        return Caller.of(request).flatMap(caller -> aim(request, CommandCalls.start(request, caller), fill));
    }

    private Mono<ServerResponse> aim(
            ServerRequest request, Command.Builder command, BiConsumer<Target, Command.Builder> fill) {
        return targets.of(command.getUserId(), command.getConversationId(), PathVariables.seq(request))
                .flatMap(target -> {
                    fill.accept(target, command);
                    return calls.answer(command.build(), HttpStatus.OK);
                });
    }

    private static String clientId(JsonBody body) {
        String clientId = body.text("clientId");
        if (!Identifiers.isClientId(clientId)) {
            throw ProblemException.invalid("clientId: expected 1-128 printable ASCII characters without spaces");
        }
        return clientId;
    }
}
