package dev.parley.client.model;

import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sync;
import dev.parley.proto.v1.Welcome;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Asks until nothing is lacking: one page in flight, at once when a hole or a newer head is seen, later and later (up
/// to {@link #MAX_PAUSE_MILLIS}) while history is behind or cannot answer. A page without an answer for {@link
/// #ANSWER_TIMEOUT_MILLIS} is asked for again: that is the watchdog of a hole. The next page is asked for when the
/// application has taken the one before, so a device that was away long holds two pages at most.
final class SyncPlan {

    static final long ANSWER_TIMEOUT_MILLIS = 3_000;
    static final long MIN_PAUSE_MILLIS = 100;
    static final long MAX_PAUSE_MILLIS = 2_000;

    private static final int PAGE_EVENTS = ProtocolLimits.MAX_PAGE_EVENTS;

    private final Timelines timelines;
    private final RandomGenerator random;
    private @Nullable String inFlight;
    private @Nullable String headsAfter;
    private boolean headsAsked;
    private Set<String> asked = Set.of();
    private long releasedWhenAsked;
    private long sentAtMillis;
    private long notBeforeMillis;
    private int fruitless;
    private long number;

    SyncPlan(Timelines timelines, RandomGenerator random) {
        this.timelines = timelines;
        this.random = random;
    }

    void newSession(Welcome welcome) {
        inFlight = null;
        fruitless = 0;
        notBeforeMillis = 0;
        headsAfter = null;
        if (welcome.getHeadsMore()) {
            // A short list that says "more" means that history could not be asked: its last id is no cursor.
            boolean full = welcome.getHeadsCount() >= ProtocolLimits.MAX_HEADS;
            headsAfter = full ? Collections.max(welcome.getHeadsMap().keySet()) : "";
        }
    }

    long requests() {
        return number;
    }

    /// To be called after the page's events, gaps and heads are taken in.
    void page(String re, Page page, long nowMillis) {
        if (inFlight == null || !inFlight.equals(re)) {
            return;
        }
        inFlight = null;
        boolean fruitful = timelines.released() > releasedWhenAsked;
        if (headsAsked) {
            fruitful |= turnHeads(page);
        }
        timelines.rotate(asked);
        pause(fruitful, nowMillis);
    }

    /// Returns true if the error answers the page that was asked for.
    boolean failed(String re, long nowMillis) {
        if (inFlight == null || !inFlight.equals(re)) {
            return false;
        }
        inFlight = null;
        pause(false, nowMillis);
        return true;
    }

    long pump(long nowMillis, ModelOutput output) {
        if (inFlight != null) {
            long due = sentAtMillis + ANSWER_TIMEOUT_MILLIS;
            if (nowMillis < due) {
                return due;
            }
            inFlight = null;
        }
        if (headsAfter == null && !timelines.isAnyBehind()) {
            return ConversationOutbox.NEVER;
        }
        if (nowMillis < notBeforeMillis) {
            return notBeforeMillis;
        }
        if (!output.takesPage()) {
            return ConversationOutbox.NEVER;
        }
        ask(nowMillis, output);
        return sentAtMillis + ANSWER_TIMEOUT_MILLIS;
    }

    private void ask(long nowMillis, ModelOutput output) {
        Sync.Builder sync = Sync.newBuilder().setLimit(PAGE_EVENTS);
        // Heads first: they are few pages and say what else is lacking. While they fail, positions get every other
        // turn.
        headsAsked = headsAfter != null && (!timelines.isAnyBehind() || number % 2 == 0);
        if (headsAsked && headsAfter != null) {
            sync.setHeadsAfter(headsAfter);
            asked = Set.of();
        } else {
            Map<String, Long> positions = timelines.positionsBehind(ProtocolLimits.MAX_SYNC_POSITIONS, PAGE_EVENTS);
            sync.putAllPositions(positions);
            asked = Set.copyOf(positions.keySet());
        }
        inFlight = "s" + ++number;
        sentAtMillis = nowMillis;
        releasedWhenAsked = timelines.released();
        output.transmit(Frame.newBuilder().setId(inFlight).setSync(sync).build());
    }

    private boolean turnHeads(Page page) {
        if (!page.getHeadsMore()) {
            headsAfter = null;
            return true;
        }
        if (page.getHeadsCount() == 0) {
            return false;
        }
        headsAfter = Collections.max(page.getHeadsMap().keySet());
        return true;
    }

    private void pause(boolean fruitful, long nowMillis) {
        if (fruitful) {
            fruitless = 0;
            notBeforeMillis = 0;
            return;
        }
        long pause = Math.min(MAX_PAUSE_MILLIS, MIN_PAUSE_MILLIS << Math.min(fruitless, 10));
        fruitless++;
        notBeforeMillis = nowMillis + pause / 2 + random.nextLong(pause / 2 + 1);
    }
}
