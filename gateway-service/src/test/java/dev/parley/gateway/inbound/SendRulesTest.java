package dev.parley.gateway.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Send;
import dev.parley.proto.v1.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SendRulesTest {

    private static Send send(String body) {
        return Send.newBuilder()
                .setConversationId("d_1")
                .setClientId("c")
                .setContent(Content.newBuilder().setText(Text.newBuilder().setBody(body)))
                .build();
    }

    private static ErrorCode refusal(Send send) {
        return ((SendRules.Verdict.Refused) SendRules.judge(send)).code();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t\r", "\u00a0\u2003\u3000", "\u2028\u2029\u0085\u1680\u202f\u205f"})
    void nothingButWhiteSpace_isEmpty(String body) {
        assertThat(refusal(send(body))).isEqualTo(ErrorCode.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " a ", "\u200b", "\u0000", "٠"})
    void anythingElse_isText(String body) {
        assertThat(SendRules.judge(send(body))).isInstanceOf(SendRules.Verdict.Fine.class);
    }

    @Test
    void theBound_isInBytesOfUtf8() {
        assertThat(SendRules.judge(send("é".repeat(16_384)))).isInstanceOf(SendRules.Verdict.Fine.class);
        assertThat(refusal(send("é".repeat(16_384) + "a"))).isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void whatCannotBeNamed_isAnError_whatCannotBeRight_aRefusal() {
        assertThat(SendRules.judge(send("a").toBuilder().setClientId("").build()))
                .isInstanceOf(SendRules.Verdict.Unnamed.class);
        assertThat(SendRules.judge(send("a").toBuilder().setClientId("a b").build()))
                .isInstanceOf(SendRules.Verdict.Unnamed.class);
        assertThat(refusal(send("a").toBuilder().setConversationId("").build())).isEqualTo(ErrorCode.INVALID);
        assertThat(refusal(send("a").toBuilder().setReplyTo(-1).build())).isEqualTo(ErrorCode.INVALID);
        assertThat(refusal(send("a").toBuilder().clearContent().build())).isEqualTo(ErrorCode.INVALID);
    }
}
