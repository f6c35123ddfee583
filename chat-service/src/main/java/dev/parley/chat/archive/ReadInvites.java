package dev.parley.chat.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.chat.cassandra.LazyStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads the next invites of a group in the order of their ids, revoked ones among them.
public final class ReadInvites {

    /// Owned by history-service. uses: seqs of the events by which somebody came in.
    private static final String CQL = """
            SELECT invite_id, created_by, created_at, expires_at, max_uses, uses, revoked FROM %s.invites
            WHERE conversation_id = ? AND invite_id > ? LIMIT ?""";

    private final LazyStatement statement;

    public ReadInvites(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    /// @param after the empty string for the first ones
    /// @param limit at most one page of the driver (5,000 rows)
    public CompletionStage<List<Invite>> execute(String conversationId, String after, int limit) {
        return statement
                .execute(prepared -> prepared.bind(conversationId, after, limit))
                .thenApply(rows -> {
                    List<Invite> invites = new ArrayList<>();
                    rows.currentPage().forEach(row -> invites.add(invite(row)));
                    return invites;
                });
    }

    private static Invite invite(Row row) {
        @Nullable Set<Long> uses = row.getSet("uses", Long.class);
        return new Invite(
                Objects.requireNonNullElse(row.getString("invite_id"), ""),
                Objects.requireNonNullElse(row.getString("created_by"), ""),
                row.getInstant("created_at"),
                row.getInstant("expires_at"),
                row.getInt("max_uses"),
                uses == null ? 0 : uses.size(),
                row.getBoolean("revoked"));
    }

    /// @param createdAt null while only a use of it has been seen
    /// @param expiresAt null: never
    /// @param maxUses 0: as often as you like
    public record Invite(
            String inviteId,
            String createdBy,
            @Nullable Instant createdAt,
            @Nullable Instant expiresAt,
            int maxUses,
            int uses,
            boolean revoked) {}
}
