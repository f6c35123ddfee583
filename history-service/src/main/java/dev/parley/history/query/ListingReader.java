package dev.parley.history.query;

import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.AsideReader;
import dev.parley.history.reading.Listing;
import dev.parley.history.reading.Listing.Entry;
import dev.parley.history.reading.Membership;
import dev.parley.history.reading.PersonalReader;
import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.StoredEvent;
import dev.parley.history.reading.Windows;
import dev.parley.proto.v1.Event;
import java.util.ArrayList;
import java.util.List;

/// Reads one page of a listing. The listing says which messages may belong to it, the messages themselves say whether
/// they do: so a page is filled in several rounds, and after too many of them ends early, perhaps empty, with a
/// cursor.
final class ListingReader {

    /// Bounds what one request reads: with the largest limit 1,000 messages.
    private static final int MAX_ROUNDS = 5;

    private final ArchiveReader archive;
    private final AsideReader aside;
    private final PersonalReader personal;

    ListingReader(ArchiveReader archive, AsideReader aside, PersonalReader personal) {
        this.archive = archive;
        this.aside = aside;
        this.personal = personal;
    }

    HistoryPage page(
            String userId, Membership membership, Listing listing, HistoryRequest request, Windows windows, long head) {
        List<Event> items = new ArrayList<>();
        HistoryRequest rest = request;
        for (int round = 0; round < MAX_ROUNDS && items.size() < request.limit(); round++) {
            int wanted = request.limit() - items.size();
            // One more than wanted says whether there are more.
            List<Entry> found = entries(userId, membership, listing, rest, windows, head, wanted + 1);
            List<Entry> entries = found.subList(0, Math.min(wanted, found.size()));
            items.addAll(messages(userId, membership, listing, entries, request.newestFirst()));
            if (found.size() <= wanted) {
                return new HistoryPage(items, null);
            }
            rest = new HistoryRequest(
                    listing, request.newestFirst(), entries.getLast().seq(), request.limit());
        }
        return new HistoryPage(items, request.cursor(membership.conversationId(), rest.edge()));
    }

    /// In the order asked for.
    private List<Entry> entries(
            String userId,
            Membership membership,
            Listing listing,
            HistoryRequest request,
            Windows windows,
            long head,
            int limit) {
        List<Entry> entries = new ArrayList<>();
        for (SeqRange range : HistoryPlan.visible(request, windows, head)) {
            int left = limit - entries.size();
            if (left > 0) {
                entries.addAll(aside.entries(
                        userId, membership.conversationId(), listing, range, request.newestFirst(), left));
            }
        }
        return entries;
    }

    private List<Event> messages(
            String userId, Membership membership, Listing listing, List<Entry> entries, boolean newestFirst) {
        List<Long> seqs =
                entries.stream().filter(Entry::live).map(Entry::seq).sorted().toList();
        if (seqs.isEmpty()) {
            return List.of();
        }
        List<StoredEvent> stored = archive.events(membership.conversationId(), seqs);
        List<Event> items = personal.items(userId, membership, stored).stream()
                .filter(item -> belongs(item, listing, userId))
                .toList();
        return newestFirst ? items.reversed() : items;
    }

    /// A thread shows where a message was; a list of pins or mentions only what can be read.
    private static boolean belongs(Event item, Listing listing, String userId) {
        return switch (listing) {
            case Listing.Replies replies -> true;
            case Listing.Pinned pinned -> PersonalReader.isShown(item);
            // One's own `@all` is no news.
            case Listing.Mentions mentions ->
                PersonalReader.isShown(item) && !item.getSender().getUserId().equals(userId);
        };
    }
}
