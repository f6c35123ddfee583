package dev.parley.chat.sequencing;

import com.google.protobuf.ByteString;
import dev.parley.contract.Identifiers;
import dev.parley.proto.log.AddMembers;
import dev.parley.proto.log.Block;
import dev.parley.proto.log.ChangePicture;
import dev.parley.proto.log.ChangePolicy;
import dev.parley.proto.log.ChangeRole;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Create;
import dev.parley.proto.log.CreateInvite;
import dev.parley.proto.log.Delete;
import dev.parley.proto.log.Describe;
import dev.parley.proto.log.Edit;
import dev.parley.proto.log.Join;
import dev.parley.proto.log.Origin;
import dev.parley.proto.log.Pin;
import dev.parley.proto.log.Post;
import dev.parley.proto.log.React;
import dev.parley.proto.log.RemoveMember;
import dev.parley.proto.log.Rename;
import dev.parley.proto.log.RevokeInvite;
import dev.parley.proto.log.Target;
import dev.parley.proto.log.TransferOwnership;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Policy;
import dev.parley.proto.v1.Text;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Commands as tests write them; each with a client id of its own.
final class Commands {

    static final String GROUP = "g_team";

    private static final AtomicInteger COUNTER = new AtomicInteger();

    private Commands() {}

    static Command.Builder by(String user, String conversation) {
        return Command.newBuilder()
                .setOrigin(Origin.newBuilder()
                        .setAddress("gw-1")
                        .setSessionId("s-" + user)
                        .setRe("7"))
                .setConversationId(conversation)
                .setUserId(user)
                .setDeviceId(user + "-phone")
                .setClientId("client-" + COUNTER.incrementAndGet());
    }

    static Command createGroup(String creator, List<String> others) {
        return by(creator, GROUP)
                .setCreate(Create.newBuilder().setKind("group").setTitle("Team").addAllMembers(others))
                .build();
    }

    static Command createDirect(String creator, String other) {
        return by(creator, Identifiers.directConversation(creator, other))
                .setCreate(Create.newBuilder().setKind("direct").addMembers(other))
                .build();
    }

    static Command post(String user, String conversation, String text) {
        return by(user, conversation)
                .setPost(Post.newBuilder().setContent(text(text)))
                .build();
    }

    static Command post(String user, String text) {
        return post(user, GROUP, text);
    }

    static Command reply(String user, long replyTo) {
        return by(user, GROUP)
                .setPost(Post.newBuilder().setContent(text("re")).setReplyTo(replyTo))
                .build();
    }

    static Command edit(String user, long seq, String author) {
        return by(user, GROUP)
                .setEdit(Edit.newBuilder().setTarget(target(seq, author)).setContent(text("edited")))
                .build();
    }

    static Command delete(String user, long seq, String author) {
        return by(user, GROUP)
                .setDelete(Delete.newBuilder().setTarget(target(seq, author)))
                .build();
    }

    static Command react(String user, long seq, String emoji) {
        return by(user, GROUP)
                .setReact(React.newBuilder().setTarget(target(seq, "owner")).setEmoji(emoji))
                .build();
    }

    static Command add(String user, List<String> others) {
        return by(user, GROUP)
                .setAddMembers(AddMembers.newBuilder().addAllUserIds(others))
                .build();
    }

    static Command remove(String user, String other) {
        return by(user, GROUP)
                .setRemoveMember(RemoveMember.newBuilder().setUserId(other))
                .build();
    }

    static Command role(String user, String other, String role) {
        return by(user, GROUP)
                .setChangeRole(ChangeRole.newBuilder().setUserId(other).setRole(role))
                .build();
    }

    static Command rename(String user, String title) {
        return by(user, GROUP).setRename(Rename.newBuilder().setTitle(title)).build();
    }

    static Command describe(String user, String description) {
        return by(user, GROUP)
                .setDescribe(Describe.newBuilder().setDescription(description))
                .build();
    }

    static Command picture(String user, String picture) {
        return by(user, GROUP)
                .setChangePicture(ChangePicture.newBuilder().setPicture(picture))
                .build();
    }

    static Command transfer(String user, String heir) {
        return by(user, GROUP)
                .setTransferOwnership(TransferOwnership.newBuilder().setUserId(heir))
                .build();
    }

    static Command pin(String user, long seq) {
        return by(user, GROUP)
                .setPin(Pin.newBuilder().setTarget(target(seq, "owner")))
                .build();
    }

    static Command invite(String user, String inviteId) {
        return invite(user, CreateInvite.newBuilder().setInviteId(inviteId));
    }

    /// Its secret is its id, hashed by nobody.
    static Command invite(String user, CreateInvite.Builder invite) {
        return by(user, GROUP)
                .setCreateInvite(invite.setSecretHash(ByteString.copyFromUtf8(invite.getInviteId())))
                .build();
    }

    static Command revoke(String user, String inviteId) {
        return by(user, GROUP)
                .setRevokeInvite(RevokeInvite.newBuilder().setInviteId(inviteId))
                .build();
    }

    static Command join(String user, String inviteId, String secret) {
        return by(user, GROUP)
                .setJoin(Join.newBuilder().setInviteId(inviteId).setSecretHash(ByteString.copyFromUtf8(secret)))
                .build();
    }

    static Command block(String user, String other, boolean removed) {
        return by(user, Identifiers.directConversation(user, other))
                .setBlock(Block.newBuilder().setUserId(other).setRemoved(removed))
                .build();
    }

    static Command policy(String user, Policy.Builder policy) {
        return by(user, GROUP)
                .setChangePolicy(ChangePolicy.newBuilder().setPolicy(policy))
                .build();
    }

    static Content text(String body) {
        return Content.newBuilder().setText(Text.newBuilder().setBody(body)).build();
    }

    private static Target target(long seq, String author) {
        return Target.newBuilder().setSeq(seq).setAuthor(author).build();
    }
}
