package dev.parley.chat.conversations;

import dev.parley.chat.archive.ReadSettings.Settings;
import dev.parley.chat.outcome.CommandOutcome;
import dev.parley.proto.log.Command;
import dev.parley.proto.v1.ConversationSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `…/settings`: how a conversation looks to the caller on all their devices. Nobody else sees it.
@Component
final class OwnSettings {

    private final CommandCalls calls;
    private final ConversationReader reader;

    OwnSettings(CommandCalls calls, ConversationReader reader) {
        this.calls = calls;
        this.reader = reader;
    }

    Mono<ServerResponse> get(ServerRequest request) {
        String id = request.pathVariable("id");
        return Caller.of(request)
                .flatMap(caller -> Mono.fromFuture(() -> reader.find(id, caller.userId())))
                .flatMap(Mono::justOrEmpty)
                .switchIfEmpty(Mono.error(Problems::notFound))
                .flatMap(view -> ServerResponse.ok().bodyValue(view.settings()));
    }

    /// The change, and in the answer all settings as they are after it.
    Mono<ServerResponse> patch(ServerRequest request) {
        return Caller.of(request).zipWith(CommandCalls.body(request)).flatMap(both -> {
            ConversationSettings change = change(both.getT2());
            Command command = CommandCalls.start(request, both.getT1())
                    .setSettings(change)
                    .build();
            return calls.submit(command)
                    .flatMap(outcome -> outcome instanceof CommandOutcome.Done
                            ? changed(command)
                            : CommandCalls.answer(outcome, HttpStatus.OK));
        });
    }

    /// History reads the conversation's log in order: once it shows this change, it shows all before. If it
    /// does not in time, or another device was quicker, the change is laid over what it has.
    private Mono<ServerResponse> changed(Command command) {
        return HistoryWait.until(settings(command)
                        .filter(settings -> SettingsJson.after(settings, command.getSettings())
                                .equals(settings)))
                .switchIfEmpty(settings(command))
                .flatMap(settings -> ServerResponse.ok()
                        .bodyValue(SettingsJson.of(SettingsJson.after(settings, command.getSettings()))));
    }

    private Mono<Settings> settings(Command command) {
        return Mono.fromFuture(() -> reader.settings(command.getUserId(), command.getConversationId()));
    }

    /// `null` sets a field back.
    private static ConversationSettings change(JsonBody body) {
        ConversationSettings.Builder change = ConversationSettings.newBuilder();
        if (body.names("mutedUntil")) {
            // To the millisecond, as it is stored.
            Instant until =
                    body.optionalTime("mutedUntil").orElse(Instant.EPOCH).truncatedTo(ChronoUnit.MILLIS);
            change.setMutedUntil(SettingsJson.timestamp(until));
        }
        if (body.names("archived")) {
            change.setArchived(body.has("archived") && body.flag("archived"));
        }
        if (body.names("pinned")) {
            change.setPinned(body.has("pinned") && body.flag("pinned"));
        }
        if (body.names("markedUnread")) {
            change.setMarkedUnread(body.has("markedUnread") && body.flag("markedUnread"));
        }
        if (body.names("draft")) {
            change.setDraft(body.optionalText("draft").orElse(""));
        }
        if (body.names("request")) {
            change.setRequest(body.has("request") && body.flag("request"));
        }
        if (change.build().equals(ConversationSettings.getDefaultInstance())) {
            throw ProblemException.invalid("expected mutedUntil, archived, pinned, markedUnread, draft or request");
        }
        return change.build();
    }
}
