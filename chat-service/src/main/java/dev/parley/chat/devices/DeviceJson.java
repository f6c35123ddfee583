package dev.parley.chat.devices;

import dev.parley.proto.log.Device;
import java.time.Instant;
import java.util.List;

/// A device in a response.
///
/// @param current whether the call came from it, as `Parley-Device` says
record DeviceJson(
        String deviceId, String name, String platform, String registeredAt, String lastUsedAt, boolean current) {

    /// A list; it has no second page.
    record Page(List<DeviceJson> items, boolean hasMore) {}

    static DeviceJson of(Device device, String callingDevice) {
        return new DeviceJson(
                device.getDeviceId(),
                device.getGivenName().isEmpty() ? device.getName() : device.getGivenName(),
                device.getPlatform(),
                Instant.ofEpochMilli(device.getRegisteredMillis()).toString(),
                Instant.ofEpochMilli(device.getUsedMillis()).toString(),
                device.getDeviceId().equals(callingDevice));
    }
}
