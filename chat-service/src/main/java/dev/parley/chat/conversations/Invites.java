package dev.parley.chat.conversations;

import dev.parley.chat.outcome.CommandOutcome;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.CreateInvite;
import dev.parley.proto.log.RevokeInvite;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `…/invites`: links by which people let themselves into a group. A link is shown once, to whoever makes it. So
/// an `Idempotency-Key` that comes again cannot give the same answer: it makes no second invite either, but is
/// CONFLICT, and whoever lost the first answer revokes that invite and makes another.
@Component
final class Invites {

    private static final Duration LONGEST_LIFE = Duration.ofDays(365);

    private final CommandCalls calls;
    private final InviteReader reader;

    Invites(CommandCalls calls, InviteReader reader) {
        this.calls = calls;
        this.reader = reader;
    }

    /// `POST …/invites`: 201 with the link's token.
    Mono<ServerResponse> create(ServerRequest request) {
        return Caller.of(request).zipWith(CommandCalls.body(request)).flatMap(both -> {
            Command.Builder command = CommandCalls.start(request, both.getT1());
            InviteToken token = InviteToken.random(command.getConversationId(), inviteId(request, both.getT1()));
            @Nullable Instant expiresAt = expiresAt(both.getT2());
            int maxUses = atLeastOne(both.getT2(), "maxUses").orElse(0);
            CreateInvite.Builder create = CreateInvite.newBuilder()
                    .setInviteId(token.inviteId())
                    .setSecretHash(token.secretHash())
                    .setMaxUses(maxUses);
            if (expiresAt != null) {
                create.setExpiresAt(SettingsJson.timestamp(expiresAt));
            }
            InviteJson.Made made =
                    new InviteJson.Made(token.inviteId(), token.text(), InviteJson.text(expiresAt), maxUses);
            return calls.submit(command.setCreateInvite(create).build()).flatMap(outcome -> answer(outcome, made));
        });
    }

    /// Exists: this very command was accepted before, and its outcome was lost.
    private static Mono<ServerResponse> answer(CommandOutcome outcome, InviteJson.Made made) {
        return outcome instanceof CommandOutcome.Done || outcome instanceof CommandOutcome.Exists
                ? ServerResponse.status(HttpStatus.CREATED).bodyValue(made)
                : CommandCalls.answer(outcome, HttpStatus.CREATED);
    }

    /// `DELETE …/invites/{inviteId}`: 204.
    Mono<ServerResponse> revoke(ServerRequest request) {
        return calls.withoutBody(
                request,
                command -> command.setRevokeInvite(
                        RevokeInvite.newBuilder().setInviteId(request.pathVariable("inviteId"))));
    }

    /// `GET …/invites`: all that were not revoked, for those who may invite.
    Mono<ServerResponse> list(ServerRequest request) {
        PageRequest page = PageRequest.of(request, Cursor::parse);
        return Caller.of(request)
                .flatMap(
                        caller -> Mono.fromFuture(() -> reader.list(request.pathVariable("id"), caller.userId(), page)))
                .flatMap(found -> page.response(request, found.nextCursor()).bodyValue(found));
    }

    private static String inviteId(ServerRequest request, Caller caller) {
        Optional<IdempotencyKey> key = IdempotencyKey.of(request);
        return key.map(present -> present.invite(caller.userId()))
                .orElseGet(() -> "i_" + UUID.randomUUID().toString().replace("-", ""));
    }

    private static @Nullable Instant expiresAt(JsonBody body) {
        OptionalInt seconds = atLeastOne(body, "expiresInSeconds");
        if (seconds.isEmpty()) {
            return null;
        }
        if (seconds.getAsInt() > LONGEST_LIFE.toSeconds()) {
            throw ProblemException.invalid("expiresInSeconds: expected at most " + LONGEST_LIFE.toSeconds());
        }
        return Instant.now().plusSeconds(seconds.getAsInt()).truncatedTo(ChronoUnit.MILLIS);
    }

    private static OptionalInt atLeastOne(JsonBody body, String field) {
        OptionalInt value = body.optionalInt(field);
        if (value.isPresent() && value.getAsInt() < 1) {
            throw ProblemException.invalid(field + ": expected a positive number, or nothing");
        }
        return value;
    }
}
