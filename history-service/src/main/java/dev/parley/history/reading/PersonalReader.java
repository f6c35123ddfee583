package dev.parley.history.reading;

import dev.parley.history.reading.ArchiveReader.Part;
import dev.parley.proto.v1.Event;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Events as one user may read them: without what has expired by the clock given here, and without the content of what
/// the user deleted for themselves. Deleted for everybody it is in the archive already. Every way out of the archive
/// goes through here. Whether the user may see a seq at all is not asked ({@link Windows}).
///
/// Costs no further query for a user who hid nothing in a conversation, and none for messages without reactions.
public final class PersonalReader {

    private final ArchiveReader archive;
    private final AsideReader aside;
    private final InstantSource clock;

    public PersonalReader(ArchiveReader archive, AsideReader aside, InstantSource clock) {
        this.archive = archive;
        this.aside = aside;
        this.clock = clock;
    }

    /// The events of each part, ascending, in the order of the parts, without reactions: those come as
    /// events. A row that does not exist is left out.
    ///
    /// @param memberships those of the user in the conversations of the parts, by conversation
    public List<List<Event>> events(String userId, Map<String, Membership> memberships, List<Part> parts) {
        List<List<StoredEvent>> stored = archive.events(parts);
        Map<String, Set<Long>> toAsk = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String id = parts.get(i).conversationId();
            Membership membership = memberships.get(id);
            if (membership != null && membership.hides()) {
                toAsk.computeIfAbsent(id, none -> new TreeSet<>()).addAll(messages(stored.get(i)));
            }
        }
        Map<String, Set<Long>> hidden = hidden(userId, toAsk);
        Instant now = clock.instant();
        List<List<Event>> events = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Set<Long> mine = hidden.getOrDefault(parts.get(i).conversationId(), Set.of());
            events.add(stored.get(i).stream()
                    .map(row -> Disclosure.of(row.event(), mine, now))
                    .toList());
        }
        return events;
    }

    /// Events of one conversation with the reactions to them.
    public List<Event> items(String userId, Membership membership, List<StoredEvent> stored) {
        String id = membership.conversationId();
        Map<String, Set<Long>> toAsk = membership.hides() ? Map.of(id, messages(stored)) : Map.of();
        Set<Long> mine = hidden(userId, toAsk).getOrDefault(id, Set.of());
        Instant now = clock.instant();
        List<Event> items = new ArrayList<>();
        List<Long> reacted = new ArrayList<>();
        for (StoredEvent row : stored) {
            Event item = Disclosure.of(row.event(), mine, now);
            items.add(item);
            if (row.reacted() && Disclosure.isShown(item)) {
                reacted.add(item.getSeq());
            }
        }
        return reacted.isEmpty() ? items : withReactions(userId, id, items, reacted);
    }

    /// True for a message that can be read: not deleted, hidden or expired.
    public static boolean isShown(Event item) {
        return Disclosure.isShown(item);
    }

    private List<Event> withReactions(String userId, String conversationId, List<Event> items, List<Long> targets) {
        ReactionTally tally = new ReactionTally(userId, aside.reactions(conversationId, targets));
        return items.stream()
                .map(item -> Disclosure.isShown(item)
                        ? item.toBuilder()
                                .addAllReactions(tally.of(item.getSeq()))
                                .build()
                        : item)
                .toList();
    }

    private Map<String, Set<Long>> hidden(String userId, Map<String, Set<Long>> seqs) {
        boolean nothing = seqs.values().stream().allMatch(Set::isEmpty);
        return nothing ? Map.of() : aside.hidden(userId, seqs);
    }

    /// The messages that some events are or change.
    private static Set<Long> messages(List<StoredEvent> stored) {
        Set<Long> seqs = new TreeSet<>();
        for (StoredEvent row : stored) {
            long seq = Disclosure.messageOf(row.event());
            if (seq > 0) {
                seqs.add(seq);
            }
        }
        return seqs;
    }
}
