package dev.parley.chat.devices;

import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Device;
import dev.parley.proto.log.DeviceSnapshot;
import dev.parley.proto.log.SessionChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The devices of one user: a fold of that user's records in `parley.presence`. A record applied before is
/// passed over, so a replay changes nothing; a device that was revoked or had to make room is back with its
/// next opening and not with a repeated old one. Pure; one thread.
final class DeviceList {

    private static final long MICROS_PER_MILLI = 1_000;

    private final Map<String, Device> devices = new LinkedHashMap<>();
    private long offset;
    private long appendMillis;
    private long writeTimestamp;
    private boolean changed;

    DeviceList(DeviceSnapshot snapshot) {
        snapshot.getDevicesList().forEach(device -> devices.put(device.getDeviceId(), device));
        offset = snapshot.getOffset();
        appendMillis = snapshot.getAppendMillis();
        writeTimestamp = snapshot.getWriteTimestamp();
    }

    /// @return the device that this took off the list
    Optional<Device> apply(SessionChange change, long recordOffset, long recordMillis) {
        // Both, because offsets begin anew with a topic and the clocks of two brokers may disagree.
        if (recordOffset <= offset && recordMillis <= appendMillis) {
            return Optional.empty();
        }
        offset = recordOffset;
        appendMillis = recordMillis;
        changed = true;
        return switch (change.getKind()) {
            case OPENED -> {
                opened(change);
                yield Optional.empty();
            }
            case CLOSED, BACKGROUND, FOREGROUND -> {
                used(change);
                yield Optional.empty();
            }
            case RENAMED -> {
                devices.computeIfPresent(
                        change.getDeviceId(),
                        (id, device) -> device.toBuilder()
                                .setGivenName(change.getName())
                                .build());
                yield Optional.empty();
            }
            case REVOKED -> Optional.ofNullable(devices.remove(change.getDeviceId()));
            case KIND_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    boolean isOverfull() {
        return devices.size() > ProtocolLimits.MAX_DEVICES_PER_USER;
    }

    /// Takes off what is too much: the least recently used, those that are connected last. Which they are
    /// stands in the next snapshot, so it is never decided twice.
    ///
    /// @param connected devices with a socket: in use now, whenever that was opened
    List<Device> evict(Set<String> connected) {
        List<Device> out = new ArrayList<>(0);
        if (isOverfull()) {
            List<Device> byUse = new ArrayList<>(devices.values());
            byUse.sort(Comparator.comparing((Device device) -> connected.contains(device.getDeviceId()))
                    .thenComparingLong(Device::getUsedMillis)
                    .thenComparing(Device::getDeviceId));
            out.addAll(byUse.subList(0, byUse.size() - ProtocolLimits.MAX_DEVICES_PER_USER));
            out.forEach(device -> devices.remove(device.getDeviceId()));
            changed = true;
        }
        return out;
    }

    /// Devices that look connected, if the directory cannot be asked.
    Set<String> lastSeenConnected() {
        return devices.values().stream()
                .filter(device -> !device.getSessionId().isEmpty())
                .map(Device::getDeviceId)
                .collect(Collectors.toSet());
    }

    /// What is to be written since the last call, if anything is.
    Optional<DeviceSnapshot> takeChanges() {
        if (!changed) {
            return Optional.empty();
        }
        changed = false;
        // The offset parts records of one millisecond; the row before must lose in any case.
        writeTimestamp = Math.max(writeTimestamp + 1, appendMillis * MICROS_PER_MILLI + offset % MICROS_PER_MILLI);
        return Optional.of(snapshot());
    }

    DeviceSnapshot snapshot() {
        return DeviceSnapshot.newBuilder()
                .addAllDevices(devices.values())
                .setOffset(offset)
                .setAppendMillis(appendMillis)
                .setWriteTimestamp(writeTimestamp)
                .build();
    }

    private void opened(SessionChange change) {
        Device known = devices.get(change.getDeviceId());
        Device.Builder device = known == null
                ? Device.newBuilder().setDeviceId(change.getDeviceId()).setRegisteredMillis(appendMillis)
                : known.toBuilder();
        devices.put(
                change.getDeviceId(),
                device.setPlatform(change.getPlatform())
                        .setName(change.getName())
                        .setUsedMillis(appendMillis)
                        .setGatewayId(change.getGatewayId())
                        .setSessionId(change.getSessionId())
                        .build());
    }

    /// News of a session that a newer one has displaced is no use of the device.
    private void used(SessionChange change) {
        Device device = devices.get(change.getDeviceId());
        if (device == null || !device.getSessionId().equals(change.getSessionId())) {
            return;
        }
        Device.Builder used = device.toBuilder().setUsedMillis(appendMillis);
        if (change.getKind() == SessionChange.Kind.CLOSED) {
            used.clearSessionId();
        }
        devices.put(change.getDeviceId(), used.build());
    }
}
