package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.contract.ErrorCode;
import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.ReadRefused;
import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.Windows;
import dev.parley.proto.v1.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// Reads the archive from Cassandra. Every statement reads one partition.
final class CassandraReader implements ArchiveReader {

    /// Rows one statement returns at most; a row holds up to 32 KiB of text.
    private static final int PIECE_ROWS = 100;

    private final InFlight inFlight;
    private final SelectHead selectHead;
    private final SelectWindows selectWindows;
    private final SelectEvents selectEvents;

    CassandraReader(CqlSession session, String keyspace, int maxInFlight) {
        this.inFlight = new InFlight(session, maxInFlight);
        this.selectHead = new SelectHead(session, keyspace);
        this.selectWindows = new SelectWindows(session, keyspace);
        this.selectEvents = new SelectEvents(session, keyspace);
    }

    @Override
    public Map<String, ConversationHead> heads(Collection<String> conversationIds) {
        List<String> ids = List.copyOf(conversationIds);
        List<List<ConversationHead>> rows =
                query(ids.stream().map(selectHead::bind).toList(), selectHead::map);
        Map<String, ConversationHead> heads = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            for (ConversationHead head : rows.get(i)) {
                heads.put(ids.get(i), head);
            }
        }
        return heads;
    }

    @Override
    public Map<String, Windows> windows(String userId, Collection<String> conversationIds) {
        if (conversationIds.isEmpty()) {
            return Map.of();
        }
        Map<String, Windows> windows = new HashMap<>();
        query(List.of(selectWindows.some(userId, List.copyOf(conversationIds))), selectWindows::map)
                .getFirst()
                .forEach(membership -> windows.put(membership.conversationId(), membership.windows()));
        return windows;
    }

    @Override
    public List<String> conversationsOf(String userId, String afterId, int limit) {
        return query(List.of(selectWindows.after(userId, afterId, limit)), selectWindows::id)
                .getFirst();
    }

    @Override
    public List<List<Event>> events(List<Part> parts) {
        List<BoundStatement> statements = new ArrayList<>();
        List<Integer> partOf = new ArrayList<>();
        List<List<Event>> events = new ArrayList<>();
        for (Part part : parts) {
            for (SeqRange piece : part.range().pieces(PIECE_ROWS)) {
                statements.add(selectEvents.bind(part.conversationId(), piece));
                partOf.add(events.size());
            }
            events.add(new ArrayList<>());
        }
        List<List<Optional<Event>>> rows = query(statements, selectEvents::map);
        for (int i = 0; i < rows.size(); i++) {
            rows.get(i).forEach(partsEvents(events, partOf.get(i)));
        }
        return events;
    }

    private static Consumer<Optional<Event>> partsEvents(List<List<Event>> events, int part) {
        return row -> row.ifPresent(events.get(part)::add);
    }

    private <T> List<List<T>> query(List<BoundStatement> statements, Function<Row, T> mapping) {
        try {
            return inFlight.query(statements, mapping);
        } catch (DriverException e) {
            throw new ReadRefused(ErrorCode.UNAVAILABLE, "the archive does not answer", e);
        }
    }
}
