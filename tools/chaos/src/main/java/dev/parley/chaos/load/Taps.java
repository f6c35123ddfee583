package dev.parley.chaos.load;

import dev.parley.bench.wire.SessionListener;
import dev.parley.bench.wire.WireClient;
import dev.parley.bench.wire.WireSession;
import dev.parley.chaos.check.Device;
import dev.parley.chaos.check.Told;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Gap;
import dev.parley.proto.v1.Sync;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One more device of everybody that records every frame as it comes. A client drops what it has and holds back what
/// is beyond a hole, and would so hide what the server should not have sent; a tap hides nothing. Now and then one
/// asks for a page from anywhere, of any group, or comes back with a new session and is told the heads.
public final class Taps implements AutoCloseable {

    private static final Duration OPEN_WITHIN = Duration.ofMinutes(1);
    private static final String DEVICE = "tap";
    private static final int THREADS = 1;
    private static final double RETURNS = 0.5;
    private static final double FOREIGN = 0.1;
    private static final int PAGE = 50;

    private final WireClient wire = new WireClient(THREADS);
    private final List<URI> gateways;
    private final Fleet fleet;
    private final SplittableRandom random;
    private final List<Tap> taps = new ArrayList<>();
    private @Nullable Pace pace;

    private Taps(Fleet fleet, List<URI> gateways, long seed) {
        this.fleet = fleet;
        this.gateways = gateways;
        this.random = new SplittableRandom(seed);
    }

    /// Returns when every tap has a session.
    public static Taps open(Fleet fleet, List<URI> gateways, long seed)
            throws InterruptedException, TimeoutException, java.util.concurrent.ExecutionException {
        Taps taps = new Taps(fleet, gateways, seed);
        try {
            List<CompletableFuture<?>> opening = new ArrayList<>();
            fleet.users().forEach(user -> taps.taps.add(taps.new Tap(user)));
            taps.taps.forEach(tap -> opening.add(tap.open()));
            CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new))
                    .get(OPEN_WITHIN.toSeconds(), TimeUnit.SECONDS);
            return taps;
        } catch (InterruptedException
                | TimeoutException
                | java.util.concurrent.ExecutionException
                | RuntimeException e) {
            taps.close();
            throw e;
        }
    }

    /// Begins to ask and to come back.
    public void stir(double timesPerSecond) {
        pace = Pace.start("chaos-taps", timesPerSecond, () -> {
            Tap tap = taps.get(random.nextInt(taps.size()));
            if (random.nextDouble() < RETURNS) {
                tap.comeBack();
            } else {
                tap.ask();
            }
        });
    }

    @Override
    public void close() {
        if (pace != null) {
            pace.close();
        }
        wire.close();
    }

    private final class Tap implements SessionListener {

        private final Device device;
        private int opened;
        private volatile @Nullable WireSession session;
        private volatile long highest;

        private Tap(String user) {
            this.device = new Device(user, DEVICE);
        }

        private CompletableFuture<Void> open() {
            URI gateway = gateways.get(Math.floorMod(device.hashCode() + opened++, gateways.size()));
            return wire.openPatiently(gateway, "127.0.0.1", fleet.tokenOf(device.userId()), DEVICE, this)
                    .thenAccept(welcomed -> session = welcomed);
        }

        private void comeBack() {
            WireSession before = session;
            if (before != null) {
                session = null;
                before.close();
                var opening = open();
                assert opening != null;
            }
        }

        private void ask() {
            WireSession now = session;
            if (now != null) {
                boolean foreign = random.nextDouble() < FOREIGN;
                String conversation = foreign
                        ? fleet.foreignTo(device, random)
                        : fleet.groupsOf(device).getFirst();
                Sync sync = Sync.newBuilder()
                        .putPositions(conversation, random.nextLong(highest + 1))
                        .setLimit(PAGE)
                        .build();
                now.send(Frame.newBuilder().setId("sync").setSync(sync).build());
            }
        }

        @Override
        public void onFrame(Frame frame, long nanos) {
            switch (frame.getBodyCase()) {
                case EVENT -> seen(frame.getEvent());
                case PAGE -> {
                    frame.getPage().getEventsList().forEach(this::seen);
                    frame.getPage().getGapsList().forEach(this::skipped);
                    heads(frame.getPage().getHeadsMap());
                }
                case WELCOME -> heads(frame.getWelcome().getHeadsMap());
                case GAP -> skipped(frame.getGap());
                default -> {
                    // Tells nothing of a conversation's events.
                }
            }
        }

        private void seen(Event event) {
            highest = Math.max(highest, event.getSeq());
            fleet.recorder().write(nanos -> new Told.Seen(device, HistoryReader.entry(event), nanos));
        }

        private void skipped(Gap gap) {
            fleet.recorder()
                    .write(nanos ->
                            new Told.Skipped(device, gap.getConversationId(), gap.getFrom(), gap.getTo(), nanos));
        }

        private void heads(Map<String, Long> heads) {
            heads.forEach((conversation, seq) ->
                    fleet.recorder().write(nanos -> new Told.HeadTold(device, conversation, seq, nanos)));
        }
    }
}
