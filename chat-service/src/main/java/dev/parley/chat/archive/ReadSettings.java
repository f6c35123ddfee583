package dev.parley.chat.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.chat.cassandra.LazyStatement;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads how a conversation looks to one user.
public final class ReadSettings {

    /// Owned by history-service.
    private static final String CQL = """
            SELECT muted_until, archived, pinned, marked_unread, draft, request FROM %s.conversation_settings
            WHERE user_id = ? AND conversation_id = ?""";

    private final LazyStatement statement;

    public ReadSettings(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    public CompletionStage<Settings> execute(String userId, String conversationId) {
        return statement
                .execute(prepared -> prepared.bind(userId, conversationId))
                .thenApply(rows -> Optional.ofNullable(rows.one())
                        .map(ReadSettings::settings)
                        .orElse(Settings.NONE));
    }

    private static Settings settings(Row row) {
        return new Settings(
                row.getInstant("muted_until"),
                row.getBoolean("archived"),
                row.getBoolean("pinned"),
                row.getBoolean("marked_unread"),
                Objects.requireNonNullElse(row.getString("draft"), ""),
                row.getBoolean("request"));
    }

    /// @param mutedUntil null: never muted
    public record Settings(
            @Nullable Instant mutedUntil,
            boolean archived,
            boolean pinned,
            boolean markedUnread,
            String draft,
            boolean request) {

        public static final Settings NONE = new Settings(null, false, false, false, "", false);
    }
}
