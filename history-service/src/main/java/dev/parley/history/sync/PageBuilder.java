package dev.parley.history.sync;

import dev.parley.contract.ProtocolLimits;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.SeqRange;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Gap;
import dev.parley.proto.v1.Page;
import java.util.List;

/// Fills a page up to its limits: a number of events, and {@link ProtocolLimits#MAX_PAGE_BYTES} in either encoding. A
/// single event always passes. Once something did not fit, nothing more goes in, so each conversation's events stay
/// without a hole.
final class PageBuilder {

    private final Page.Builder page = Page.newBuilder();
    private final int limit;
    private int bytes = EncodedSize.EMPTY_PAGE;
    private boolean full;

    PageBuilder(int limit) {
        this.limit = limit;
    }

    void head(String conversationId, long seq, ConversationHead head) {
        if (page.containsHeads(conversationId)) {
            return;
        }
        page.putHeads(conversationId, seq);
        bytes += EncodedSize.ofEntry(conversationId);
        if (head.epoch() != 0) {
            page.putEpochs(conversationId, head.epoch());
            bytes += EncodedSize.ofEntry(conversationId);
        }
    }

    void headsMore(boolean more) {
        page.setHeadsMore(more);
    }

    /// Adds the events found of `range`; what is missing in it was lost before it got here and is told as a gap,
    /// or a client would ask for it for ever. False: the page is full and the rest is for the next one.
    boolean events(String conversationId, SeqRange range, List<Event> found) {
        long next = range.from();
        for (Event event : found) {
            if (event.getSeq() > next && !gap(conversationId, new SeqRange(next, event.getSeq() - 1), false)) {
                return false;
            }
            if (!event(event)) {
                return false;
            }
            next = event.getSeq() + 1;
        }
        return next > range.to() || gap(conversationId, new SeqRange(next, range.to()), false);
    }

    /// False: the page is full.
    ///
    /// @param inHistory the user may read these seqs there; they are only not replayed
    boolean gap(String conversationId, SeqRange range, boolean inHistory) {
        if (isFull()) {
            return close();
        }
        page.addGaps(Gap.newBuilder()
                .setConversationId(conversationId)
                .setFrom(range.from())
                .setTo(range.to())
                .setInHistory(inHistory));
        bytes += EncodedSize.ofGap(conversationId);
        return true;
    }

    /// Events that still fit by number.
    int room() {
        return isFull() ? 0 : limit - page.getEventsCount();
    }

    /// Says that the client should ask again.
    void more() {
        page.setMore(true);
    }

    Page build() {
        return page.build();
    }

    private boolean event(Event event) {
        int size = EncodedSize.of(event);
        boolean first = page.getEventsCount() == 0;
        if (isFull() || (!first && bytes + size > ProtocolLimits.MAX_PAGE_BYTES)) {
            return close();
        }
        page.addEvents(event);
        bytes += size;
        return true;
    }

    private boolean isFull() {
        return full
                || page.getEventsCount() >= limit
                || (page.getEventsCount() > 0 && bytes >= ProtocolLimits.MAX_PAGE_BYTES);
    }

    private boolean close() {
        full = true;
        page.setMore(true);
        return false;
    }
}
