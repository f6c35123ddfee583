package dev.parley.chat.conversations;

import dev.parley.chat.outcome.CommandOutcome;
import dev.parley.chat.outcome.OutcomeDesk;
import dev.parley.contract.Identifiers;
import dev.parley.proto.log.AddMembers;
import dev.parley.proto.log.ChangePolicy;
import dev.parley.proto.log.ChangeRole;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Post;
import dev.parley.proto.log.RemoveMember;
import dev.parley.proto.log.Rename;
import dev.parley.proto.v1.Policy;
import java.util.Set;
import java.util.function.BiConsumer;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// The REST calls that are one command in an existing conversation: a message, a change of members, role, title or
/// policy. Whether it is allowed is decided by the sequencer alone; here only shapes are checked.
@Component
final class SendCommand {

    private static final Set<String> ROLES = Set.of("owner", "admin", "member");

    private final OutcomeDesk desk;

    SendCommand(OutcomeDesk desk) {
        this.desk = desk;
    }

    /// `POST …/messages`: 201, or 200 for a repeat.
    Mono<ServerResponse> post(ServerRequest request) {
        return withBody(request, HttpStatus.CREATED, (body, command) -> {
            String clientId = body.text("clientId");
            if (!Identifiers.isClientId(clientId)) {
                throw ProblemException.invalid("clientId: expected 1-128 printable ASCII characters without spaces");
            }
            command.setClientId(clientId)
                    .setPost(Post.newBuilder()
                            .setContent(body.content("content"))
                            .setReplyTo(body.seq("replyTo")));
        });
    }

    /// `POST …/members`.
    Mono<ServerResponse> addMembers(ServerRequest request) {
        return withBody(request, HttpStatus.OK, (body, command) -> {
            AddMembers.Builder add = AddMembers.newBuilder();
            for (String userId : body.texts("userIds")) {
                add.addUserIds(userId(userId));
            }
            if (add.getUserIdsCount() == 0) {
                throw ProblemException.invalid("userIds: empty");
            }
            command.setAddMembers(add);
        });
    }

    /// `DELETE …/members/{userId}`; of oneself: leaving.
    Mono<ServerResponse> removeMember(ServerRequest request) {
        return Caller.of(request).flatMap(caller -> {
            Command.Builder command = start(request, caller);
            command.setRemoveMember(RemoveMember.newBuilder().setUserId(userId(request.pathVariable("userId"))));
            return submit(command.build(), HttpStatus.OK);
        });
    }

    /// `PUT …/members/{userId}`.
    Mono<ServerResponse> changeRole(ServerRequest request) {
        return withBody(request, HttpStatus.OK, (body, command) -> {
            String role = body.text("role");
            if (!ROLES.contains(role)) {
                throw ProblemException.invalid("role: expected owner, admin or member");
            }
            command.setChangeRole(ChangeRole.newBuilder()
                    .setUserId(userId(request.pathVariable("userId")))
                    .setRole(role));
        });
    }

    /// `PATCH …/{id}`: a title or a policy, one of them, because one command is one event.
    Mono<ServerResponse> change(ServerRequest request) {
        return withBody(request, HttpStatus.OK, (body, command) -> {
            if (body.has("title") == body.has("policy")) {
                throw ProblemException.invalid("expected either title or policy");
            }
            if (body.has("title")) {
                command.setRename(Rename.newBuilder().setTitle(CreateConversation.title(body.text("title"))));
            } else {
                command.setChangePolicy(ChangePolicy.newBuilder().setPolicy(policy(body.object("policy"))));
            }
        });
    }

    private static Policy policy(JsonBody body) {
        Policy.Builder policy = Policy.newBuilder();
        body.optionalText("history").ifPresent(policy::setHistory);
        body.optionalText("post").ifPresent(policy::setPost);
        body.optionalText("add").ifPresent(policy::setAdd);
        body.optionalText("rename").ifPresent(policy::setRename);
        return policy.build();
    }

    private static String userId(String value) {
        if (!Identifiers.isUserId(value)) {
            throw ProblemException.invalid("not a user id");
        }
        return value;
    }

    private Mono<ServerResponse> withBody(
            ServerRequest request, HttpStatus accepted, BiConsumer<JsonBody, Command.Builder> read) {
        return Caller.of(request)
                .zipWith(request.bodyToMono(byte[].class).defaultIfEmpty(new byte[0]))
                .flatMap(both -> {
                    Command.Builder command = start(request, both.getT1());
                    read.accept(JsonBody.parse(both.getT2()), command);
                    return submit(command.build(), accepted);
                });
    }

    private static Command.Builder start(ServerRequest request, Caller caller) {
        String conversationId = request.pathVariable("id");
        if (!Identifiers.isConversationId(conversationId)) {
            throw Problems.notFound();
        }
        return Command.newBuilder()
                .setConversationId(conversationId)
                .setUserId(caller.userId())
                .setDeviceId(caller.deviceId())
                .setClientId(IdempotencyKey.clientId(IdempotencyKey.of(request)));
    }

    private Mono<ServerResponse> submit(Command command, HttpStatus created) {
        return Mono.fromFuture(() -> desk.submit(command)).flatMap(outcome -> switch (outcome) {
            case CommandOutcome.Accepted accepted ->
                ServerResponse.status(created).bodyValue(AckJson.of(accepted.event()));
            case CommandOutcome.Duplicate duplicate -> ServerResponse.ok().bodyValue(AckJson.of(duplicate.ack()));
            case CommandOutcome.Refusal refusal -> Mono.error(Problems.of(refusal.refused()));
            case CommandOutcome.Done ignored -> ServerResponse.noContent().build();
            case CommandOutcome.TooManyInFlight ignored -> Mono.error(Problems.tooManyInFlight());
            // Nothing to change, so no event: the conversation as it is.
            case CommandOutcome.Exists exists -> ServerResponse.ok().bodyValue(ConversationJson.of(exists.view()));
            case CommandOutcome.Unavailable ignored -> Mono.error(Problems.unavailable());
        });
    }
}
