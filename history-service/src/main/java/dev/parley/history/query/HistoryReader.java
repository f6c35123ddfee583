package dev.parley.history.query;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.ArchiveReader.Part;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.ReadRefused;
import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.Windows;
import dev.parley.proto.v1.Event;
import java.util.Comparator;
import java.util.List;

/// Reads one page of one conversation, as far as the user was a member. Whoever never was one gets the answer of a
/// conversation that does not exist.
final class HistoryReader {

    private final ArchiveReader archive;

    HistoryReader(ArchiveReader archive) {
        this.archive = archive;
    }

    HistoryPage page(String userId, String conversationId, HistoryRequest request) {
        if (!Identifiers.isConversationId(conversationId)) {
            throw notFound();
        }
        List<String> id = List.of(conversationId);
        // First the head, then the membership: so an end of membership at or below the head is known (ArchiveReader).
        ConversationHead head = archive.heads(id).getOrDefault(conversationId, ConversationHead.NOTHING);
        Windows windows = archive.windows(userId, id).get(conversationId);
        if (windows == null) {
            throw notFound();
        }
        HistoryPlan plan = HistoryPlan.of(request, windows, head.seq());
        List<Part> ascending = plan.ranges().stream()
                .sorted(Comparator.comparingLong(SeqRange::from))
                .map(range -> new Part(conversationId, range))
                .toList();
        List<Event> items =
                archive.events(ascending).stream().flatMap(List::stream).toList();
        String next = plan.hasMore()
                ? new HistoryCursor(request.newestFirst(), plan.edge(request.newestFirst())).encode(conversationId)
                : null;
        return new HistoryPage(request.newestFirst() ? items.reversed() : items, next);
    }

    private static ReadRefused notFound() {
        return new ReadRefused(ErrorCode.NOT_FOUND, "no such conversation");
    }
}
