package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.Fact.Pin;

/// A message pinned or taken down; the later event wins by its timestamp.
final class PutPin {

    private final PreparedStatement prepared;

    PutPin(CqlSession session, String keyspace) {
        this.prepared = session.prepare("INSERT INTO " + keyspace + ".conversation_pins"
                + " (conversation_id, seq, pinned) VALUES (:conversation, :seq, :pinned) USING TIMESTAMP :timestamp");
    }

    BoundStatement bind(Pin pin) {
        return new Columns(prepared)
                .text("conversation", pin.conversationId())
                .number("seq", pin.seq())
                .flag("pinned", pin.pinned())
                .at(pin.timestamp());
    }
}
