package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import dev.parley.contract.ErrorCode;
import dev.parley.history.archive.MessageProjection;
import dev.parley.history.reading.Listing.Entry;
import dev.parley.history.reading.ReadRefused;
import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.UnreadReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads from Cassandra what unread counts are made of. Every statement reads one partition; those of all
/// conversations go out together.
final class UnreadTables implements UnreadReader {

    private final Queries queries;
    private final SelectReadMark selectReadMark;
    private final SelectOrdinal selectOrdinal;
    private final SelectListing selectMentions;

    UnreadTables(CqlSession session, String keyspace, Queries queries) {
        this.queries = queries;
        this.selectReadMark = new SelectReadMark(session, keyspace);
        this.selectOrdinal = new SelectOrdinal(session, keyspace);
        this.selectMentions = SelectListing.mentions(session, keyspace);
    }

    @Override
    public Map<String, Long> readMarks(String userId, Collection<String> conversationIds) {
        List<String> ids = List.copyOf(conversationIds);
        try {
            return first(
                    ids,
                    queries.run(
                            ids.stream()
                                    .map(id -> selectReadMark.bind(userId, id))
                                    .toList(),
                            selectReadMark::map));
        } catch (DriverException e) {
            throw new ReadRefused(ErrorCode.UNAVAILABLE, "there are no marks yet", e);
        }
    }

    @Override
    public Map<String, Long> ordinals(Map<String, Long> seqs) {
        List<String> ids = List.copyOf(seqs.keySet());
        List<BoundStatement> statements = new ArrayList<>();
        seqs.forEach((id, seq) -> statements.add(selectOrdinal.bind(id, seq)));
        return first(ids, queries.run(statements, selectOrdinal::map));
    }

    @Override
    public Map<String, Set<Long>> mentions(String userId, Map<String, Long> above, int rows) {
        List<String> idOf = new ArrayList<>();
        List<BoundStatement> statements = new ArrayList<>();
        above.forEach((id, seq) -> {
            BoundStatement newest = selectMentions.bind(id, new SeqRange(seq + 1, SeqRange.OPEN), true, rows);
            for (String user : List.of(userId, MessageProjection.EVERYBODY)) {
                idOf.add(id);
                statements.add(newest.setString("user", user));
            }
        });
        List<List<Entry>> found = queries.run(statements, selectMentions::map);
        Map<String, Set<Long>> mentions = new HashMap<>();
        for (int i = 0; i < found.size(); i++) {
            Set<Long> seqs = mentions.computeIfAbsent(idOf.get(i), none -> new HashSet<>());
            found.get(i).stream().filter(Entry::live).map(Entry::seq).forEach(seqs::add);
        }
        return mentions;
    }

    private static Map<String, Long> first(List<String> ids, List<List<Long>> rows) {
        Map<String, Long> found = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            for (long value : rows.get(i)) {
                found.put(ids.get(i), value);
            }
        }
        return found;
    }
}
