package dev.parley.chat.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads what history knows of one conversation. History follows the log within two seconds.
public final class ReadConversation {

    /// Owned by history-service.
    private static final String CQL =
            "SELECT kind, title, head_seq, head_ordinal FROM %s.conversations WHERE conversation_id = ?";

    private final LazyStatement statement;

    public ReadConversation(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    public CompletionStage<Optional<Head>> execute(String conversationId) {
        return statement
                .execute(prepared -> prepared.bind(conversationId))
                .thenApply(rows -> Optional.ofNullable(rows.one()).flatMap(ReadConversation::head));
    }

    /// A row without a kind is one whose first write, the head, came before the rest: not there yet.
    private static Optional<Head> head(Row row) {
        @Nullable String kind = row.getString("kind");
        if (kind == null) {
            return Optional.empty();
        }
        String title = Objects.requireNonNullElse(row.getString("title"), "");
        return Optional.of(new Head(kind, title, row.getLong("head_seq"), row.getLong("head_ordinal")));
    }

    public record Head(String kind, String title, long seq, long ordinal) {}
}
