package dev.parley.chat.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads which parts of a conversation a user was there for.
public final class ReadWindows {

    /// Owned by history-service. windows: seq of every change of membership, true = joined, false = ended.
    private static final String CQL =
            "SELECT windows FROM %s.conversations_by_user WHERE user_id = ? AND conversation_id = ?";

    private final LazyStatement statement;

    public ReadWindows(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    public CompletionStage<Windows> execute(String userId, String conversationId) {
        return statement
                .execute(prepared -> prepared.bind(userId, conversationId))
                .thenApply(rows -> Optional.ofNullable(rows.one())
                        .map(ReadWindows::windows)
                        .orElse(new Windows(Map.of())));
    }

    private static Windows windows(Row row) {
        @Nullable Map<Long, Boolean> changes = row.getMap("windows", Long.class, Boolean.class);
        return new Windows(changes == null ? Map.of() : changes);
    }

    /// Both ends of a window belong to the user.
    public record Windows(Map<Long, Boolean> changes) {

        /// Still a member.
        public boolean isOpen() {
            return !changes.isEmpty() && new TreeMap<>(changes).lastEntry().getValue();
        }

        public boolean contains(long seq) {
            Map.@Nullable Entry<Long, Boolean> change = new TreeMap<>(changes).floorEntry(seq);
            return change != null && (change.getValue() || change.getKey() == seq);
        }
    }
}
