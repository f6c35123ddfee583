package dev.parley.chat.receipts;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.archive.CountUnread;
import dev.parley.chat.archive.ReadConversation;
import dev.parley.proto.log.CountsOfUser;
import dev.parley.proto.log.CountsSignal;
import dev.parley.proto.log.Signal;
import dev.parley.proto.v1.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the devices of a user what is left unread where that user has read. At most once: what history does not reach
/// in {@link #PATIENCE}, and what cannot be read now, is not told, for the next mark tells it anew. As many as marks
/// that move, so as many as their turns allow, however many messages there are: a new message is told nobody's counts.
/// One row for who has read to the head, four for others. One thread.
final class OwnCounts {

    private static final Logger LOG = LoggerFactory.getLogger(OwnCounts.class);

    /// History follows the log within two seconds.
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /// In one round; the others wait for the next one.
    private static final int AT_ONCE = 500;

    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(3);

    private record Asked(long readSeq, long sinceNanos) {}

    private record Ready(PendingMarks.Who who, long ordinal, CompletableFuture<CountUnread.Unread> unread) {}

    private final ReadConversation conversations;
    private final CountUnread countUnread;
    private final Map<PendingMarks.Who, Asked> asked = new LinkedHashMap<>();

    OwnCounts(CqlSession session, String keyspace) {
        conversations = new ReadConversation(session, keyspace);
        countUnread = new CountUnread(session, keyspace);
    }

    /// @param readSeq the read mark, at least the seq that let the user in
    void moved(PendingMarks.Who who, long readSeq, long nowNanos) {
        asked.merge(who, new Asked(readSeq, nowNanos), (one, other) -> one.readSeq > other.readSeq ? one : other);
    }

    List<Signal> tell(long nowNanos) throws InterruptedException {
        if (asked.isEmpty()) {
            return List.of();
        }
        Map<PendingMarks.Who, Asked> turn = new LinkedHashMap<>();
        asked.entrySet().stream().limit(AT_ONCE).forEach(entry -> turn.put(entry.getKey(), entry.getValue()));
        asked.keySet().removeAll(turn.keySet());
        try {
            return signals(ready(turn, nowNanos));
        } catch (ExecutionException | TimeoutException e) {
            LOG.info("counts are not told users={} cause={}", turn.size(), e.toString());
            return List.of();
        }
    }

    private List<Ready> ready(Map<PendingMarks.Who, Asked> turn, long nowNanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, CompletableFuture<Optional<ReadConversation.Head>>> heads = new HashMap<>();
        turn.keySet()
                .forEach(who -> heads.computeIfAbsent(
                        who.conversationId(), id -> conversations.execute(id).toCompletableFuture()));
        await(heads.values().toArray(CompletableFuture[]::new));
        List<Ready> ready = new ArrayList<>();
        turn.forEach((who, one) -> {
            Optional<ReadConversation.Head> head =
                    Optional.ofNullable(heads.get(who.conversationId())).flatMap(CompletableFuture::join);
            if (head.isPresent() && head.get().seq() >= one.readSeq) {
                ready.add(new Ready(
                        who,
                        head.get().ordinal(),
                        countUnread.execute(who.conversationId(), who.userId(), one.readSeq, head.get())));
            } else if (nowNanos - one.sinceNanos < PATIENCE.toNanos()) {
                // Behind those that have not had their turn.
                asked.put(who, one);
            }
        });
        await(ready.stream().map(Ready::unread).toArray(CompletableFuture[]::new));
        return ready;
    }

    private static List<Signal> signals(List<Ready> ready) {
        Map<String, CountsSignal.Builder> byConversation = new LinkedHashMap<>();
        for (Ready one : ready) {
            CountUnread.Unread unread = one.unread.join();
            byConversation
                    .computeIfAbsent(one.who.conversationId(), id -> CountsSignal.newBuilder())
                    .addCounts(CountsOfUser.newBuilder()
                            .setUserId(one.who.userId())
                            .setCounts(Counts.newBuilder()
                                    .setConversationId(one.who.conversationId())
                                    .setUnread(unread.messages())
                                    .setMentions(unread.mentions())
                                    .setOrdinal(one.ordinal)));
        }
        List<Signal> signals = new ArrayList<>();
        byConversation.forEach((id, counts) -> signals.add(
                Signal.newBuilder().setConversationId(id).setCounts(counts).build()));
        return signals;
    }

    private static void await(CompletableFuture<?>[] futures)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture.allOf(futures).get(STEP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
