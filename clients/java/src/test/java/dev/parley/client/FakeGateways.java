package dev.parley.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Hello;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Pong;
import dev.parley.proto.v1.Send;
import dev.parley.proto.v1.Sender;
import dev.parley.proto.v1.Sync;
import dev.parley.proto.v1.Welcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// Gateways over one log, speaking the real protocol over real sockets, with faults that a test asks for. The token is
/// `{user}` or `{user}~{anything}`; everybody hears everything. The first one answers the few REST
/// calls too.
public final class FakeGateways implements AutoCloseable {

    /// What goes wrong; all counts are "each n-th", 0 is never.
    public record Faults(int cutEachCommands, int loseEachAck, int repeatEachFrame, int loseEachEvent) {
        public static final Faults NONE = new Faults(0, 0, 0, 0);
    }

    public final class Session extends WebSocketListener {
        volatile Hello hello = Hello.getDefaultInstance();
        volatile String userId = "";
        private volatile @Nullable WebSocket socket;

        @Override
        public void onOpen(WebSocket opened, Response response) {
            socket = opened;
        }

        @Override
        public void onMessage(WebSocket from, ByteString bytes) {
            try {
                frame(this, Frame.parseFrom(bytes.asByteBuffer()));
            } catch (InvalidProtocolBufferException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void onClosing(WebSocket from, int code, String reason) {
            sessions.remove(this);
            from.close(code, null);
        }

        @Override
        public void onFailure(WebSocket from, Throwable failure, @Nullable Response response) {
            sessions.remove(this);
        }

        void write(Frame.Builder frame) {
            ByteString bytes = ByteString.of(frame.build().toByteArray());
            open().send(bytes);
            if (due(faults.repeatEachFrame(), writes)) {
                open().send(bytes);
            }
        }

        void close(int code) {
            sessions.remove(this);
            open().close(code, "as the test asked");
        }

        private WebSocket open() {
            return Objects.requireNonNull(socket);
        }
    }

    final List<Session> sessions = new CopyOnWriteArrayList<>();
    final List<Hello> hellos = new CopyOnWriteArrayList<>();
    final List<String> refreshedTokens = new CopyOnWriteArrayList<>();
    final AtomicInteger pings = new AtomicInteger();
    public volatile Faults faults = Faults.NONE;
    /// What history says of an event, in place of the truth.
    public volatile UnaryOperator<Event> forgeHistory = UnaryOperator.identity();

    volatile int heartbeatMillis = 25_000;
    volatile long tokenMillis = 3_600_000;
    volatile boolean mute;
    volatile String rejectedToken = "";

    private final FakeRest rest = new FakeRest(this);
    private final List<MockWebServer> servers = new ArrayList<>();
    private final Map<String, List<Event>> log = new HashMap<>();
    private final Map<String, Event> accepted = new HashMap<>();
    private final AtomicInteger commands = new AtomicInteger();
    private final AtomicInteger acks = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();

    public FakeGateways(int count) {
        for (int i = 0; i < count; i++) {
            MockWebServer server = new MockWebServer();
            server.setDispatcher(new Upgrade());
            try {
                server.start(InetAddress.getLoopbackAddress(), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            servers.add(server);
        }
    }

    public String url(int gateway) {
        return "ws://127.0.0.1:" + servers.get(gateway).getPort() + "/v1/connect";
    }

    synchronized List<Event> log(String conversationId) {
        return List.copyOf(log.getOrDefault(conversationId, List.of()));
    }

    /// Tells everybody the heads, as a gateway does after it lost sight of the bus.
    synchronized void repair() {
        Page.Builder heads = Page.newBuilder();
        log.forEach((id, all) -> heads.putHeads(id, all.size()));
        sessions.forEach(session -> session.write(Frame.newBuilder().setPage(heads)));
    }

    void toAll(Frame.Builder frame) {
        sessions.forEach(session -> session.write(frame));
    }

    /// Base of the REST calls.
    public String edge() {
        return "http://127.0.0.1:" + servers.getFirst().getPort();
    }

    public synchronized Set<String> conversations() {
        return Set.copyOf(log.keySet());
    }

    /// Begins a conversation, or finds it.
    synchronized String begin(String conversationId, String creator, Created created) {
        if (!log.containsKey(conversationId)) {
            Event event = Event.newBuilder()
                    .setConversationId(conversationId)
                    .setSeq(1)
                    .setMessageId(1_000)
                    .setSender(Sender.newBuilder().setUserId(creator).setDeviceId("rest"))
                    .setCreated(created)
                    .build();
            log.put(conversationId, new ArrayList<>(List.of(event)));
            sessions.forEach(session -> session.write(Frame.newBuilder().setEvent(event)));
        }
        return conversationId;
    }

    @Override
    public void close() {
        servers.forEach(MockWebServer::close);
    }

    private synchronized void frame(Session session, Frame frame) {
        if (mute) {
            return;
        }
        switch (frame.getBodyCase()) {
            case HELLO -> hello(session, frame);
            case SEND -> send(session, frame);
            case SYNC -> session.write(Frame.newBuilder().setRe(frame.getId()).setPage(page(frame.getSync())));
            case PING -> {
                pings.incrementAndGet();
                session.write(Frame.newBuilder().setRe(frame.getId()).setPong(Pong.getDefaultInstance()));
            }
            case REFRESH -> {
                refreshedTokens.add(frame.getRefresh().getToken());
                session.write(Frame.newBuilder().setRe(frame.getId()).setWelcome(welcome(session)));
            }
            default -> {
                // Marks and typing are of no interest here.
            }
        }
    }

    private void hello(Session session, Frame frame) {
        session.hello = frame.getHello();
        hellos.add(frame.getHello());
        if (frame.getHello().getToken().equals(rejectedToken)) {
            session.close(4001);
            return;
        }
        session.userId = frame.getHello().getToken().split("~", -1)[0];
        sessions.add(session);
        session.write(Frame.newBuilder().setRe(frame.getId()).setWelcome(welcome(session)));
    }

    private Welcome.Builder welcome(Session session) {
        long now = System.currentTimeMillis();
        Welcome.Builder welcome = Welcome.newBuilder()
                .setSessionId("s" + hellos.size())
                .setUserId(session.userId)
                .setDeviceId(session.hello.getDeviceId())
                .setHeartbeatMillis(heartbeatMillis)
                .setServerTime(time(now))
                .setTokenExpiresAt(time(now + tokenMillis));
        log.forEach((id, all) -> {
            if (all.size() > session.hello.getPositionsOrDefault(id, 0)) {
                welcome.putHeads(id, all.size());
            }
        });
        return welcome;
    }

    private void send(Session session, Frame frame) {
        Send send = frame.getSend();
        String device = session.userId + "/" + session.hello.getDeviceId();
        Event known = accepted.get(device + "/" + send.getClientId());
        Event event = known != null ? known : append(session, send);
        accepted.put(device + "/" + send.getClientId(), event);
        if (!due(faults.loseEachAck(), acks)) {
            session.write(Frame.newBuilder()
                    .setRe(frame.getId())
                    .setAck(Ack.newBuilder()
                            .setClientId(send.getClientId())
                            .setConversationId(send.getConversationId())
                            .setSeq(event.getSeq())
                            .setMessageId(event.getMessageId())
                            .setDuplicate(known != null)));
        }
        if (known == null) {
            for (Session other : sessions) {
                if (other != session && !due(faults.loseEachEvent(), events)) {
                    other.write(Frame.newBuilder().setEvent(event));
                }
            }
        }
        if (due(faults.cutEachCommands(), commands)) {
            sessions.remove(session);
            // Ends the reader, and so the connection, in the middle: a server-side mock socket has no cancel.
            throw new IllegalStateException("cut");
        }
    }

    private Event append(Session session, Send send) {
        List<Event> all = log.computeIfAbsent(send.getConversationId(), absent -> new ArrayList<>());
        Event event = Event.newBuilder()
                .setConversationId(send.getConversationId())
                .setSeq(all.size() + 1L)
                .setMessageId(1_000L + all.size())
                .setSender(Sender.newBuilder().setUserId(session.userId).setDeviceId(session.hello.getDeviceId()))
                .setClientId(send.getClientId())
                .setMessage(Message.newBuilder().setContent(send.getContent()))
                .build();
        all.add(event);
        return event;
    }

    private Page.Builder page(Sync sync) {
        Page.Builder page = Page.newBuilder();
        sync.getPositionsMap().forEach((id, position) -> {
            List<Event> all = log.getOrDefault(id, List.of());
            page.putHeads(id, all.size());
            for (int i = position.intValue(); i < all.size(); i++) {
                if (page.getEventsCount() == 50) {
                    page.setMore(true);
                    return;
                }
                page.addEvents(all.get(i));
            }
        });
        return page;
    }

    private static boolean due(int each, AtomicInteger counter) {
        return each > 0 && counter.incrementAndGet() % each == 0;
    }

    private static Timestamp time(long millis) {
        return Timestamp.newBuilder()
                .setSeconds(millis / 1_000)
                .setNanos((int) (millis % 1_000) * 1_000_000)
                .build();
    }

    private final class Upgrade extends Dispatcher {
        @Override
        public MockResponse dispatch(RecordedRequest request) {
            if (!request.getUrl().encodedPath().equals("/v1/connect")) {
                return rest.answer(request);
            }
            return new MockResponse.Builder()
                    .webSocketUpgrade(new Session())
                    .addHeader("Sec-WebSocket-Protocol", "parley.v1.proto")
                    .build();
        }
    }
}
