package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.history.reading.ConversationHead;
import dev.parley.proto.v1.Policy;
import java.nio.ByteBuffer;

/// How far the archive has a conversation, and whether its past is open to who joins.
final class SelectHead {

    private static final String OPEN_TO_ALL = "all";

    private final PreparedStatement prepared;

    SelectHead(CqlSession session, String keyspace) {
        this.prepared = session.prepare("SELECT head_seq, head_ordinal, epoch, policy FROM " + keyspace
                + ".conversations WHERE conversation_id = :conversation");
    }

    BoundStatement bind(String conversationId) {
        return prepared.bind().setString("conversation", conversationId);
    }

    ConversationHead map(Row row) {
        ByteBuffer policy = row.getByteBuffer("policy");
        return new ConversationHead(
                row.getLong("head_seq"),
                row.getLong("epoch"),
                policy != null && opensThePast(policy),
                row.getLong("head_ordinal"));
    }

    private static boolean opensThePast(ByteBuffer policy) {
        try {
            return Policy.parseFrom(policy).getHistory().equals(OPEN_TO_ALL);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("unreadable policy in conversations", e);
        }
    }
}
