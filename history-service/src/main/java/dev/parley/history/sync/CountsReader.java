package dev.parley.history.sync;

import static dev.parley.contract.ProtocolLimits.MAX_COUNTED_MENTIONS;

import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.Membership;
import dev.parley.history.reading.UnreadReader;
import dev.parley.proto.v1.Counts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts what a user has not read in some conversations: ordinal of the head minus ordinal at the read mark, and the
/// mentions above it. Two rows for each that is read to its head, five for any other; three round trips for all.
final class CountsReader {

    /// Twice as many, so that deleted ones among them rarely make the count too small.
    private static final int MENTION_ROWS = 2 * MAX_COUNTED_MENTIONS;

    private final ArchiveReader archive;
    private final UnreadReader unread;

    CountsReader(ArchiveReader archive, UnreadReader unread) {
        this.archive = archive;
        this.unread = unread;
    }

    /// Of those of the conversations that the user is in, in the order given.
    List<Counts> read(String userId, Collection<String> conversationIds) {
        Map<String, ConversationHead> heads = archive.heads(conversationIds);
        Map<String, Membership> memberships = archive.memberships(userId, heads.keySet());
        Map<String, Long> marks = unread.readMarks(userId, memberships.keySet());
        Map<String, Long> behind = new HashMap<>();
        List<String> present = new ArrayList<>();
        for (String id : conversationIds) {
            Membership membership = memberships.get(id);
            ConversationHead head = heads.get(id);
            long joinedSeq = membership == null ? 0 : membership.windows().joinedSeq();
            if (head == null || joinedSeq == 0) {
                continue;
            }
            long readSeq = Math.max(marks.getOrDefault(id, 0L), joinedSeq);
            if (readSeq > head.seq()) {
                // Which of the messages that the client will add are read already cannot be told here.
                continue;
            }
            present.add(id);
            if (readSeq < head.seq()) {
                behind.put(id, readSeq);
            }
        }
        Map<String, Long> read = unread.ordinals(behind);
        Map<String, Set<Long>> mentions = unread.mentions(userId, behind, MENTION_ROWS);
        return present.stream()
                .map(id -> {
                    long ordinal =
                            heads.getOrDefault(id, ConversationHead.NOTHING).ordinal();
                    long all = behind.containsKey(id) ? ordinal - read.getOrDefault(id, 0L) : 0;
                    int named = mentions.getOrDefault(id, Set.of()).size();
                    return Counts.newBuilder()
                            .setConversationId(id)
                            .setUnread(Math.max(0, all))
                            .setMentions(Math.min(named, MAX_COUNTED_MENTIONS))
                            .setOrdinal(ordinal)
                            .build();
                })
                .toList();
    }
}
