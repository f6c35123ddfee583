package dev.parley.chat.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/// Reads whom a user has blocked, or no longer blocks, in the order of their ids.
public final class ReadBlocks {

    /// Owned by history-service.
    private static final String CQL = """
            SELECT blocked_user_id, blocked FROM %s.blocks_by_user
            WHERE user_id = ? AND blocked_user_id > ? LIMIT ?""";

    private final LazyStatement statement;

    public ReadBlocks(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    /// @param after the empty string for the first ones
    /// @param limit at most one page of the driver (5,000 rows)
    public CompletionStage<List<Entry>> execute(String userId, String after, int limit) {
        return statement
                .execute(prepared -> prepared.bind(userId, after, limit))
                .thenApply(rows -> {
                    List<Entry> entries = new ArrayList<>();
                    for (Row row : rows.currentPage()) {
                        String blocked = Objects.requireNonNullElse(row.getString("blocked_user_id"), "");
                        entries.add(new Entry(blocked, row.getBoolean("blocked")));
                    }
                    return entries;
                });
    }

    /// @param blocked false: was blocked once
    public record Entry(String userId, boolean blocked) {}
}
