package dev.parley.chat.conversations;

import dev.parley.contract.Identifiers;
import org.springframework.web.reactive.function.server.ServerRequest;
import reactor.core.publisher.Mono;

/// Who calls: the token's subject, and the device that header `Parley-Device` names.
public record Caller(String userId, String deviceId) {

    private static final String DEVICE_HEADER = "Parley-Device";
    private static final String DEFAULT_DEVICE = "rest";

    public static Mono<Caller> of(ServerRequest request) {
        String device = request.headers().firstHeader(DEVICE_HEADER);
        String deviceId = device == null ? DEFAULT_DEVICE : device;
        if (!Identifiers.isDeviceId(deviceId)) {
            return Mono.error(ProblemException.invalid(DEVICE_HEADER + ": expected 1-64 of [A-Za-z0-9._-]"));
        }
        return request.principal()
                .map(principal -> new Caller(principal.getName(), deviceId))
                .filter(caller -> Identifiers.isUserId(caller.userId))
                .switchIfEmpty(Mono.error(() -> ProblemException.invalid("The token's sub is no user id.")));
    }
}
