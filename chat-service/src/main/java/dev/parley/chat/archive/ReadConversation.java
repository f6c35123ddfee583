package dev.parley.chat.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.chat.cassandra.LazyStatement;
import dev.parley.chat.sequencing.Policies;
import dev.parley.proto.v1.Policy;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads what history knows of one conversation. History follows the log within two seconds.
public final class ReadConversation {

    /// Owned by history-service.
    private static final String CQL = """
            SELECT kind, title, description, picture, policy, head_seq, head_ordinal
            FROM %s.conversations WHERE conversation_id = ?""";

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
        return Optional.of(new Head(
                kind,
                text(row, "title"),
                text(row, "description"),
                text(row, "picture"),
                Policies.complete(policy(row), kind),
                row.getLong("head_seq"),
                row.getLong("head_ordinal")));
    }

    private static String text(Row row, String column) {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    /// Empty until it was changed for the first time.
    private static Policy policy(Row row) {
        @Nullable ByteBuffer bytes = row.getByteBuffer("policy");
        if (bytes == null) {
            return Policy.getDefaultInstance();
        }
        try {
            return Policy.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("policy of a conversations row cannot be read", e);
        }
    }

    /// @param policy complete
    public record Head(
            String kind, String title, String description, String picture, Policy policy, long seq, long ordinal) {}
}
