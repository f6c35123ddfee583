package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.Fact.Block;

/// Whether a user blocks another: once in the user's list, once at the conversation of the two. The later event
/// wins by its timestamp.
final class PutBlock {

    private final PreparedStatement byUser;
    private final PreparedStatement byConversation;

    PutBlock(CqlSession session, String keyspace) {
        this.byUser = session.prepare("INSERT INTO " + keyspace + ".blocks_by_user (user_id, blocked_user_id, blocked)"
                + " VALUES (:blocker, :user, :blocked) USING TIMESTAMP :timestamp");
        this.byConversation = session.prepare("INSERT INTO " + keyspace + ".conversation_blocks"
                + " (conversation_id, blocker, blocked) VALUES (:conversation, :blocker, :blocked)"
                + " USING TIMESTAMP :timestamp");
    }

    BoundStatement byUser(Block block) {
        return of(byUser, block).text("user", block.blockedUserId()).at(block.timestamp());
    }

    BoundStatement byConversation(Block block) {
        return of(byConversation, block)
                .text("conversation", block.conversationId())
                .at(block.timestamp());
    }

    private static Columns of(PreparedStatement prepared, Block block) {
        return new Columns(prepared).text("blocker", block.blocker()).flag("blocked", block.blocked());
    }
}
