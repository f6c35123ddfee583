package dev.parley.chat.conversations;

import dev.parley.chat.outcome.CommandOutcome;
import dev.parley.chat.outcome.OutcomeDesk;
import dev.parley.chat.settings.SettingsStore;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Create;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.Refused;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `POST /v1/conversations`. The answer is made from what the log says, never from the request: 201 for a new one, 200
/// for a direct conversation that is there already.
@Component
final class CreateConversation {

    /// 422: a key that comes again with another body.
    private static final int KEY_REUSED = 422;

    private final OutcomeDesk desk;
    private final ConversationReader reader;
    private final SettingsStore settings;

    CreateConversation(OutcomeDesk desk, ConversationReader reader, SettingsStore settings) {
        this.desk = desk;
        this.reader = reader;
        this.settings = settings;
    }

    Mono<ServerResponse> handle(ServerRequest request) {
        return Caller.of(request)
                .zipWith(CommandCalls.body(request))
                .flatMap(both -> create(request, both.getT1(), both.getT2()));
    }

    private Mono<ServerResponse> create(ServerRequest request, Caller caller, JsonBody body) {
        Optional<IdempotencyKey> key = IdempotencyKey.of(request);
        Create create = read(body, caller);
        String conversationId = create.getKind().equals("direct")
                ? Identifiers.directConversation(caller.userId(), create.getMembers(0))
                : key.map(present -> present.groupConversation(caller.userId()))
                        .orElseGet(Identifiers::newGroupConversation);
        Command.Builder command = Command.newBuilder()
                .setConversationId(conversationId)
                .setUserId(caller.userId())
                .setDeviceId(caller.deviceId())
                .setClientId(IdempotencyKey.clientId(key));
        return askingFirst(create)
                .map(asking -> command.setCreate(asking).build())
                .flatMap(asking ->
                        Mono.fromFuture(() -> desk.submit(asking)).flatMap(outcome -> answer(outcome, asking)));
    }

    /// Whether the other wants to be asked is read here and travels in the command.
    private Mono<Create> askingFirst(Create create) {
        return create.getKind().equals("direct")
                ? Mono.fromFuture(() -> settings.read(create.getMembers(0)))
                        .map(theirs -> create.toBuilder()
                                .setAskFirst(theirs.messageRequests())
                                .build())
                : Mono.just(create);
    }

    private Mono<ServerResponse> answer(CommandOutcome outcome, Command command) {
        return switch (outcome) {
            case CommandOutcome.Accepted accepted ->
                respond(HttpStatus.CREATED, ConversationJson.created(accepted.event()));
            case CommandOutcome.Exists exists -> respond(HttpStatus.OK, ConversationJson.of(exists.view()));
            case CommandOutcome.Duplicate ignored -> repeated(command);
            case CommandOutcome.Refusal refusal -> refused(refusal.refused(), command);
            case CommandOutcome.Done ignored -> Mono.error(new IllegalStateException("a creation is no private event"));
            case CommandOutcome.TooManyInFlight ignored -> Mono.error(Problems.tooManyInFlight());
            case CommandOutcome.Unavailable ignored -> Mono.error(Problems.unavailable());
        };
    }

    /// A group that is there already was created under this key by another device of this user: their repeat, too.
    private Mono<ServerResponse> refused(Refused refused, Command command) {
        return refused.getCode().equals(ErrorCode.CONFLICT.name())
                ? repeated(command)
                : Mono.error(Problems.of(refused));
    }

    /// The same answer as the first time, from the event of the first time.
    private Mono<ServerResponse> repeated(Command command) {
        return HistoryWait.until(Mono.fromFuture(() -> reader.created(command.getConversationId()))
                        .flatMap(Mono::justOrEmpty))
                .switchIfEmpty(Mono.error(Problems::unavailable))
                .flatMap(event -> {
                    if (!sameRequest(command, event)) {
                        return Mono.error(new ProblemException(
                                ErrorCode.CONFLICT, KEY_REUSED, "The key was used with another body."));
                    }
                    return respond(HttpStatus.CREATED, ConversationJson.created(event));
                });
    }

    private static boolean sameRequest(Command command, Event event) {
        Created first = event.getCreated();
        Set<String> members = new LinkedHashSet<>(command.getCreate().getMembersList());
        members.add(command.getUserId());
        return first.getKind().equals(command.getCreate().getKind())
                && first.getTitle().equals(command.getCreate().getTitle())
                && first.getMembersList().stream()
                        .map(Member::getUserId)
                        .collect(Collectors.toSet())
                        .equals(members);
    }

    private static Mono<ServerResponse> respond(HttpStatusCode status, ConversationJson view) {
        return ServerResponse.status(status)
                .location(URI.create("/v1/conversations/" + view.conversationId()))
                .bodyValue(view);
    }

    private static Create read(JsonBody body, Caller caller) {
        Set<String> others = new LinkedHashSet<>(body.texts("members"));
        for (String member : others) {
            if (!Identifiers.isUserId(member)) {
                throw ProblemException.invalid("members: not a user id");
            }
        }
        others.remove(caller.userId());
        Create.Builder create = Create.newBuilder().addAllMembers(others);
        switch (body.text("kind")) {
            case "direct" -> {
                if (others.size() != 1) {
                    throw ProblemException.invalid("members: expected one other user");
                }
                create.setKind("direct");
            }
            case "group" -> {
                if (others.size() + 1 > ProtocolLimits.MAX_MEMBERS) {
                    throw new ProblemException(
                            ErrorCode.GROUP_FULL, "A group has at most " + ProtocolLimits.MAX_MEMBERS + " members.");
                }
                create.setKind("group").setTitle(title(body.text("title")));
            }
            default -> throw ProblemException.invalid("kind: expected direct or group");
        }
        return create.build();
    }

    static String title(String title) {
        if (title.isBlank()) {
            throw ProblemException.invalid("title: empty");
        }
        if (title.getBytes(StandardCharsets.UTF_8).length > ProtocolLimits.MAX_TITLE_BYTES) {
            throw new ProblemException(
                    ErrorCode.TOO_LARGE, "title: longer than " + ProtocolLimits.MAX_TITLE_BYTES + " bytes");
        }
        return title;
    }
}
