package dev.parley.client.model;

import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Refused;
import dev.parley.proto.v1.Sender;
import dev.parley.proto.v1.Welcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// One device over all its connections: what it holds, what it still has to say, what it lacks.
///
/// Guarantees, whatever the connections do: each command goes out until it is answered, per conversation in the order
/// of {@link #submit}; each seq of each conversation is delivered once and ascending, own commands included. Limit:
/// both last as long as this object; positions can be kept outside and given again.
///
/// No threads, no clock: every input carries the time (monotonic milliseconds), {@link #wakeAtMillis} says when to
/// call {@link #wake}. Not thread-safe.
public final class DeviceModel {

    private final String deviceId;
    private final ModelOutput output;
    private final Timelines timelines;
    private final Outbox outbox;
    private final SyncPlan sync;
    private final Marks marks = new Marks();
    private Sender me;
    private boolean online;
    private long wakeAtMillis = ConversationOutbox.NEVER;

    public DeviceModel(String deviceId, Map<String, Position> start, RandomGenerator random, ModelOutput output) {
        this.deviceId = deviceId;
        this.output = output;
        this.me = Sender.newBuilder().setDeviceId(deviceId).build();
        this.timelines = new Timelines(start, output);
        this.outbox = new Outbox(random);
        this.sync = new SyncPlan(timelines, random);
    }

    /// What `hello` says. With more conversations than fit a frame, the rest is left out: their heads come back
    /// and are compared here.
    public Map<String, Long> helloPositions() {
        Map<String, Long> all = timelines.positions();
        if (all.size() <= ProtocolLimits.MAX_SYNC_POSITIONS) {
            return all;
        }
        Map<String, Long> some = new LinkedHashMap<>();
        all.entrySet().stream()
                .limit(ProtocolLimits.MAX_SYNC_POSITIONS)
                .forEach(entry -> some.put(entry.getKey(), entry.getValue()));
        return some;
    }

    /// The answer to `hello`: the session begins. Un-acked commands go first, then what is lacking is asked for.
    public void welcomed(Welcome welcome, long nowMillis) {
        me = Sender.newBuilder()
                .setUserId(welcome.getUserId())
                .setDeviceId(deviceId)
                .build();
        online = true;
        outbox.newSession(welcome.getLimits().getMaxInFlight(), nowMillis);
        timelines.epochs(welcome.getEpochsMap()).forEach(marks::restarted);
        timelines.heads(welcome.getHeadsMap());
        welcome.getCountsList()
                .forEach(counts ->
                        output.notice(Frame.newBuilder().setCounts(counts).build()));
        sync.newSession(welcome);
        pump(nowMillis);
    }

    public void connectionLost(long nowMillis) {
        online = false;
        outbox.connectionLost();
        marks.connectionLost(nowMillis);
        pump(nowMillis);
    }

    /// Any frame but the answers to `hello` and `refresh` and the connection's own (`pong`, `reconnect`, `close`).
    /// Events may come before `welcome`.
    public void received(Frame frame, long nowMillis) {
        switch (frame.getBodyCase()) {
            case EVENT -> event(frame.getEvent());
            case ACK -> ack(frame.getAck());
            case REFUSED -> refused(frame.getRe(), frame.getRefused(), nowMillis);
            case PAGE -> page(frame.getRe(), frame.getPage(), nowMillis);
            case GAP -> timelines.gap(frame.getGap());
            case ERROR -> error(frame, nowMillis);
            case RECEIPT, TYPING, PRESENCE, SETTINGS, HIDDEN, COUNTS -> output.notice(frame);
            default -> {
                // A frame of a later version: clients ignore what they do not know.
            }
        }
        pump(nowMillis);
    }

    /// Puts a command behind all others of its conversation. Returns false if its `clientId` waits already.
    public boolean submit(OutgoingCommand command, long nowMillis) {
        boolean added = outbox.add(command);
        pump(nowMillis);
        return added;
    }

    /// The application has the events of this conversation up to `seq`.
    public void handled(String conversationId, long seq, long nowMillis) {
        marks.received(conversationId, seq);
        pump(nowMillis);
    }

    public void read(String conversationId, long seq, long nowMillis) {
        marks.read(conversationId, seq);
        pump(nowMillis);
    }

    public void wake(long nowMillis) {
        pump(nowMillis);
    }

    /// When {@link #wake} has something to do; {@link Long#MAX_VALUE}: not before another input.
    public long wakeAtMillis() {
        return wakeAtMillis;
    }

    public long position(String conversationId) {
        return timelines.position(conversationId);
    }

    public long epoch(String conversationId) {
        return timelines.epoch(conversationId);
    }

    public Map<String, Long> positions() {
        return timelines.positions();
    }

    /// Nothing waits for an answer and nothing known is lacking.
    public boolean isSettled() {
        return outbox.size() == 0 && !timelines.isAnyBehind();
    }

    public ModelStats stats() {
        return new ModelStats(outbox.size(), outbox.resends(), sync.requests(), timelines.repeats());
    }

    private void event(Event event) {
        if (event.getSender().equals(me)) {
            outbox.seen(event).ifPresent(command -> output.acked(command, ackOf(event)));
        }
        timelines.offer(event);
    }

    private void ack(Ack ack) {
        Optional<OutgoingCommand> answered = outbox.acked(ack);
        if (answered.isEmpty()) {
            // A repeat. Its content came, or will come, as an event; its seq is at least a head.
            timelines.heads(Map.of(ack.getConversationId(), ack.getSeq()));
            return;
        }
        // Its place in the order first: the ack is the only form in which this session gets its own event.
        timelines.offer(answered.get().toEvent(ack, me));
        output.acked(answered.get(), ack);
    }

    private void refused(String re, Refused refused, long nowMillis) {
        outbox.refused(re, refused, nowMillis).ifPresent(command -> output.refused(command, refused));
    }

    private void page(String re, Page page, long nowMillis) {
        timelines.epochs(page.getEpochsMap()).forEach(marks::restarted);
        page.getGapsList().forEach(timelines::gap);
        page.getEventsList().forEach(this::event);
        timelines.heads(page.getHeadsMap());
        sync.page(re, page, nowMillis);
    }

    private void error(Frame frame, long nowMillis) {
        String re = frame.getRe();
        if (sync.failed(re, nowMillis)) {
            return;
        }
        // An error that names a command's frame answers the command: it was malformed and never became one.
        Refused refused = Refused.newBuilder()
                .setCode(frame.getError().getCode())
                .setMessage(frame.getError().getMessage())
                .build();
        int before = outbox.size();
        refused(re, refused, nowMillis);
        if (outbox.size() == before) {
            output.notice(frame);
        }
    }

    private static Ack ackOf(Event event) {
        Ack.Builder ack = Ack.newBuilder()
                .setClientId(event.getClientId())
                .setConversationId(event.getConversationId())
                .setSeq(event.getSeq())
                .setOrdinal(event.getOrdinal())
                .setMessageId(event.getMessageId());
        if (event.hasTime()) {
            ack.setTime(event.getTime());
        }
        return ack.build();
    }

    private void pump(long nowMillis) {
        if (!online) {
            wakeAtMillis = ConversationOutbox.NEVER;
            return;
        }
        long outboxAt = outbox.pump(nowMillis, output);
        long syncAt = sync.pump(nowMillis, output);
        long marksAt = marks.pump(nowMillis, output);
        wakeAtMillis = Math.min(outboxAt, Math.min(syncAt, marksAt));
    }
}
