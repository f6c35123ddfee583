package dev.parley.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Delete;
import dev.parley.proto.v1.Edit;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.React;
import dev.parley.proto.v1.Send;
import dev.parley.proto.v1.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandChecksTest {

    private static Send send(String body) {
        return Send.newBuilder()
                .setConversationId("d_1")
                .setClientId("c")
                .setContent(Content.newBuilder().setText(Text.newBuilder().setBody(body)))
                .build();
    }

    private static CommandChecks.Verdict judge(Send send) {
        return judge(Frame.newBuilder().setSend(send));
    }

    private static CommandChecks.Verdict judge(Frame.Builder frame) {
        return CommandChecks.judge(ClientCommand.of(frame.build()));
    }

    private static ErrorCode refusal(Frame.Builder frame) {
        return ((CommandChecks.Verdict.Refused) judge(frame)).code();
    }

    private static ErrorCode refusal(Send send) {
        return ((CommandChecks.Verdict.Refused) judge(send)).code();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t\r", "\u00a0\u2003\u3000", "\u2028\u2029\u0085\u1680\u202f\u205f"})
    void nothingButWhiteSpace_isEmpty(String body) {
        assertThat(refusal(send(body))).isEqualTo(ErrorCode.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " a ", "\u200b", "\u0000", "٠"})
    void anythingElse_isText(String body) {
        assertThat(judge(send(body))).isInstanceOf(CommandChecks.Verdict.Fine.class);
    }

    @Test
    void theBound_isInBytesOfUtf8() {
        assertThat(judge(send("é".repeat(16_384)))).isInstanceOf(CommandChecks.Verdict.Fine.class);
        assertThat(refusal(send("é".repeat(16_384) + "a"))).isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void whatCannotBeNamed_isAnError_whatCannotBeRight_aRefusal() {
        assertThat(judge(send("a").toBuilder().setClientId("").build()))
                .isInstanceOf(CommandChecks.Verdict.Unnamed.class);
        assertThat(judge(send("a").toBuilder().setClientId("a b").build()))
                .isInstanceOf(CommandChecks.Verdict.Unnamed.class);
        assertThat(refusal(send("a").toBuilder().setConversationId("").build())).isEqualTo(ErrorCode.INVALID);
        assertThat(refusal(send("a").toBuilder().setReplyTo(-1).build())).isEqualTo(ErrorCode.INVALID);
        assertThat(refusal(send("a").toBuilder().clearContent().build())).isEqualTo(ErrorCode.INVALID);
    }

    @Test
    void anEditADeletionAndAReaction_nameAMessage() {
        Edit edit = Edit.newBuilder()
                .setConversationId("d_1")
                .setClientId("c")
                .setTargetSeq(3)
                .setContent(send("a").getContent())
                .build();
        Delete delete = Delete.newBuilder()
                .setConversationId("d_1")
                .setClientId("c")
                .setTargetSeq(3)
                .build();

        assertThat(judge(Frame.newBuilder().setEdit(edit))).isInstanceOf(CommandChecks.Verdict.Fine.class);
        assertThat(judge(Frame.newBuilder().setDelete(delete))).isInstanceOf(CommandChecks.Verdict.Fine.class);
        assertThat(refusal(Frame.newBuilder().setEdit(edit.toBuilder().setTargetSeq(0))))
                .isEqualTo(ErrorCode.INVALID);
        assertThat(refusal(Frame.newBuilder()
                        .setEdit(edit.toBuilder().setContent(send(" ").getContent()))))
                .isEqualTo(ErrorCode.EMPTY);
        assertThat(refusal(Frame.newBuilder().setDelete(delete.toBuilder().setTargetSeq(-1))))
                .isEqualTo(ErrorCode.INVALID);
    }

    @Test
    void anEmoji_isShortAndNotBlank() {
        React react = React.newBuilder()
                .setConversationId("d_1")
                .setClientId("c")
                .setTargetSeq(3)
                .setEmoji("👍🏽")
                .build();

        assertThat(judge(Frame.newBuilder().setReact(react))).isInstanceOf(CommandChecks.Verdict.Fine.class);
        assertThat(refusal(Frame.newBuilder().setReact(react.toBuilder().setEmoji(" "))))
                .isEqualTo(ErrorCode.INVALID);
        assertThat(refusal(Frame.newBuilder().setReact(react.toBuilder().setEmoji("x".repeat(65)))))
                .isEqualTo(ErrorCode.INVALID);
    }
}
