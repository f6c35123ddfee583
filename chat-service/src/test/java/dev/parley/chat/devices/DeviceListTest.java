package dev.parley.chat.devices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Device;
import dev.parley.proto.log.DeviceSnapshot;
import dev.parley.proto.log.SessionChange;
import dev.parley.proto.log.SessionChange.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeviceListTest {

    private final DeviceList list = new DeviceList(DeviceSnapshot.getDefaultInstance());
    private long offset;

    @Test
    void anOpening_registers_andTheNextOneOnlyUses() {
        apply(opened("phone", "s1"));
        apply(opened("phone", "s2"));

        Device phone = list.snapshot().getDevices(0);
        assertThat(phone.getRegisteredMillis()).isEqualTo(1);
        assertThat(phone.getUsedMillis()).isEqualTo(2);
        assertThat(phone.getSessionId()).isEqualTo("s2");
    }

    @Test
    void newsOfADisplacedSession_isNoUse() {
        apply(opened("phone", "s1"));
        apply(opened("phone", "s2"));
        apply(change(Kind.CLOSED, "phone", "s1"));
        assertThat(list.snapshot().getDevices(0).getUsedMillis()).isEqualTo(2);
        assertThat(list.lastSeenConnected()).containsExactly("phone");

        apply(change(Kind.CLOSED, "phone", "s2"));
        assertThat(list.snapshot().getDevices(0).getUsedMillis()).isEqualTo(4);
        assertThat(list.lastSeenConnected()).isEmpty();
    }

    @Test
    void aGivenName_stands_beforeThatOfTheNextHello_untilTheDeviceIsRevoked() {
        apply(opened("phone", "s1"));
        apply(change(Kind.RENAMED, "phone", "").toBuilder().setName("Old phone").build());
        apply(opened("phone", "s2"));
        assertThat(list.snapshot().getDevices(0).getGivenName()).isEqualTo("Old phone");

        apply(change(Kind.REVOKED, "phone", ""));
        apply(opened("phone", "s3"));
        assertThat(list.snapshot().getDevices(0).getGivenName()).isEmpty();
        assertThat(list.snapshot().getDevices(0).getRegisteredMillis()).isEqualTo(5);
    }

    @Test
    void aRevocation_saysWhichSessionIsToClose() {
        apply(opened("phone", "s1"));

        assertThat(list.apply(change(Kind.REVOKED, "phone", ""), ++offset, offset))
                .hasValueSatisfying(device -> assertThat(device.getSessionId()).isEqualTo("s1"));
        assertThat(list.apply(change(Kind.REVOKED, "phone", ""), ++offset, offset))
                .isEmpty();
        assertThat(list.snapshot().getDevicesList()).isEmpty();
    }

    @Test
    void theEleventh_makesTheLeastRecentlyUsedGiveWay_connectedOnesLast() {
        for (int i = 0; i < 11; i++) {
            apply(opened("d" + i, "s" + i));
        }

        assertThat(list.evict(Set.of("d0", "d1")))
                .extracting(Device::getDeviceId)
                .containsExactly("d2");
        assertThat(list.evict(Set.of())).isEmpty();
        apply(opened("d11", "s11"));
        assertThat(list.evict(Set.of())).extracting(Device::getDeviceId).containsExactly("d0");
    }

    @Test
    void aTopicMadeAnew_startsItsOffsetsAgain() {
        list.apply(opened("phone", "s1"), 1_000, 10);
        list.apply(opened("tablet", "s2"), 0, 20);

        assertThat(ids()).containsExactly("phone", "tablet");
    }

    @Test
    void everyWrite_beatsTheOneBefore_alsoWithinAMillisecond() {
        List<Long> timestamps = new ArrayList<>();
        for (int i = 1; i < 3_000; i++) {
            list.apply(opened("d" + i % 5, "s" + i), i, 1_000 + i / 1_500);
            timestamps.add(list.takeChanges().orElseThrow().getWriteTimestamp());
        }

        assertThat(timestamps).isSorted().doesNotHaveDuplicates();
        assertThat(list.takeChanges()).isEmpty();
    }

    /// Whatever happens to a user's devices: never more than ten, who goes has been used less recently than
    /// who stays and is as connected, who has just come stays, and a replay from any place changes nothing.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void anyHistory(long seed) {
        Random random = new Random(seed);
        List<SessionChange> history = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            Kind kind =
                    random.nextInt(10) < 6 ? Kind.OPENED : Kind.forNumber(1 + random.nextInt(Kind.values().length - 2));
            String device = "d" + random.nextInt(16);
            SessionChange change = change(kind, device, kind == Kind.OPENED ? "s" + i : "s" + random.nextInt(i + 1));
            history.add(change);
            apply(change);
            Set<String> connected = connected(random, change);
            List<Device> before = list.snapshot().getDevicesList();
            List<Device> gone = list.evict(connected);

            assertThat(list.snapshot().getDevicesCount()).isLessThanOrEqualTo(ProtocolLimits.MAX_DEVICES_PER_USER);
            assertThat(gone).hasSize(Math.max(0, before.size() - ProtocolLimits.MAX_DEVICES_PER_USER));
            for (Device out : gone) {
                assertThat(out.getDeviceId()).isNotEqualTo(device);
                assertThat(list.snapshot().getDevicesList())
                        .allSatisfy(in ->
                                assertThat(keepsBefore(in, out, connected)).isTrue());
            }
            replay(history, random.nextInt(history.size()));
        }
    }

    private static boolean keepsBefore(Device in, Device out, Set<String> connected) {
        return Comparator.comparing((Device device) -> connected.contains(device.getDeviceId()))
                        .thenComparingLong(Device::getUsedMillis)
                        .compare(out, in)
                <= 0;
    }

    private void replay(List<SessionChange> history, int from) {
        DeviceSnapshot before = list.snapshot();
        DeviceList again = new DeviceList(before);
        for (int i = from; i < history.size(); i++) {
            assertThat(again.apply(history.get(i), i + 1, i + 1)).isEmpty();
        }
        assertThat(again.evict(Set.of())).isEmpty();
        assertThat(again.takeChanges()).isEmpty();
        assertThat(again.snapshot()).isEqualTo(before);
    }

    /// Some, and the one that has just opened: its session is in the directory before the log hears of it.
    private Set<String> connected(Random random, SessionChange last) {
        Set<String> connected = new HashSet<>();
        ids().stream().filter(id -> random.nextInt(3) == 0).forEach(connected::add);
        if (last.getKind() == Kind.OPENED) {
            connected.add(last.getDeviceId());
        }
        return connected;
    }

    private List<String> ids() {
        return list.snapshot().getDevicesList().stream()
                .map(Device::getDeviceId)
                .toList();
    }

    private void apply(SessionChange change) {
        offset++;
        list.apply(change, offset, offset);
    }

    private static SessionChange opened(String device, String session) {
        return change(Kind.OPENED, device, session);
    }

    private static SessionChange change(Kind kind, String device, String session) {
        return SessionChange.newBuilder()
                .setKind(kind)
                .setUserId("alice")
                .setDeviceId(device)
                .setSessionId(session)
                .setGatewayId("gw")
                .build();
    }
}
