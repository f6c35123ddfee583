package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.ArchiveBatch.Head;

/// Raises a conversation's head; never lowers it, whoever writes and in whatever order ({@link Head#timestamp}).
final class RaiseHead {

    private final PreparedStatement prepared;

    RaiseHead(CqlSession session, String keyspace) {
        this.prepared = session.prepare("UPDATE " + keyspace + ".conversations USING TIMESTAMP :timestamp"
                + " SET head_seq = :seq, head_ordinal = :ordinal, epoch = :epoch"
                + " WHERE conversation_id = :conversation");
    }

    BoundStatement bind(Head head) {
        return prepared.bind()
                .setLong("timestamp", head.timestamp())
                .setLong("seq", head.seq())
                .setLong("ordinal", head.ordinal())
                .setLong("epoch", head.epoch())
                .setString("conversation", head.conversationId());
    }
}
