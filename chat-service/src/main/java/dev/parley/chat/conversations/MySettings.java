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
                .flatMap(both -> {
                    UserSettings chosen =
                            new UserSettings(JsonBody.parse(both.getT2()).flag("readReceipts"));
                    return Mono.fromFuture(() -> store.write(both.getT1().userId(), chosen))
                            .then(ServerResponse.ok().bodyValue(chosen));
                });
    }
}
