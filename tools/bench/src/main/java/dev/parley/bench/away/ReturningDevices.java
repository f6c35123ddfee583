package dev.parley.bench.away;

import dev.parley.bench.measure.JvmMemory;
import dev.parley.client.ClientListener;
import dev.parley.client.ParleyClient;
import dev.parley.client.ParleyClientBuilder;
import dev.parley.client.PositionStore;
import dev.parley.client.model.Position;
import dev.parley.proto.v1.Event;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// A process of its own: some devices of one user connect with old positions, and what it took until each held
/// everything is printed. Arguments: gateway, token, file of {@link Missed}, number of devices.
public final class ReturningDevices {

    private static final long WITHIN_SECONDS = 300;

    private final CountDownLatch allCurrent;
    private final List<Device> devices = new ArrayList<>();

    private ReturningDevices(int count) {
        allCurrent = new CountDownLatch(count);
    }

    public static void main(String[] arguments) throws Exception {
        Missed missed = Missed.read(Path.of(arguments[2]));
        int count = Integer.parseInt(arguments[3]);
        new ReturningDevices(count)
                .run(arguments[0], arguments[1], missed, count)
                .print();
        System.exit(0);
    }

    private Comeback run(String gateway, String token, Missed missed, int count) throws Exception {
        Map<String, Position> start = missed.spans().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, span -> new Position(span.getValue().position(), 0)));
        for (int number = 0; number < count; number++) {
            devices.add(new Device(
                    missed,
                    ParleyClient.builder()
                            .url(gateway + "/v1/connect")
                            .tokenProvider(() -> token)
                            .deviceId("away-" + number)
                            .positionStore(PositionStore.startingAt(start))));
        }
        List<MemoryPoolMXBean> heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
        System.gc();
        heap.forEach(MemoryPoolMXBean::resetPeakUsage);
        for (Device device : devices) {
            device.connect();
        }
        boolean current = allCurrent.await(WITHIN_SECONDS, TimeUnit.SECONDS);
        long peak =
                heap.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        // What came twice would come now.
        TimeUnit.MILLISECONDS.sleep(500);
        System.gc();
        long live = heap.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
        return new Comeback(
                devices.stream().mapToLong(Device::tookMillis).min().orElse(0),
                devices.stream().mapToLong(Device::tookMillis).max().orElse(0),
                devices.stream().mapToLong(Device::events).sum(),
                devices.stream()
                        .mapToLong(device -> device.client().stats().bytesReceived())
                        .sum(),
                devices.stream()
                        .mapToLong(device -> device.client().stats().model().syncs())
                        .sum(),
                devices.stream().mapToLong(Device::violations).sum() + (current ? 0 : 1),
                peak,
                live,
                JvmMemory.residentPeakBytes(ProcessHandle.current().pid()));
    }

    /// One device and what its application sees.
    private final class Device implements ClientListener {

        private final ReplayCheck check;
        private final ParleyClient client;
        private long connectedAtNanos;
        private long currentAtNanos;

        private Device(Missed missed, ParleyClientBuilder builder) {
            check = new ReplayCheck(missed);
            client = builder.listener(this).build();
        }

        private ParleyClient client() {
            return client;
        }

        private synchronized void connect() {
            connectedAtNanos = System.nanoTime();
            client.connect();
        }

        @Override
        public synchronized void onEvent(Event event) {
            boolean before = check.isCurrent();
            check.event(event.getConversationId(), event.getSeq());
            if (!before && check.isCurrent()) {
                currentAtNanos = System.nanoTime();
                allCurrent.countDown();
            }
        }

        @Override
        public synchronized void onGap(String conversationId, long from, long to) {
            check.gap();
        }

        private synchronized long tookMillis() {
            return TimeUnit.NANOSECONDS.toMillis(currentAtNanos - connectedAtNanos);
        }

        private synchronized long events() {
            return check.events();
        }

        private synchronized long violations() {
            return check.violations(client().positions());
        }
    }
}
