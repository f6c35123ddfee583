package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import dev.parley.history.archive.Fact.InviteMade;
import dev.parley.history.archive.Fact.InviteRevoked;
import dev.parley.history.archive.Fact.InviteUsed;
import java.util.Set;

/// An invite of a group: made, used, revoked. Uses are kept as the seqs of the joins, a set that only grows:
/// adding one again changes nothing.
final class PutInvite {

    private final PreparedStatement made;
    private final PreparedStatement used;
    private final PreparedStatement revoked;

    PutInvite(CqlSession session, String keyspace) {
        String table = keyspace + ".invites";
        String where = " WHERE conversation_id = :conversation AND invite_id = :invite";
        this.made = session.prepare("INSERT INTO " + table
                + " (conversation_id, invite_id, created_by, created_at, expires_at, max_uses, revoked)"
                + " VALUES (:conversation, :invite, :createdBy, :createdAt, :expiresAt, :maxUses, false)"
                + " USING TIMESTAMP :timestamp");
        this.used = session.prepare("UPDATE " + table + " USING TIMESTAMP :timestamp SET uses = uses + :uses" + where);
        this.revoked = session.prepare("UPDATE " + table + " USING TIMESTAMP :timestamp SET revoked = true" + where);
    }

    BoundStatement made(InviteMade invite) {
        return key(made, invite.conversationId(), invite.inviteId())
                .text("createdBy", invite.createdBy())
                .time("createdAt", invite.createdAt())
                .time("expiresAt", invite.expiresAt())
                .count("maxUses", invite.maxUses())
                .at(invite.timestamp());
    }

    BoundStatement used(InviteUsed use) {
        return key(used, use.conversationId(), use.inviteId())
                .at(use.timestamp())
                .setSet("uses", Set.of(use.seq()), Long.class);
    }

    BoundStatement revoked(InviteRevoked fact) {
        return key(revoked, fact.conversationId(), fact.inviteId()).at(fact.timestamp());
    }

    private static Columns key(PreparedStatement prepared, String conversationId, String inviteId) {
        return new Columns(prepared).text("conversation", conversationId).text("invite", inviteId);
    }
}
