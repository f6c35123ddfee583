package dev.parley.history.sync;

import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.Membership;
import dev.parley.history.reading.Windows;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Lists the heads of a user's conversations, sorted by id: of an ended membership its last seq.
final class HeadsReader {

    private final ArchiveReader archive;

    HeadsReader(ArchiveReader archive) {
        this.archive = archive;
    }

    /// Puts at most `limit` heads into the page: of conversations whose id sorts after `afterId` and whose head is
    /// above the position given for it (0 if none is). Returns those of them whose membership has ended, each with
    /// its last seq.
    Map<String, Long> read(String userId, String afterId, int limit, Map<String, Long> positions, PageBuilder page) {
        Map<String, Long> ended = new TreeMap<>();
        String after = afterId;
        int left = limit;
        while (true) {
            // One more than wanted says whether there are more.
            List<String> ids = archive.conversationsOf(userId, after, limit + 1);
            // First the heads, then the memberships: so an end of membership at or below a head is known
            // (ArchiveReader).
            Map<String, ConversationHead> heads = archive.heads(ids);
            Map<String, Membership> memberships = archive.memberships(userId, ids);
            for (String id : ids) {
                ConversationHead head = heads.getOrDefault(id, ConversationHead.NOTHING);
                Membership membership = memberships.get(id);
                Windows mine = membership == null ? Windows.NONE : membership.windows();
                long seq = mine.lastVisible(head.seq());
                if (seq > positions.getOrDefault(id, 0L)) {
                    if (left == 0) {
                        page.headsMore(true);
                        return ended;
                    }
                    page.head(id, seq, head);
                    if (mine.haveEnded()) {
                        ended.put(id, seq);
                    }
                    left--;
                }
            }
            if (ids.size() <= limit) {
                return ended;
            }
            after = ids.getLast();
        }
    }
}
