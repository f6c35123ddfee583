package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.Fact.Reaction;
import dev.parley.history.reading.SeqRange;

/// Whether a user reacted to a message with an emoji; the later event wins by its timestamp. The message is marked, so
/// that nobody looks for reactions where there never were any.
final class PutReaction {

    private final PreparedStatement reaction;
    private final PreparedStatement mark;

    PutReaction(CqlSession session, String keyspace) {
        this.reaction = session.prepare("INSERT INTO " + keyspace + ".reactions"
                + " (conversation_id, bucket, target_seq, emoji, user_id, live)"
                + " VALUES (:conversation, :bucket, :seq, :emoji, :user, :live) USING TIMESTAMP :timestamp");
        this.mark = session.prepare("UPDATE " + keyspace + ".messages USING TIMESTAMP :timestamp SET reacted = true"
                + " WHERE conversation_id = :conversation AND bucket = :bucket AND seq = :seq");
    }

    BoundStatement bind(Reaction fact) {
        return target(reaction, fact)
                .text("emoji", fact.emoji())
                .text("user", fact.userId())
                .flag("live", fact.live())
                .at(fact.timestamp());
    }

    BoundStatement mark(Reaction fact) {
        return target(mark, fact).at(fact.timestamp());
    }

    private static Columns target(PreparedStatement prepared, Reaction fact) {
        return new Columns(prepared)
                .text("conversation", fact.conversationId())
                .number("bucket", SeqRange.bucketOf(fact.targetSeq()))
                .number("seq", fact.targetSeq());
    }
}
