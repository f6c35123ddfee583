package dev.parley.client.model;

import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Error;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Refused;
import dev.parley.proto.v1.Send;
import dev.parley.proto.v1.Sender;
import dev.parley.proto.v1.Sync;
import dev.parley.proto.v1.Welcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A server that numbers, remembers and forgets nothing, behind a network that drops, repeats, swaps and cuts. Time
/// moves in steps.
final class FaultyNetwork {

    static final long STEP_MILLIS = 20;

    /// A conversation that was told "later": until the time has come and the first refused command is back.
    private record Blocked(long untilMillis, String clientId) {}

    /// One device and what is on its way to and from it.
    final class Device {
        final String userId;
        final RecordedOutput output = new RecordedOutput();
        final DeviceModel model;
        final List<Frame> down = new ArrayList<>();
        private final Map<String, Blocked> blocked = new HashMap<>();
        private boolean online;

        Device(String userId, String deviceId) {
            this.userId = userId;
            this.model = new DeviceModel(deviceId, Map.of(), random.split(), output);
        }

        private void connect() {
            online = true;
            output.takeFrames();
            down.clear();
            blocked.clear();
            Map<String, Long> hello = model.helloPositions();
            Welcome.Builder welcome = Welcome.newBuilder().setUserId(userId);
            log.forEach((id, events) -> {
                if (events.size() > hello.getOrDefault(id, 0L)) {
                    welcome.putHeads(id, events.size());
                }
            });
            model.welcomed(welcome.build(), now);
        }

        private void cut() {
            online = false;
            List<Frame> up = output.takeFrames();
            // Some of what was written had reached the server: the client cannot know.
            int reached = random.nextInt(up.size() + 1);
            up.subList(0, reached).forEach(frame -> serve(this, frame));
            down.clear();
            model.connectionLost(now);
        }
    }

    final Map<String, List<Event>> log = new LinkedHashMap<>();
    private final Map<String, Event> accepted = new HashMap<>();
    private final List<Device> devices = new ArrayList<>();
    private final SplittableRandom random;
    private boolean faulty = true;
    private long now = 1;

    FaultyNetwork(long seed) {
        random = new SplittableRandom(seed);
    }

    Device device(String userId, String deviceId) {
        Device device = new Device(userId, deviceId);
        devices.add(device);
        return device;
    }

    long now() {
        return now;
    }

    /// From now on everything arrives, and lost tails are told as a gateway does it.
    void heal() {
        faulty = false;
        for (Device device : devices) {
            if (!device.online) {
                device.connect();
            }
            Page.Builder heads = Page.newBuilder();
            log.forEach((id, events) -> heads.putHeads(id, events.size()));
            device.down.add(Frame.newBuilder().setPage(heads).build());
        }
    }

    void step() {
        now += STEP_MILLIS;
        for (Device device : devices) {
            if (!device.online) {
                if (!faulty || chance(30)) {
                    device.connect();
                }
                continue;
            }
            if (chance(2)) {
                device.cut();
                continue;
            }
            if (device.model.wakeAtMillis() <= now) {
                device.model.wake(now);
            }
            device.output.takeFrames().forEach(frame -> serve(device, frame));
            receive(device);
        }
    }

    boolean isQuiet() {
        return devices.stream().allMatch(device -> device.model.isSettled() && device.down.isEmpty());
    }

    private void receive(Device device) {
        int count = faulty ? random.nextInt(device.down.size() + 1) : device.down.size();
        if (device.down.size() > 1 && !device.down.getFirst().hasRefused() && chance(5)) {
            device.down.add(device.down.removeFirst());
        }
        List<Frame> arriving = List.copyOf(device.down.subList(0, count));
        device.down.subList(0, count).clear();
        for (Frame frame : arriving) {
            device.model.received(frame, now);
            if (chance(5)) {
                device.model.received(frame, now);
            }
        }
    }

    private void serve(Device device, Frame frame) {
        switch (frame.getBodyCase()) {
            case SEND -> send(device, frame);
            case SYNC -> sync(device, frame);
            default -> {
                // Marks are of no interest here.
            }
        }
    }

    private void send(Device device, Frame frame) {
        Send send = frame.getSend();
        String key = device.userId + " " + send.getClientId();
        Event known = accepted.get(key);
        if (known != null) {
            answer(device, ack(frame, known).toBuilder());
            return;
        }
        Blocked blocked = device.blocked.get(send.getConversationId());
        boolean back = blocked != null
                && now >= blocked.untilMillis()
                && blocked.clientId().equals(send.getClientId());
        if (back) {
            device.blocked.remove(send.getConversationId());
        } else if (blocked != null || chance(3)) {
            Blocked until = blocked != null ? blocked : new Blocked(now + 60, send.getClientId());
            device.blocked.put(send.getConversationId(), until);
            // Never lost: the connection that carried the command carries its refusal.
            device.down.add(Frame.newBuilder()
                    .setRe(frame.getId())
                    .setRefused(Refused.newBuilder()
                            .setClientId(send.getClientId())
                            .setCode("UNAVAILABLE")
                            .setRetryAfterMillis((int) Math.max(1, until.untilMillis() - now)))
                    .build());
            return;
        }
        List<Event> events = log.computeIfAbsent(send.getConversationId(), absent -> new ArrayList<>());
        Event event = Event.newBuilder()
                .setConversationId(send.getConversationId())
                .setSeq(events.size() + 1L)
                .setSender(Sender.newBuilder().setUserId(device.userId).setDeviceId(deviceId(device)))
                .setClientId(send.getClientId())
                .setMessage(Message.newBuilder().setContent(send.getContent()))
                .build();
        events.add(event);
        accepted.put(key, event);
        for (Device other : devices) {
            answer(
                    other,
                    other == device
                            ? ack(frame, event).toBuilder()
                            : Frame.newBuilder().setEvent(event));
        }
    }

    private void sync(Device device, Frame frame) {
        if (chance(10)) {
            answer(
                    device,
                    Frame.newBuilder()
                            .setRe(frame.getId())
                            .setError(Error.newBuilder().setCode("UNAVAILABLE")));
            return;
        }
        Sync sync = frame.getSync();
        Page.Builder page = Page.newBuilder();
        int limit = 1 + random.nextInt(20);
        sync.getPositionsMap().forEach((id, position) -> {
            List<Event> events = log.getOrDefault(id, List.of());
            page.putHeads(id, events.size());
            // History may be behind the head.
            int readable = faulty ? random.nextInt(events.size() + 1) : events.size();
            for (int i = position.intValue(); i < readable; i++) {
                if (page.getEventsCount() >= limit) {
                    page.setMore(true);
                    return;
                }
                page.addEvents(events.get(i));
            }
        });
        answer(device, Frame.newBuilder().setRe(frame.getId()).setPage(page));
    }

    private void answer(Device device, Frame.Builder frame) {
        if (device.online && !chance(5)) {
            device.down.add(frame.build());
        }
    }

    private static Frame ack(Frame request, Event event) {
        return Frame.newBuilder()
                .setRe(request.getId())
                .setAck(Ack.newBuilder()
                        .setClientId(event.getClientId())
                        .setConversationId(event.getConversationId())
                        .setSeq(event.getSeq()))
                .build();
    }

    private static String deviceId(Device device) {
        return device.userId + "-device";
    }

    private boolean chance(int percent) {
        return faulty && random.nextInt(100) < percent;
    }
}
