package dev.parley.history.query;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.ArchiveReader.Part;
import dev.parley.history.reading.AsideReader;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.Listing;
import dev.parley.history.reading.Membership;
import dev.parley.history.reading.PersonalReader;
import dev.parley.history.reading.ReadRefused;
import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.StoredEvent;
import dev.parley.history.reading.Windows;
import dev.parley.proto.v1.Event;
import java.util.Comparator;
import java.util.List;

/// Reads one page of one conversation, as far as the user was a member. Whoever never was one gets the answer of a
/// conversation that does not exist.
final class HistoryReader {

    private final ArchiveReader archive;
    private final PersonalReader personal;
    private final ListingReader listings;

    HistoryReader(ArchiveReader archive, AsideReader aside, PersonalReader personal) {
        this.archive = archive;
        this.personal = personal;
        this.listings = new ListingReader(archive, aside, personal);
    }

    HistoryPage page(String userId, String conversationId, HistoryRequest request) {
        if (!Identifiers.isConversationId(conversationId)) {
            throw notFound();
        }
        List<String> id = List.of(conversationId);
        // First the head, then the membership: so an end of membership at or below the head is known (ArchiveReader).
        ConversationHead head = archive.heads(id).getOrDefault(conversationId, ConversationHead.NOTHING);
        Membership membership = archive.memberships(userId, id).get(conversationId);
        if (membership == null) {
            throw notFound();
        }
        Windows windows = membership.windowsOfHistory(head);
        Listing listing = request.listing();
        return listing == null
                ? everything(userId, membership, request, windows, head.seq())
                : listings.page(userId, membership, listing, request, windows, head.seq());
    }

    private HistoryPage everything(
            String userId, Membership membership, HistoryRequest request, Windows windows, long head) {
        String conversationId = membership.conversationId();
        HistoryPlan plan = HistoryPlan.of(request, windows, head);
        List<Part> ascending = plan.ranges().stream()
                .sorted(Comparator.comparingLong(SeqRange::from))
                .map(range -> new Part(conversationId, range))
                .toList();
        List<StoredEvent> stored =
                archive.events(ascending).stream().flatMap(List::stream).toList();
        List<Event> items = personal.items(userId, membership, stored);
        String next = plan.hasMore() ? request.cursor(conversationId, plan.edge(request.newestFirst())) : null;
        return new HistoryPage(request.newestFirst() ? items.reversed() : items, next);
    }

    private static ReadRefused notFound() {
        return new ReadRefused(ErrorCode.NOT_FOUND, "no such conversation");
    }
}
