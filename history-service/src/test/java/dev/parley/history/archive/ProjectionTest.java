package dev.parley.history.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.parley.history.archive.ArchiveBatch.EditMark;
import dev.parley.history.archive.ArchiveBatch.Erasure;
import dev.parley.history.archive.ArchiveBatch.EventRow;
import dev.parley.history.archive.Fact.Block;
import dev.parley.history.archive.Fact.Hiding;
import dev.parley.history.archive.Fact.InviteMade;
import dev.parley.history.archive.Fact.InviteRevoked;
import dev.parley.history.archive.Fact.InviteUsed;
import dev.parley.history.archive.Fact.Joining;
import dev.parley.history.archive.Fact.Mentioned;
import dev.parley.history.archive.Fact.Pin;
import dev.parley.history.archive.Fact.Profile;
import dev.parley.history.archive.Fact.Reaction;
import dev.parley.history.archive.Fact.Reply;
import dev.parley.history.archive.Fact.RoleChange;
import dev.parley.history.archive.Fact.Settings;
import dev.parley.proto.log.Invite;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.log.RevokeInvite;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.ConversationSettings;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Deleted;
import dev.parley.proto.v1.Described;
import dev.parley.proto.v1.Edited;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Hidden;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.MembersAdded;
import dev.parley.proto.v1.Mention;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.OwnershipTransferred;
import dev.parley.proto.v1.PictureChanged;
import dev.parley.proto.v1.Pinned;
import dev.parley.proto.v1.Policy;
import dev.parley.proto.v1.PolicyChanged;
import dev.parley.proto.v1.Reacted;
import dev.parley.proto.v1.Sender;
import dev.parley.proto.v1.Text;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProjectionTest {

    private static final String ID = "g_1";
    private static final long OFFSET = 40;
    private static final long WRITTEN = OFFSET + 1;
    private static final Instant LATER = Instant.ofEpochSecond(1_800_000_000, 5);
    private static final Timestamp LATER_PROTO =
            Timestamp.newBuilder().setSeconds(1_800_000_000).setNanos(5).build();

    @Test
    void message_isARow_andMentionsEachOnce_exceptItsSender() {
        Content content = mentioning("bob", "bob", "alice", "", "*", "carol");
        ArchiveBatch batch = project(event(7, "alice")
                .setMessage(Message.newBuilder()
                        .setContent(content)
                        .setThreadRoot(3)
                        .setExpiresAt(LATER_PROTO)));

        EventRow row = batch.events().getFirst();
        assertThat(row.envelope().getMessage().hasContent()).isFalse();
        assertThat(row.envelope().getMessage().getThreadRoot()).isEqualTo(3);
        assertThat(row.content())
                .isEqualTo(new ArchiveBatch.Body(content.toByteString(), Set.of("bob", "carol"), LATER));
        assertThat(batch.facts())
                .containsExactly(
                        new Mentioned(ID, "bob", 7, true, LATER, WRITTEN),
                        new Mentioned(ID, "carol", 7, true, LATER, WRITTEN),
                        new Reply(ID, 3, 7, WRITTEN));
        assertThat(batch.heads()).hasSize(1);
    }

    @Test
    void mentionOfAll_isOneOfEverybody() {
        Content content = Content.newBuilder()
                .setText(Text.newBuilder().addMentions(Mention.newBuilder().setAll(true)))
                .build();

        assertThat(project(event(7, "alice").setMessage(Message.newBuilder().setContent(content)))
                        .facts())
                .containsExactly(new Mentioned(ID, "*", 7, true, null, WRITTEN));
    }

    @Test
    void edit_marksItsTarget_andMentionsThere() {
        Content content = mentioning("bob");
        ArchiveBatch batch = project(
                event(9, "alice").setEdited(Edited.newBuilder().setTargetSeq(7).setContent(content)));

        assertThat(batch.edits())
                .containsExactly(new EditMark(
                        ID, 7, 9, new ArchiveBatch.Body(content.toByteString(), Set.of("bob"), null), WRITTEN));
        assertThat(batch.facts()).containsExactly(new Mentioned(ID, "bob", 7, true, null, WRITTEN));
    }

    @Test
    void reactionsAndPins_areUpserted_whenTakenBackToo() {
        Reacted reacted = Reacted.newBuilder().setTargetSeq(7).setEmoji("👍").build();
        assertThat(facts(event(9, "bob").setReacted(reacted)))
                .containsExactly(new Reaction(ID, 7, "👍", "bob", true, WRITTEN));
        assertThat(facts(event(9, "bob").setReacted(reacted.toBuilder().setRemoved(true))))
                .containsExactly(new Reaction(ID, 7, "👍", "bob", false, WRITTEN));
        assertThat(facts(event(9, "bob").setPinned(Pinned.newBuilder().setTargetSeq(7))))
                .containsExactly(new Pin(ID, 7, true, WRITTEN));
        assertThat(facts(event(9, "bob")
                        .setPinned(Pinned.newBuilder().setTargetSeq(7).setRemoved(true))))
                .containsExactly(new Pin(ID, 7, false, WRITTEN));
    }

    @Test
    void deletion_isAnErasure() {
        assertThat(project(event(9, "bob").setDeleted(Deleted.newBuilder().setTargetSeq(7)))
                        .erasures())
                .containsExactly(new Erasure(ID, 7, 9));
    }

    @Test
    void changesOfTheGroup_sayOnlyWhatTheyChange() {
        Policy policy = Policy.newBuilder().setHistory("all").build();
        assertThat(facts(event(1, "alice")
                        .setCreated(Created.newBuilder()
                                .setKind("group")
                                .setTitle("Team")
                                .addMembers(
                                        Member.newBuilder().setUserId("alice").setRole("owner")))))
                .containsExactly(
                        new Profile(ID, "group", "Team", null, null, null, WRITTEN),
                        new Joining(ID, "alice", "owner", 1, WRITTEN));
        assertThat(facts(event(2, "alice")
                        .setPolicyChanged(PolicyChanged.newBuilder().setPolicy(policy))))
                .containsExactly(new Profile(ID, null, null, null, null, policy.toByteString(), WRITTEN));
        assertThat(facts(event(3, "alice").setDescribed(Described.newBuilder().setDescription("what for"))))
                .containsExactly(new Profile(ID, null, null, "what for", null, null, WRITTEN));
        assertThat(facts(event(4, "alice").setPictureChanged(PictureChanged.getDefaultInstance())))
                .containsExactly(new Profile(ID, null, null, null, "", null, WRITTEN));
        assertThat(facts(event(5, "alice")
                        .setOwnershipTransferred(
                                OwnershipTransferred.newBuilder().setUserId("bob"))))
                .containsExactly(
                        new RoleChange(ID, "alice", "admin", WRITTEN), new RoleChange(ID, "bob", "owner", WRITTEN));
        assertThat(facts(event(6, "carol")
                        .setMembersAdded(
                                MembersAdded.newBuilder().addUserIds("carol").setInviteId("i1"))))
                .containsExactly(new Joining(ID, "carol", "member", 6, WRITTEN), new InviteUsed(ID, "i1", 6, WRITTEN));
    }

    @Test
    void privateEvents_areFactsAndNeitherRowNorHead() {
        ArchiveBatch batch = project(PrivateEvent.newBuilder()
                .setSettings(ConversationSettings.newBuilder()
                        .setMutedUntil(LATER_PROTO)
                        .setArchived(false)
                        .setDraft("")));
        assertThat(batch.events()).isEmpty();
        assertThat(batch.heads()).isEmpty();
        assertThat(batch.facts()).containsExactly(new Settings("alice", ID, LATER, false, null, null, "", WRITTEN));

        assertThat(project(PrivateEvent.newBuilder()
                                .setHidden(Hidden.newBuilder().setSeq(4)))
                        .facts())
                .containsExactly(new Hiding("alice", ID, 4, WRITTEN));
        assertThat(project(PrivateEvent.newBuilder()
                                .setBlock(dev.parley.proto.log.Block.newBuilder()
                                        .setBy("alice")
                                        .setUserId("bob")
                                        .setRemoved(true)))
                        .facts())
                .containsExactly(new Block(ID, "alice", "bob", false, WRITTEN));
        assertThat(project(PrivateEvent.newBuilder()
                                .setInvite(Invite.newBuilder()
                                        .setInviteId("i1")
                                        .setCreatedBy("alice")
                                        .setMaxUses(3)))
                        .facts())
                .containsExactly(new InviteMade(ID, "i1", "alice", LATER, null, 3, WRITTEN));
        assertThat(project(PrivateEvent.newBuilder()
                                .setInviteRevoked(RevokeInvite.newBuilder().setInviteId("i1")))
                        .facts())
                .containsExactly(new InviteRevoked(ID, "i1", WRITTEN));
    }

    private static List<Fact> facts(Event.Builder event) {
        return project(event).facts();
    }

    private static ArchiveBatch project(Event.Builder event) {
        return project(LogEvent.newBuilder().setEvent(event));
    }

    private static ArchiveBatch project(PrivateEvent.Builder event) {
        return project(LogEvent.newBuilder()
                .setEvent(event(0, "alice").setTime(LATER_PROTO))
                .setPrivateEvent(event));
    }

    private static ArchiveBatch project(LogEvent.Builder event) {
        return Projection.of(List.of(new ArchivedEvent(event.build(), OFFSET)));
    }

    private static Event.Builder event(long seq, String sender) {
        return Event.newBuilder()
                .setConversationId(ID)
                .setSeq(seq)
                .setSender(Sender.newBuilder().setUserId(sender));
    }

    private static Content mentioning(String... users) {
        Text.Builder text = Text.newBuilder().setBody("hello");
        for (String user : users) {
            text.addMentions(Mention.newBuilder().setUserId(user));
        }
        return Content.newBuilder().setText(text).build();
    }
}
