package dev.parley.chat.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// Reads which messages above a seq mention a user, the newest ones.
public final class ReadMentions {

    /// The user that a mention of everybody is stored for.
    public static final String EVERYBODY = "*";

    /// Owned by history-service. live: false once the message is deleted or mentions the user no more.
    private static final String CQL = """
            SELECT seq, live FROM %s.mentions WHERE conversation_id = ? AND user_id = ? AND seq > ? LIMIT ?""";

    private final LazyStatement statement;

    public ReadMentions(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    /// @param limit rows to look at, those of deleted messages among them; at most one page of the driver
    public CompletionStage<Set<Long>> execute(String conversationId, String userId, long aboveSeq, int limit) {
        return statement
                .execute(prepared -> prepared.bind(conversationId, userId, aboveSeq, limit))
                .thenApply(rows -> {
                    Set<Long> seqs = new HashSet<>();
                    for (Row row : rows.currentPage()) {
                        if (row.getBoolean("live")) {
                            seqs.add(row.getLong("seq"));
                        }
                    }
                    return seqs;
                });
    }
}
