package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import dev.parley.history.archive.Fact;
import java.time.Instant;
import java.util.List;

/// Which statements make a fact true.
final class FactStatements {

    private final PutProfile putProfile;
    private final PutMember putMember;
    private final PutWindow putWindow;
    private final PutPin putPin;
    private final PutReply putReply;
    private final PutMention putMention;
    private final PutReaction putReaction;
    private final PutHiding putHiding;
    private final PutSettings putSettings;
    private final PutBlock putBlock;
    private final PutRequest putRequest;
    private final PutInvite putInvite;

    FactStatements(CqlSession session, String keyspace) {
        this.putProfile = new PutProfile(session, keyspace);
        this.putMember = new PutMember(session, keyspace);
        this.putWindow = new PutWindow(session, keyspace);
        this.putPin = new PutPin(session, keyspace);
        this.putReply = new PutReply(session, keyspace);
        this.putMention = new PutMention(session, keyspace);
        this.putReaction = new PutReaction(session, keyspace);
        this.putHiding = new PutHiding(session, keyspace);
        this.putSettings = new PutSettings(session, keyspace);
        this.putBlock = new PutBlock(session, keyspace);
        this.putRequest = new PutRequest(session, keyspace);
        this.putInvite = new PutInvite(session, keyspace);
    }

    /// None for a mention that has disappeared by now.
    List<BoundStatement> of(Fact fact, Instant now) {
        return switch (fact) {
            case Fact.Profile profile -> List.of(putProfile.bind(profile));
            case Fact.Joining joining -> List.of(putMember.joined(joining), putWindow.joined(joining));
            case Fact.Leaving leaving -> List.of(putMember.left(leaving), putWindow.ended(leaving));
            case Fact.RoleChange change -> List.of(putMember.role(change));
            case Fact.Pin pin -> List.of(putPin.bind(pin));
            case Fact.Reply reply -> List.of(putReply.bind(reply));
            case Fact.Mentioned mentioned ->
                Lifetime.secondsLeft(mentioned.expiresAt(), now).stream()
                        .mapToObj(seconds -> putMention.bind(mentioned, seconds))
                        .toList();
            case Fact.Reaction reaction -> List.of(putReaction.bind(reaction), putReaction.mark(reaction));
            case Fact.Hiding hiding -> List.of(putHiding.bind(hiding), putHiding.mark(hiding));
            case Fact.Settings settings -> List.of(putSettings.bind(settings));
            case Fact.Block block -> List.of(putBlock.byUser(block), putBlock.byConversation(block));
            case Fact.Requested request -> List.of(putRequest.byUser(request), putRequest.byConversation(request));
            case Fact.InviteMade invite -> List.of(putInvite.made(invite));
            case Fact.InviteUsed use -> List.of(putInvite.used(use));
            case Fact.InviteRevoked revoked -> List.of(putInvite.revoked(revoked));
        };
    }
}
