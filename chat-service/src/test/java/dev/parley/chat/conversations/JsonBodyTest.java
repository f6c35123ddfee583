package dev.parley.chat.conversations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Mention;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

    @Test
    void mentions_areReadAsInTheProto3Mapping() {
        JsonBody body = parse("{\"content\":{\"text\":{\"body\":\"@al @all\",\"mentions\":["
                + "{\"length\":3,\"userId\":\"al\",\"later\":1},{\"start\":\"4\",\"length\":4,\"all\":true}]}}}");

        assertThat(body.content("content").getText().getMentionsList())
                .containsExactly(
                        Mention.newBuilder().setLength(3).setUserId("al").build(),
                        Mention.newBuilder()
                                .setStart(4)
                                .setLength(4)
                                .setAll(true)
                                .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2099-01-01T01:00:00+01:00", "2099-01-01T00:00:00Z"})
    void time_isRfc3339(String text) {
        assertThat(parse("{\"until\":\"" + text + "\"}").optionalTime("until"))
                .contains(Instant.parse("2099-01-01T00:00:00Z"));
    }

    @Test
    void absurdTimes_areBroughtIntoWhatCanBeSaid() {
        assertThat(parse("{\"until\":\"+999999999-12-31T23:59:59Z\"}").optionalTime("until"))
                .contains(Instant.parse("9999-12-31T23:59:59Z"));
    }

    private static JsonBody parse(String json) {
        return JsonBody.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
