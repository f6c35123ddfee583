package dev.parley.chat.conversations;

import dev.parley.chat.settings.SettingsStore;
import dev.parley.chat.settings.UserSettings;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `GET` and `PUT /v1/users/me/settings`: what the caller has chosen for all their devices. Heeded everywhere
/// within ten seconds.
@Component
final class MySettings {

    private final SettingsStore store;

    MySettings(SettingsStore store) {
        this.store = store;
    }

    Mono<ServerResponse> get(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> Mono.fromFuture(() -> store.read(caller.userId())))
                .flatMap(settings -> ServerResponse.ok().bodyValue(settings));
    }

    Mono<ServerResponse> put(ServerRequest request) {
        return Caller.of(request)
                .zipWith(request.bodyToMono(byte[].class).defaultIfEmpty(new byte[0]))
                .flatMap(both -> change(both.getT1().userId(), JsonBody.parse(both.getT2())));
    }

    /// What is not named stays.
    private Mono<ServerResponse> change(String userId, JsonBody body) {
        if (!body.names("readReceipts") && !body.names("messageRequests")) {
            throw ProblemException.invalid("expected readReceipts or messageRequests");
        }
        return Mono.fromFuture(() -> store.read(userId)).flatMap(before -> {
            UserSettings chosen = new UserSettings(
                    body.names("readReceipts") ? body.flag("readReceipts") : before.readReceipts(),
                    body.names("messageRequests") ? body.flag("messageRequests") : before.messageRequests());
            return Mono.fromFuture(() -> store.write(userId, chosen))
                    .then(ServerResponse.ok().bodyValue(chosen));
        });
    }
}
