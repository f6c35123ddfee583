package dev.parley.chat.conversations;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.archive.CountUnread;
import dev.parley.chat.archive.ReadConversation;
import dev.parley.chat.archive.ReadConversationsOfUser;
import dev.parley.chat.archive.ReadEvent;
import dev.parley.chat.archive.ReadMembers;
import dev.parley.chat.archive.ReadSettings;
import dev.parley.chat.archive.ReadSettings.Settings;
import dev.parley.chat.receipts.Marks;
import dev.parley.chat.receipts.ReadReceipt;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Conversations as their members see them, from the tables that history writes: behind the log by up to two seconds.
/// Fails with the driver's exception when Cassandra cannot be reached.
public final class ConversationReader {

    /// Conversations of a list that are read at a time; each is about eight rows.
    private static final int AT_ONCE = 32;

    private final ReadConversation readConversation;
    private final ReadMembers readMembers;
    private final ReadConversationsOfUser readConversationsOfUser;
    private final ReadEvent readEvent;
    private final ReadReceipt readReceipt;
    private final CountUnread countUnread;
    private final ReadSettings readSettings;

    public ConversationReader(CqlSession session, String keyspace) {
        readConversation = new ReadConversation(session, keyspace);
        readMembers = new ReadMembers(session, keyspace);
        readConversationsOfUser = new ReadConversationsOfUser(session, keyspace);
        readEvent = new ReadEvent(session, keyspace);
        readReceipt = new ReadReceipt(session, keyspace);
        countUnread = new CountUnread(session, keyspace);
        readSettings = new ReadSettings(session, keyspace);
    }

    /// Empty for everybody but present members.
    CompletableFuture<Optional<ConversationJson>> find(String conversationId, String userId) {
        // First the head: history makes members visible before the head that covers them. So they are never older than
        // the `lastSeq` beside them, and a device that starts from both and follows from there misses no change.
        return readConversation
                .execute(conversationId)
                .thenCompose(head -> readMembers
                        .execute(conversationId)
                        .thenCompose(members -> assemble(conversationId, userId, members, head)))
                .toCompletableFuture();
    }

    private CompletableFuture<Optional<ConversationJson>> assemble(
            String conversationId, String userId, List<Member> members, Optional<ReadConversation.Head> head) {
        Optional<Member> self = members.stream()
                .filter(member -> member.getUserId().equals(userId))
                .findAny();
        if (self.isEmpty() || head.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        ReadConversation.Head row = head.get();
        return readReceipt
                .execute(conversationId, userId)
                .thenApply(stored -> stored.from(self.get().getJoinedSeq()))
                .thenCompose(marks -> own(conversationId, marks, self.get(), row))
                .thenApply(own -> Optional.of(ConversationJson.of(conversationId, row, members, own)))
                .toCompletableFuture();
    }

    private CompletableFuture<ConversationJson.Own> own(
            String conversationId, Marks marks, Member self, ReadConversation.Head head) {
        // A member's mark begins at the event that let them in.
        long readSeq = Math.max(marks.readSeq(), self.getJoinedSeq());
        return countUnread
                .execute(conversationId, self.getUserId(), readSeq, head)
                .thenCombine(
                        settings(self.getUserId(), conversationId),
                        (unread, settings) ->
                                new ConversationJson.Own(unread.messages(), unread.mentions(), marks, settings));
    }

    CompletableFuture<Settings> settings(String userId, String conversationId) {
        return readSettings.execute(userId, conversationId).toCompletableFuture();
    }

    /// The next conversations the user is in, in the order of their ids.
    CompletableFuture<PageJson<ConversationJson>> list(String userId, String after, int limit) {
        return collect(userId, after, limit, new ArrayList<>()).thenCompose(ids -> page(userId, ids, limit));
    }

    /// One id more than the limit tells whether there is another page. Ended memberships are passed over, so
    /// several reads may be needed.
    private CompletableFuture<List<String>> collect(String userId, String after, int limit, List<String> ids) {
        int wanted = limit + 1;
        return readConversationsOfUser
                .execute(userId, after, wanted)
                .toCompletableFuture()
                .thenCompose(entries -> {
                    for (ReadConversationsOfUser.Entry entry : entries) {
                        if (entry.present() && ids.size() < wanted) {
                            ids.add(entry.conversationId());
                        }
                    }
                    if (ids.size() == wanted || entries.size() < wanted) {
                        return CompletableFuture.completedFuture(ids);
                    }
                    return collect(userId, entries.getLast().conversationId(), limit, ids);
                });
    }

    private CompletableFuture<PageJson<ConversationJson>> page(String userId, List<String> ids, int limit) {
        boolean hasMore = ids.size() > limit;
        List<String> served = hasMore ? ids.subList(0, limit) : ids;
        return Flux.fromIterable(served)
                .flatMapSequential(id -> Mono.fromFuture(() -> find(id, userId)), AT_ONCE)
                .flatMapSequential(Mono::justOrEmpty)
                .collectList()
                .map(items -> new PageJson<>(items, hasMore ? Cursor.after(served.getLast()) : null, hasMore))
                .toFuture()
                .thenApply(Objects::requireNonNull);
    }

    /// The event that created the conversation, if history has it.
    CompletableFuture<Optional<Event>> created(String conversationId) {
        return readEvent
                .execute(conversationId, 1)
                .thenApply(event -> event.filter(Event::hasCreated))
                .toCompletableFuture();
    }
}
