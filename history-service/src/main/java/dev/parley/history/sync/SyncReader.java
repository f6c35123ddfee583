package dev.parley.history.sync;

import dev.parley.contract.ProtocolLimits;
import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.ArchiveReader.Part;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.Membership;
import dev.parley.history.reading.PersonalReader;
import dev.parley.history.reading.SeqRange;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Page;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Answers a `sync`: the events above the client's positions, conversation by conversation in the order of their ids,
/// each without a hole, until the page is full. Conversations the user never was a member of are passed over in
/// silence.
final class SyncReader {

    /// Events that are read at once, from however many conversations. Bounds what a request holds in memory and
    /// what it has read in vain when the page ends by its bytes: about 2 MiB.
    private static final int WAVE_EVENTS = 64;

    private final ArchiveReader archive;
    private final PersonalReader personal;
    private final ReplayLimits limits;
    private final HeadsReader headsReader;

    SyncReader(ArchiveReader archive, PersonalReader personal, ReplayLimits limits) {
        this.archive = archive;
        this.personal = personal;
        this.limits = limits;
        this.headsReader = new HeadsReader(archive);
    }

    Page page(String userId, SyncRequest request) {
        PageBuilder page = new PageBuilder(request.limit());
        // First the heads, then the memberships: so an end of membership at or below a head is known (ArchiveReader).
        Map<String, ConversationHead> heads = archive.heads(request.positions().keySet());
        Map<String, Membership> memberships =
                archive.memberships(userId, request.positions().keySet());

        request.positions().forEach((id, position) -> {
            Membership mine = memberships.get(id);
            ConversationHead head = heads.getOrDefault(id, ConversationHead.NOTHING);
            if (mine != null && mine.windows().lastVisible(head.seq()) > 0) {
                page.head(id, mine.windows().lastVisible(head.seq()), head);
            }
            if (head.seq() < request.announced().getOrDefault(id, 0L)) {
                page.more();
            }
        });
        String headsAfter = request.headsAfter();
        if (headsAfter != null) {
            headsReader.read(userId, headsAfter, ProtocolLimits.MAX_HEADS, request.positions(), page);
        }

        Deque<SyncStep> steps = new ArrayDeque<>();
        request.positions().forEach((id, position) -> {
            Membership mine = memberships.get(id);
            if (mine != null) {
                long head = heads.getOrDefault(id, ConversationHead.NOTHING).seq();
                steps.addAll(SyncPlan.of(id, position, mine.windows(), head, limits, WAVE_EVENTS, request.limit()));
            }
        });
        while (!steps.isEmpty()) {
            if (page.room() == 0) {
                page.more();
                break;
            }
            if (!fill(page, userId, memberships, nextWave(steps, Math.min(page.room(), WAVE_EVENTS)))) {
                break;
            }
        }
        return page.build();
    }

    /// Takes steps off the front whose reads hold at most `maxEvents`; the last one is cut if it has to be.
    private static List<SyncStep> nextWave(Deque<SyncStep> steps, int maxEvents) {
        List<SyncStep> wave = new ArrayList<>();
        long left = maxEvents;
        while (left > 0 && !steps.isEmpty()) {
            SyncStep step = steps.removeFirst();
            if (step instanceof SyncStep.Read read) {
                SeqRange range = read.range();
                if (range.count() > left) {
                    long end = range.from() + left - 1;
                    steps.addFirst(new SyncStep.Read(read.conversationId(), new SeqRange(end + 1, range.to())));
                    step = new SyncStep.Read(read.conversationId(), new SeqRange(range.from(), end));
                    left = 0;
                } else {
                    left -= range.count();
                }
            }
            wave.add(step);
        }
        return wave;
    }

    private boolean fill(PageBuilder page, String userId, Map<String, Membership> memberships, List<SyncStep> wave) {
        List<Part> parts = new ArrayList<>();
        for (SyncStep step : wave) {
            if (step instanceof SyncStep.Read read) {
                parts.add(new Part(read.conversationId(), read.range()));
            }
        }
        Iterator<List<Event>> found =
                personal.events(userId, memberships, parts).iterator();
        for (SyncStep step : wave) {
            boolean fits = switch (step) {
                case SyncStep.Skip skip -> page.gap(skip.conversationId(), skip.range(), skip.inHistory());
                case SyncStep.Read read -> page.events(read.conversationId(), read.range(), found.next());
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
