package dev.parley.chat.conversations;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.archive.ReadConversation;
import dev.parley.chat.archive.ReadInvites;
import dev.parley.chat.archive.ReadMembers;
import dev.parley.chat.sequencing.Permissions;
import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The invites of a group, for members who may invite, by the same table that the sequencer decides by. Behind
/// the log by up to two seconds, and so is who may see them.
public final class InviteReader {

    private final ReadMembers readMembers;
    private final ReadConversation readConversation;
    private final ReadInvites readInvites;

    public InviteReader(CqlSession session, String keyspace) {
        readMembers = new ReadMembers(session, keyspace);
        readConversation = new ReadConversation(session, keyspace);
        readInvites = new ReadInvites(session, keyspace);
    }

    CompletableFuture<PageJson<InviteJson.Listed>> list(String conversationId, String userId, PageRequest page) {
        return readMembers
                .execute(conversationId)
                .thenCombine(readConversation.execute(conversationId), (members, head) -> {
                    check(members, head, userId);
                    return collect(conversationId, page.after(), page, new ArrayList<>());
                })
                .thenCompose(invites -> invites)
                .thenApply(invites -> page.cut(invites, InviteJson.Listed::inviteId))
                .toCompletableFuture();
    }

    private static void check(List<Member> members, Optional<ReadConversation.Head> head, String userId) {
        Optional<Member> self = members.stream()
                .filter(member -> member.getUserId().equals(userId))
                .findAny();
        if (self.isEmpty() || head.isEmpty()) {
            throw Problems.notFound();
        }
        if (!head.get().kind().equals(ConversationJson.GROUP)) {
            throw new ProblemException(ErrorCode.NOT_A_GROUP, "A direct conversation has no invites.");
        }
        if (!Permissions.mayInvite(self.get().getRole(), head.get().policy())) {
            throw new ProblemException(ErrorCode.FORBIDDEN, "Only who may invite sees the invites.");
        }
    }

    private CompletableFuture<List<InviteJson.Listed>> collect(
            String conversationId, String after, PageRequest page, List<InviteJson.Listed> found) {
        int wanted = page.limit() + 1;
        return readInvites
                .execute(conversationId, after, wanted)
                .toCompletableFuture()
                .thenCompose(rows -> {
                    rows.stream()
                            // Without an author: only the revocation or a use has been seen.
                            .filter(invite ->
                                    !invite.revoked() && !invite.createdBy().isEmpty())
                            .limit(wanted - (long) found.size())
                            .forEach(invite -> found.add(InviteJson.Listed.of(invite)));
                    return found.size() == wanted || rows.size() < wanted
                            ? CompletableFuture.completedFuture(found)
                            : collect(conversationId, rows.getLast().inviteId(), page, found);
                });
    }
}
