package dev.parley.history.sync;

import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.Membership;
import java.util.List;
import java.util.Map;

/// Lists the heads of a user's conversations, sorted by id: of an ended membership its last seq.
final class HeadsReader {

    private final ArchiveReader archive;

    HeadsReader(ArchiveReader archive) {
        this.archive = archive;
    }

    /// Puts at most `limit` heads into the page: of conversations whose id sorts after `afterId` and whose head is
    /// above the position given for it (0 if none is).
    void read(String userId, String afterId, int limit, Map<String, Long> positions, PageBuilder page) {
        String after = afterId;
        int left = limit;
        while (true) {
            // One more than wanted says whether there are more.
            List<Membership> memberships = archive.conversationsOf(userId, after, limit + 1);
            Map<String, ConversationHead> heads = archive.heads(
                    memberships.stream().map(Membership::conversationId).toList());
            for (Membership membership : memberships) {
                String id = membership.conversationId();
                ConversationHead head = heads.getOrDefault(id, ConversationHead.NOTHING);
                long seq = membership.windows().lastVisible(head.seq());
                if (seq > positions.getOrDefault(id, 0L)) {
                    if (left == 0) {
                        page.headsMore(true);
                        return;
                    }
                    page.head(id, seq, head);
                    left--;
                }
            }
            if (memberships.size() <= limit) {
                return;
            }
            after = memberships.getLast().conversationId();
        }
    }
}
