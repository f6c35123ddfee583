package dev.parley.chat.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.contract.ErrorCode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonBodyTest {

    @ParameterizedTest
    @ValueSource(strings = {"\"12\"", "12"})
    void seq_mayComeAsStringOrNumber(String value) {
        assertThat(parse("{\"replyTo\":" + value + "}").seq("replyTo")).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "\"x\"", "true", "{}", "99999999999999999999", "\"99999999999999999999\""})
    void absurdSeq_isInvalid(String value) {
        JsonBody body = parse("{\"replyTo\":" + value + "}");

        assertThatThrownBy(() -> body.seq("replyTo")).isInstanceOf(ProblemException.class);
    }

    @Test
    void invalidUtf8_isInvalid() {
        byte[] bytes = "{\"title\":\"?\"}".getBytes(StandardCharsets.UTF_8);
        bytes[10] = (byte) 0xff;

        assertThatThrownBy(() -> JsonBody.parse(bytes).text("title")).isInstanceOf(ProblemException.class);
    }

    @Test
    void unknownFields_areIgnored_andTextIsKeptAsSent() {
        JsonBody body = parse("{\"content\":{\"text\":{\"body\":\" e\\u0301 \\ud83d\\ude00 \"},\"later\":1}}");

        assertThat(body.content("content").getText().getBody()).isEqualTo(" e\u0301 \ud83d\ude00 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\\t\\n", "\\u00a0\\u2003\\u3000\\u0085"})
    void textOfNothingButWhiteSpace_isEmpty(String text) {
        JsonBody body = parse("{\"content\":{\"text\":{\"body\":\"" + text + "\"}}}");

        assertThatThrownBy(() -> body.content("content"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.code()).isEqualTo(ErrorCode.EMPTY));
    }

    private static JsonBody parse(String json) {
        return JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
