package dev.parley.chat.devices;

import dev.parley.bus.SessionDirectory;
import dev.parley.bus.SessionEntry;
import dev.parley.chat.conversations.Caller;
import dev.parley.chat.conversations.JsonBody;
import dev.parley.chat.conversations.ProblemException;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Device;
import dev.parley.proto.log.DeviceSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `/v1/devices`. Reads the list as the log had it a moment ago; changes go through the log and show within two
/// seconds. The device `rest` and any other that only a REST call names is not registered, and not on the list.
public final class ManageDevices {

    private static final Logger LOG = LoggerFactory.getLogger(ManageDevices.class);

    private final ReadDevices read;
    private final DeviceLog log;
    private final SessionDirectory directory;
    private final SessionCloser closer;
    private final Clock clock;

    public ManageDevices(
            ReadDevices read, DeviceLog log, SessionDirectory directory, SessionCloser closer, Clock clock) {
        this.read = read;
        this.log = log;
        this.directory = directory;
        this.closer = closer;
        this.clock = clock;
    }

    /// The most recently used first.
    public Mono<ServerResponse> list(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> Mono.fromFuture(() -> read.execute(caller.userId())
                        .thenCombine(live(caller.userId()), (snapshot, live) -> page(caller, snapshot, live))))
                .flatMap(page -> ServerResponse.ok().bodyValue(page));
    }

    public Mono<ServerResponse> rename(ServerRequest request) {
        return Caller.of(request)
                .zipWith(request.bodyToMono(byte[].class).defaultIfEmpty(new byte[0]))
                .flatMap(both -> {
                    String name = JsonBody.parse(both.getT2()).text("name");
                    if (name.isBlank()
                            || name.getBytes(StandardCharsets.UTF_8).length > ProtocolLimits.MAX_DEVICE_NAME_BYTES) {
                        throw ProblemException.invalid("name: expected 1-" + ProtocolLimits.MAX_DEVICE_NAME_BYTES
                                + " bytes, not only white space");
                    }
                    Caller caller = both.getT1();
                    return device(request, caller)
                            .flatMap(device -> Mono.fromFuture(
                                            () -> log.renamed(caller.userId(), device.getDeviceId(), name))
                                    .onErrorMap(ManageDevices::unavailable)
                                    .then(ServerResponse.ok()
                                            .bodyValue(DeviceJson.of(
                                                    device.toBuilder()
                                                            .setGivenName(name)
                                                            .build(),
                                                    caller.deviceId()))));
                });
    }

    /// The sessions that are there before the revocation are closed; one that is opened after it registers
    /// the device again and stays.
    public Mono<ServerResponse> revoke(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> device(request, caller)
                        .flatMap(device -> Mono.fromFuture(() -> live(caller.userId()))
                                .flatMap(live -> Mono.fromFuture(
                                                () -> log.revoked(caller.userId(), device.getDeviceId()))
                                        .onErrorMap(ManageDevices::unavailable)
                                        .then(Mono.fromRunnable(() -> close(caller.userId(), device, live)))))
                        .then(ServerResponse.noContent().build()));
    }

    private void close(String userId, Device device, List<SessionEntry> live) {
        Set<String> named = new HashSet<>();
        for (SessionEntry session : live) {
            if (session.deviceId().equals(device.getDeviceId()) && named.add(session.sessionId())) {
                closer.close(session);
            }
        }
        if (!named.contains(device.getSessionId())) {
            closer.close(userId, device);
        }
    }

    private Mono<Device> device(ServerRequest request, Caller caller) {
        String deviceId = request.pathVariable("id");
        return Mono.fromFuture(() -> read.execute(caller.userId()))
                .map(snapshot -> snapshot.getDevicesList().stream()
                        .filter(device -> device.getDeviceId().equals(deviceId))
                        .findAny()
                        .orElseThrow(() -> new ProblemException(ErrorCode.NOT_FOUND, "No such device.")));
    }

    /// None if the directory cannot be asked.
    private CompletableFuture<List<SessionEntry>> live(String userId) {
        return directory
                .lookup(List.of(userId))
                .thenApply(found -> found.getOrDefault(userId, List.of()))
                .exceptionally(failure -> List.of())
                .toCompletableFuture();
    }

    /// A device that is connected and not in the background is in use now, whenever that began.
    private DeviceJson.Page page(Caller caller, DeviceSnapshot snapshot, List<SessionEntry> live) {
        Set<String> inUse = live.stream()
                .filter(session -> !session.background())
                .map(SessionEntry::deviceId)
                .collect(Collectors.toSet());
        long now = clock.millis();
        List<DeviceJson> items = snapshot.getDevicesList().stream()
                .map(device -> inUse.contains(device.getDeviceId())
                        ? device.toBuilder().setUsedMillis(now).build()
                        : device)
                .sorted(Comparator.comparingLong(Device::getUsedMillis)
                        .reversed()
                        .thenComparing(Device::getDeviceId))
                .map(device -> DeviceJson.of(device, caller.deviceId()))
                .toList();
        return new DeviceJson.Page(items, false);
    }

    private static ProblemException unavailable(Throwable failure) {
        LOG.warn("devices not written cause={}", failure.toString());
        return new ProblemException(ErrorCode.UNAVAILABLE, "No answer in time. Repeat the request.");
    }
}
