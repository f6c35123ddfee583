package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.Commands.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Edit;
import dev.parley.proto.log.Post;
import dev.parley.proto.log.Target;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Mention;
import dev.parley.proto.v1.Policy;
import dev.parley.proto.v1.Text;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a message carries, and what a policy's times do to it.
class MessagePolicyTest {

    private final Partition partition = new Partition();

    @BeforeEach
    void aGroup() {
        partition.accept(Commands.createGroup("owner", List.of("member", "other")));
    }

    @Test
    void slowMode_makesMembersWait_andTellsHowLong() {
        partition.accept(Commands.policy("owner", Policy.newBuilder().setSlowModeSeconds(10)));
        partition.accept(Commands.post("member", "one"));
        partition.passMillis(4_000);

        var refused = partition.answer(Commands.post("member", "two")).getRefused();
        assertThat(refused.getCode()).isEqualTo(ErrorCode.RATE_LIMITED.name());
        assertThat(refused.getRetryAfterMillis()).isEqualTo(6_000);
        partition.accept(Commands.post("other", "my first"));
        partition.accept(Commands.post("owner", "one"));
        partition.accept(Commands.post("owner", "two"));

        ConversationState state = partition.conversation(GROUP);
        assertThat(ConversationState.of(state.snapshot())).isEqualTo(state);
        partition.passMillis(6_000);
        partition.accept(Commands.post("member", "two"));
    }

    @Test
    void slowMode_isSwitchedOffByZero() {
        partition.accept(Commands.policy("owner", Policy.newBuilder().setSlowModeSeconds(10)));
        partition.accept(Commands.post("member", "one"));
        partition.accept(Commands.policy("owner", Policy.newBuilder().setSlowModeSeconds(0)));
        partition.accept(Commands.post("member", "two"));
    }

    @Test
    void messages_disappearAsThePolicySaysAtTheirSeq() {
        assertThat(partition
                        .accept(Commands.post("member", "stays"))
                        .getEvent()
                        .getMessage()
                        .hasExpiresAt())
                .isFalse();
        partition.accept(Commands.policy("owner", Policy.newBuilder().setDisappearAfterSeconds(60)));

        Event gone = partition.accept(Commands.post("member", "goes")).getEvent();

        assertThat(gone.getMessage().getExpiresAt())
                .isEqualTo(MessageIds.timestamp(MessageIds.millis(gone.getTime()) + 60_000));
    }

    @Test
    void anEdit_expiresWithItsTarget_andComesInTime() {
        partition.accept(Commands.policy("owner", Policy.newBuilder().setEditWithinSeconds(60)));
        Event message = partition.accept(Commands.post("member", "typo")).getEvent();
        Target target = Target.newBuilder()
                .setSeq(message.getSeq())
                .setAuthor("member")
                .setTime(message.getTime())
                .setExpiresAt(MessageIds.timestamp(Partition.MILLIS + 90_000))
                .build();
        partition.passMillis(60_000);
        assertThat(partition.accept(edit(target)).getEvent().getEdited().getExpiresAt())
                .isEqualTo(target.getExpiresAt());
        partition.passMillis(1);
        partition.refuse(edit(target), ErrorCode.FORBIDDEN);
    }

    @Test
    void timesOutOfRange_areRefused() {
        partition.refuse(Commands.policy("owner", Policy.newBuilder().setSlowModeSeconds(-1)), ErrorCode.INVALID);
        partition.refuse(
                Commands.policy("owner", Policy.newBuilder().setSlowModeSeconds(1_000_000)), ErrorCode.INVALID);
        partition.refuse(Commands.policy("owner", Policy.newBuilder().setDisappearAfterSeconds(-5)), ErrorCode.INVALID);
    }

    @Test
    void mentionsForwardsAndThreads_areCarried() {
        Text text = Text.newBuilder()
                .setBody("@ben look, @all")
                .addMentions(Mention.newBuilder().setStart(0).setLength(4).setUserId("ben"))
                .addMentions(Mention.newBuilder().setStart(11).setLength(4).setAll(true))
                .build();
        Event event = partition
                .accept(post(text, Post.newBuilder().setForwarded(true).setThreadRoot(1)))
                .getEvent();
        assertThat(event.getMessage().getContent().getText()).isEqualTo(text);
        assertThat(event.getMessage().getForwarded()).isTrue();
        assertThat(event.getMessage().getThreadRoot()).isEqualTo(1);

        partition.refuse(post(text, Post.newBuilder().setThreadRoot(99)), ErrorCode.TARGET_NOT_FOUND);
        partition.refuse(post(text, Post.newBuilder().setThreadRoot(-1)), ErrorCode.INVALID);
    }

    @Test
    void mentions_areRangesOfTheText() {
        Mention.Builder ben = Mention.newBuilder().setStart(0).setLength(3).setUserId("ben");
        for (Text text : List.of(
                text(ben.clone().setLength(6)),
                text(ben.clone().setStart(-1)),
                text(ben.clone().setLength(0)),
                text(ben.clone().setUserId("")),
                text(ben.clone().setAll(true)),
                text(ben, ben))) {
            partition.refuse(post(text, Post.newBuilder()), ErrorCode.INVALID);
        }
        partition.accept(post(text(ben.clone().setLength(5)), Post.newBuilder()));
    }

    private static Text text(Mention.Builder... mentions) {
        Text.Builder text = Text.newBuilder().setBody("hello");
        for (Mention.Builder mention : mentions) {
            text.addMentions(mention);
        }
        return text.build();
    }

    private static Command post(Text text, Post.Builder post) {
        return Commands.by("member", GROUP)
                .setPost(post.setContent(Content.newBuilder().setText(text)))
                .build();
    }

    private static Command edit(Target target) {
        return Commands.by("member", GROUP)
                .setEdit(Edit.newBuilder().setTarget(target).setContent(Commands.text("fixed")))
                .build();
    }
}
