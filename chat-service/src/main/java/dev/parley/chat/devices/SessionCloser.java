package dev.parley.chat.devices;

import dev.parley.bus.GatewayBus;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.SessionEntry;
import dev.parley.contract.CloseCode;
import dev.parley.proto.log.Delivery;
import dev.parley.proto.log.Device;
import dev.parley.proto.log.Displaced;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the socket of a revoked device closed with 4503, on whichever gateway it is. The bus may lose a frame, so the
/// gateway is told twice at least, and then again and again until the session is gone from the directory; in the end
/// its entry is removed. Sessions are named, so one that was opened after the revocation is never hit.
///
/// Never blocks. What is left to say is forgotten when this instance ends.
public final class SessionCloser {

    private static final Logger LOG = LoggerFactory.getLogger(SessionCloser.class);
    private static final Duration AGAIN_AFTER = Duration.ofMillis(300);
    private static final int AT_LEAST = 2;

    /// Twelve seconds: a short outage of Redis is outlived, and so is a pause of the gateway.
    private static final int AT_MOST = 40;

    private final SessionDirectory directory;
    private final GatewayBus bus;
    private final Executor later;

    /// @param blocking where the waits end
    public SessionCloser(SessionDirectory directory, GatewayBus bus, Executor blocking) {
        this.directory = directory;
        this.bus = bus;
        this.later = CompletableFuture.delayedExecutor(AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS, blocking);
    }

    /// The session opened last.
    void close(String userId, Device device) {
        if (!device.getSessionId().isEmpty()) {
            close(new SessionEntry(
                    userId, device.getDeviceId(), device.getGatewayId(), device.getSessionId(), 0, false));
        }
    }

    void close(SessionEntry session) {
        tell(session, 1);
    }

    private void tell(SessionEntry session, int time) {
        Displaced displaced = Displaced.newBuilder()
                .setUserId(session.userId())
                .setDeviceId(session.deviceId())
                .setSessionId(session.sessionId())
                .setCloseCode(CloseCode.DEVICE_REVOKED.code())
                .build();
        bus.publishHint(
                        session.gatewayId(),
                        List.of(Delivery.newBuilder().setDisplaced(displaced).build()))
                .whenComplete((receivers, failure) -> {
                    if (failure != null) {
                        LOG.debug(
                                "revoked session not told session={} cause={}",
                                session.sessionId(),
                                failure.toString());
                    }
                    later.execute(() -> check(session, time));
                });
    }

    private void check(SessionEntry session, int time) {
        if (time < AT_LEAST) {
            tell(session, time + 1);
            return;
        }
        directory
                .lookup(List.of(session.userId()))
                .thenApply(found -> found.getOrDefault(session.userId(), List.of()).stream()
                        .anyMatch(entry -> entry.sessionId().equals(session.sessionId())))
                // Not known is not gone.
                .exceptionally(failure -> true)
                .thenAccept(there -> goOn(session, time, there));
    }

    private void goOn(SessionEntry session, int time, boolean there) {
        if (there && time < AT_MOST) {
            tell(session, time + 1);
        } else if (there) {
            LOG.warn("revoked session is still there session={} gateway={}", session.sessionId(), session.gatewayId());
            directory.remove(session).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.debug("entry not removed cause={}", failure.toString());
                }
            });
        }
    }
}
