package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.history.reading.Listing.Entry;
import dev.parley.history.reading.SeqRange;
import org.jspecify.annotations.Nullable;

/// The seqs that one of three tables lists, a range of them from either end: the replies of a thread, what was ever
/// pinned, who was ever mentioned.
final class SelectListing {

    private final PreparedStatement newestFirst;
    private final PreparedStatement oldestFirst;
    private final @Nullable String liveColumn;

    static SelectListing thread(CqlSession session, String keyspace) {
        return new SelectListing(session, keyspace + ".threads", "AND root = :root", null);
    }

    static SelectListing pins(CqlSession session, String keyspace) {
        return new SelectListing(session, keyspace + ".conversation_pins", "", "pinned");
    }

    static SelectListing mentions(CqlSession session, String keyspace) {
        return new SelectListing(session, keyspace + ".mentions", "AND user_id = :user", "live");
    }

    private SelectListing(CqlSession session, String table, String key, @Nullable String liveColumn) {
        String select = "SELECT seq" + (liveColumn == null ? "" : ", " + liveColumn) + " FROM " + table
                + " WHERE conversation_id = :conversation " + key
                + " AND seq >= :firstSeq AND seq <= :lastSeq ORDER BY seq ";
        this.newestFirst = session.prepare(select + "DESC LIMIT :rows");
        this.oldestFirst = session.prepare(select + "ASC LIMIT :rows");
        this.liveColumn = liveColumn;
    }

    /// The rest of the key is to be set by the caller.
    BoundStatement bind(String conversationId, SeqRange range, boolean newest, int rows) {
        return (newest ? newestFirst : oldestFirst)
                .bind()
                .setString("conversation", conversationId)
                .setLong("firstSeq", range.from())
                .setLong("lastSeq", range.to())
                .setInt("rows", rows);
    }

    Entry map(Row row) {
        return new Entry(row.getLong("seq"), liveColumn == null || row.getBoolean(liveColumn));
    }
}
