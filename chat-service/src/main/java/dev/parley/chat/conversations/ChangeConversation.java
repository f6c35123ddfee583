package dev.parley.chat.conversations;

import dev.parley.chat.outcome.CommandOutcome;
import dev.parley.contract.ErrorCode;
import dev.parley.proto.log.ChangePicture;
import dev.parley.proto.log.ChangePolicy;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Describe;
import dev.parley.proto.log.Rename;
import dev.parley.proto.v1.Policy;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `PATCH /v1/conversations/{id}`: a title, description, picture or policy; one of them, because one command is
/// one event. With `If-Match` only if these four are still as they were read: the sequencer compares, at the
/// command's place in the order, so of two changes with the same tag one is 412.
@Component
final class ChangeConversation {

    private static final List<String> FIELDS = List.of("title", "description", "picture", "policy");
    private static final int STALE = 412;
    private static final String ANY = "*";

    private final CommandCalls calls;

    ChangeConversation(CommandCalls calls) {
        this.calls = calls;
    }

    Mono<ServerResponse> handle(ServerRequest request) {
        return Caller.of(request).zipWith(CommandCalls.body(request)).flatMap(both -> {
            Command.Builder command = CommandCalls.start(request, both.getT1()).addAllIfMatch(ifMatch(request));
            fill(both.getT2(), command);
            return calls.submit(command.build()).flatMap(ChangeConversation::answer);
        });
    }

    private static void fill(JsonBody body, Command.Builder command) {
        List<String> named = FIELDS.stream().filter(body::has).toList();
        if (named.size() != 1) {
            throw ProblemException.invalid("expected one of " + String.join(", ", FIELDS));
        }
        switch (named.getFirst()) {
            case "title" ->
                command.setRename(Rename.newBuilder().setTitle(CreateConversation.title(body.text("title"))));
            case "description" -> command.setDescribe(Describe.newBuilder().setDescription(body.text("description")));
            case "picture" ->
                command.setChangePicture(ChangePicture.newBuilder().setPicture(body.text("picture")));
            default -> command.setChangePolicy(ChangePolicy.newBuilder().setPolicy(policy(body.object("policy"))));
        }
    }

    private static Policy policy(JsonBody body) {
        Policy.Builder policy = Policy.newBuilder();
        body.optionalText("history").ifPresent(policy::setHistory);
        body.optionalText("post").ifPresent(policy::setPost);
        body.optionalText("add").ifPresent(policy::setAdd);
        body.optionalText("rename").ifPresent(policy::setRename);
        body.optionalText("pin").ifPresent(policy::setPin);
        body.optionalInt("editWithinSeconds").ifPresent(policy::setEditWithinSeconds);
        body.optionalInt("slowModeSeconds").ifPresent(policy::setSlowModeSeconds);
        body.optionalInt("disappearAfterSeconds").ifPresent(policy::setDisappearAfterSeconds);
        return policy.build();
    }

    /// Weak tags stay as they are, and so match nothing.
    private static List<String> ifMatch(ServerRequest request) {
        HttpHeaders headers = request.headers().asHttpHeaders();
        List<String> tags;
        try {
            tags = headers.getIfMatch();
        } catch (IllegalArgumentException e) {
            throw ProblemException.invalid("If-Match: expected entity tags");
        }
        if (tags.isEmpty() && headers.containsHeader(HttpHeaders.IF_MATCH)) {
            throw ProblemException.invalid("If-Match: expected entity tags");
        }
        return tags.contains(ANY)
                ? List.of()
                : tags.stream()
                        .map(tag -> tag.startsWith("\"") ? tag.substring(1, tag.length() - 1) : tag)
                        .toList();
    }

    private static Mono<ServerResponse> answer(CommandOutcome outcome) {
        if (outcome instanceof CommandOutcome.Refusal refusal
                && refusal.refused().getCode().equals(ErrorCode.CONFLICT.name())) {
            return Mono.error(
                    new ProblemException(ErrorCode.CONFLICT, STALE, "The conversation has changed since it was read."));
        }
        return CommandCalls.answer(outcome, HttpStatus.OK);
    }
}
