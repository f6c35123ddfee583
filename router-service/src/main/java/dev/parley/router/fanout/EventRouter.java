package dev.parley.router.fanout;

import dev.parley.bus.HeadStore;
import dev.parley.bus.SessionDirectory;
import dev.parley.bus.SessionEntry;
import dev.parley.log.path.PathLog;
import dev.parley.log.path.Step;
import dev.parley.proto.log.LogEvent;
import dev.parley.router.delivery.BusSender;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// Step 6 of docs/message-path.md: hands every event to each gateway that holds a session of its audience, and
/// to the one its command came from.
///
/// At least once into the bus: a batch that fails is done again as a whole, and its frames go out under new
/// numbers. At most once out of it: Redis may lose a frame; the numbering lets the gateway notice. Order per
/// conversation, because one partition feeds one loop and a batch is done before the next begins.
///
/// The heads are written **before** the audience is looked up, and a gateway registers a session before it
/// reads the heads: so a session that is just opening is found by the look-up, or finds the head. A directory that
/// remembers must therefore find what was registered before the look-up began ({@link
/// dev.parley.bus.CachedSessionDirectory} does).
public final class EventRouter implements BatchWork<LogEvent> {

    private final SessionDirectory directory;
    private final HeadStore heads;
    private final BusSender sender;
    private final PathLog path;

    public EventRouter(SessionDirectory directory, HeadStore heads, BusSender sender, PathLog path) {
        this.directory = directory;
        this.heads = heads;
        this.sender = sender;
        this.path = path;
    }

    @Override
    public void run(List<LogEvent> events) {
        raiseHeads(events);
        FanoutPlan plan = FanoutPlan.of(events, lookUpAudience(events));
        Answers.of("publish", sender.send(plan.deliveriesByAddress()));
        remember(events, plan);
    }

    private void remember(List<LogEvent> events, FanoutPlan plan) {
        Map<Long, Set<String>> addresses = plan.addressesByMessage();
        for (LogEvent event : events) {
            Set<String> there = addresses.getOrDefault(event.getEvent().getMessageId(), Set.of("nobody"));
            path.step(event.getEvent(), Step.ROUTED, String.join(", ", there));
        }
    }

    private void raiseHeads(List<LogEvent> events) {
        HeadChanges changes = HeadChanges.of(events);
        List<CompletionStage<Void>> notes = changes.memberships().stream()
                .map(noted -> heads.note(noted.userIds(), noted.conversationId(), noted.change()))
                .toList();
        // Before the heads: who reads a head and finds no note of an end may tell it to the user.
        Answers.ofAll("memberships", notes);
        Answers.of("heads", heads.raise(changes.heads()));
    }

    private Map<String, List<SessionEntry>> lookUpAudience(List<LogEvent> events) {
        Set<String> audience = new HashSet<>();
        events.forEach(event -> audience.addAll(event.getAudienceList()));
        return Answers.of("look-up", directory.lookup(audience));
    }
}
