package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import dev.parley.history.archive.MessageProjection;
import dev.parley.history.reading.AsideReader;
import dev.parley.history.reading.Listing;
import dev.parley.history.reading.Listing.Entry;
import dev.parley.history.reading.SeqRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads from Cassandra what stands beside the messages. Every statement reads one partition.
final class AsideTables implements AsideReader {

    private final Queries queries;
    private final SelectHidden selectHidden;
    private final SelectReactions selectReactions;
    private final SelectListing selectThread;
    private final SelectListing selectPins;
    private final SelectListing selectMentions;

    AsideTables(CqlSession session, String keyspace, Queries queries) {
        this.queries = queries;
        this.selectHidden = new SelectHidden(session, keyspace);
        this.selectReactions = new SelectReactions(session, keyspace);
        this.selectThread = SelectListing.thread(session, keyspace);
        this.selectPins = SelectListing.pins(session, keyspace);
        this.selectMentions = SelectListing.mentions(session, keyspace);
    }

    @Override
    public Map<String, Set<Long>> hidden(String userId, Map<String, ? extends Collection<Long>> seqs) {
        List<String> ids = List.copyOf(seqs.keySet());
        List<BoundStatement> statements = seqs.entrySet().stream()
                .map(entry -> selectHidden.bind(userId, entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
        List<List<Long>> rows = queries.run(statements, selectHidden::map);
        Map<String, Set<Long>> hidden = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            hidden.put(ids.get(i), new HashSet<>(rows.get(i)));
        }
        return hidden;
    }

    @Override
    public List<Reacting> reactions(String conversationId, Collection<Long> targets) {
        List<BoundStatement> statements = SeqRange.byBucket(targets).entrySet().stream()
                .map(bucket -> selectReactions.bind(conversationId, bucket.getKey(), bucket.getValue()))
                .toList();
        return queries.run(statements, selectReactions::map).stream()
                .flatMap(List::stream)
                .flatMap(Optional::stream)
                .toList();
    }

    @Override
    public List<Entry> entries(
            String userId, String conversationId, Listing listing, SeqRange range, boolean newestFirst, int limit) {
        return switch (listing) {
            case Listing.Replies replies ->
                entries(
                        selectThread,
                        List.of(selectThread
                                .bind(conversationId, range, newestFirst, limit)
                                .setLong("root", replies.root())));
            case Listing.Pinned pinned ->
                entries(selectPins, List.of(selectPins.bind(conversationId, range, newestFirst, limit)));
            case Listing.Mentions mentions -> {
                BoundStatement mine = selectMentions.bind(conversationId, range, newestFirst, limit);
                yield merged(
                        entries(
                                selectMentions,
                                List.of(
                                        mine.setString("user", userId),
                                        mine.setString("user", MessageProjection.EVERYBODY))),
                        newestFirst,
                        limit);
            }
        };
    }

    private List<Entry> entries(SelectListing select, List<BoundStatement> statements) {
        return queries.run(statements, select::map).stream()
                .flatMap(List::stream)
                .toList();
    }

    /// The first `limit` of both lists, each of which holds its own first `limit`.
    private static List<Entry> merged(List<Entry> entries, boolean newestFirst, int limit) {
        Comparator<Long> order = newestFirst ? Comparator.reverseOrder() : Comparator.naturalOrder();
        Map<Long, Boolean> bySeq = new TreeMap<>(order);
        entries.forEach(entry -> bySeq.merge(entry.seq(), entry.live(), Boolean::logicalOr));
        List<Entry> merged = new ArrayList<>();
        bySeq.forEach((seq, live) -> merged.add(new Entry(seq, live)));
        return merged.size() <= limit ? merged : merged.subList(0, limit);
    }
}
