package dev.parley.gateway.inbound;

import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Hello;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What can be said about a hello without knowing whose it is.
public final class HelloChecks {

    private HelloChecks() {}

    /// @return what is wrong with it
    public static Optional<String> flaw(Hello hello) {
        if (!Identifiers.isDeviceId(hello.getDeviceId())) {
            return Optional.of("deviceId: 1-64 of A-Z a-z 0-9 . _ - are needed");
        }
        if (!Requests.arePositions(hello.getPositionsMap())) {
            return Optional.of("positions: conversation ids with numbers >= 0 are needed");
        }
        if (bytes(hello.getName()) > ProtocolLimits.MAX_DEVICE_NAME_BYTES) {
            return Optional.of("name: at most " + ProtocolLimits.MAX_DEVICE_NAME_BYTES + " bytes");
        }
        if (bytes(hello.getPlatform()) > ProtocolLimits.MAX_PLATFORM_BYTES) {
            return Optional.of("platform: at most " + ProtocolLimits.MAX_PLATFORM_BYTES + " bytes");
        }
        return Optional.empty();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
