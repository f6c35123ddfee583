package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.Membership;
import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.StoredEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads the archive from Cassandra. Every statement reads one partition.
final class CassandraReader implements ArchiveReader {

    /// Rows one statement returns at most; a row holds up to 32 KiB of text.
    private static final int PIECE_ROWS = 100;

    private final Queries queries;
    private final SelectHead selectHead;
    private final SelectWindows selectWindows;
    private final SelectEvents selectEvents;

    CassandraReader(CqlSession session, String keyspace, Queries queries) {
        this.queries = queries;
        this.selectHead = new SelectHead(session, keyspace);
        this.selectWindows = new SelectWindows(session, keyspace);
        this.selectEvents = new SelectEvents(session, keyspace);
    }

    @Override
    public Map<String, ConversationHead> heads(Collection<String> conversationIds) {
        List<String> ids = List.copyOf(conversationIds);
        List<List<ConversationHead>> rows =
                queries.run(ids.stream().map(selectHead::bind).toList(), selectHead::map);
        Map<String, ConversationHead> heads = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            for (ConversationHead head : rows.get(i)) {
                heads.put(ids.get(i), head);
            }
        }
        return heads;
    }

    @Override
    public Map<String, Membership> memberships(String userId, Collection<String> conversationIds) {
        if (conversationIds.isEmpty()) {
            return Map.of();
        }
        Map<String, Membership> memberships = new HashMap<>();
        queries
                .run(List.of(selectWindows.some(userId, List.copyOf(conversationIds))), selectWindows::map)
                .getFirst()
                .stream()
                // Only marked, and never a member.
                .filter(membership -> !membership.windows().ranges().isEmpty())
                .forEach(membership -> memberships.put(membership.conversationId(), membership));
        return memberships;
    }

    @Override
    public List<String> conversationsOf(String userId, String afterId, int limit) {
        return queries.run(List.of(selectWindows.after(userId, afterId, limit)), selectWindows::id)
                .getFirst();
    }

    @Override
    public List<List<StoredEvent>> events(List<Part> parts) {
        List<BoundStatement> statements = new ArrayList<>();
        List<Integer> partOf = new ArrayList<>();
        List<List<StoredEvent>> events = new ArrayList<>();
        for (Part part : parts) {
            for (SeqRange piece : part.range().pieces(PIECE_ROWS)) {
                statements.add(selectEvents.range(part.conversationId(), piece));
                partOf.add(events.size());
            }
            events.add(new ArrayList<>());
        }
        List<List<Optional<StoredEvent>>> rows = queries.run(statements, selectEvents::map);
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).forEach(partsEvents(events, partOf.get(i)));
        }
        return events;
    }

    @Override
    public List<StoredEvent> events(String conversationId, Collection<Long> seqs) {
        List<BoundStatement> statements = SeqRange.byBucket(seqs).entrySet().stream()
                .map(bucket -> selectEvents.some(conversationId, bucket.getKey(), bucket.getValue()))
                .toList();
        return queries.run(statements, selectEvents::map).stream()
                .flatMap(List::stream)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Consumer<Optional<StoredEvent>> partsEvents(List<List<StoredEvent>> events, int part) {
        return row -> row.ifPresent(events.get(part)::add);
    }
}
