package dev.parley.gateway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Frame;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonFramesTest {

    private static Decoded decode(String json) {
        return JsonFrames.decode(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "{",
                "{\"id\":\"1\"",
                "{\"id\":\"1\",}",
                "{'id':'1','ping':{}}",
                "{id:\"1\"}",
                "{\"ping\":{}} {}",
                "{\"ping\":{}}x",
                "[]",
                "[{\"ping\":{}}]",
                "\"ping\"",
                "42",
                "true",
                "null",
                "NaN",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\ud8\"}",
                "{\"a\":1 /* c */}",
                "\ufeff{\"ping\":{}}"
            })
    void notJsonOrNoObject_isUndecodable(String json) {
        assertThat(decode(json)).isInstanceOf(Decoded.Undecodable.class);
    }

    @Test
    void invalidUtf8_isUndecodable() {
        byte[] overlong = {'{', '"', 'a', '"', ':', '"', (byte) 0xc0, (byte) 0x80, '"', '}'};
        byte[] surrogate = {'{', '"', 'a', '"', ':', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', '}'};

        assertThat(JsonFrames.decode(overlong)).isInstanceOf(Decoded.Undecodable.class);
        assertThat(JsonFrames.decode(surrogate)).isInstanceOf(Decoded.Undecodable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"7\"}",
                "{\"id\":\"7\",\"fly\":{}}",
                "{\"id\":\"7\",\"ping\":null}",
                "{\"id\":\"7\",\"welcome\":{}}",
                "{\"id\":\"7\",\"ack\":{\"seq\":\"1\"}}",
                "{\"id\":\"7\",\"event\":{}}",
                "{\"id\":\"7\",\"presence\":{}}"
            })
    void noBodyThatAClientSends_isUnknownFrame_withRe(String json) {
        assertThat(decode(json)).isInstanceOfSatisfying(Decoded.Wrong.class, wrong -> {
            assertThat(wrong.code()).isEqualTo(ErrorCode.UNKNOWN_FRAME);
            assertThat(wrong.re()).isEqualTo("7");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"7\",\"ping\":{},\"sync\":{}}",
                "{\"id\":\"7\",\"ping\":{},\"welcome\":{}}",
                "{\"id\":\"7\",\"ping\":[]}",
                "{\"id\":\"7\",\"ping\":5}",
                "{\"id\":\"7\",\"ping\":\"x\"}",
                "{\"id\":\"7\",\"ping\":{},\"ping\":{}}",
                "{\"id\":\"7\",\"send\":{\"conversationId\":5}}",
                "{\"id\":\"7\",\"send\":{\"conversationId\":{}}}",
                "{\"id\":\"7\",\"send\":{\"content\":\"hi\"}}",
                "{\"id\":\"7\",\"send\":{\"content\":{\"text\":\"hi\"}}}",
                "{\"id\":\"7\",\"send\":{\"content\":{\"text\":{\"body\":1}}}}",
                "{\"id\":\"7\",\"send\":{\"replyTo\":\"x\"}}",
                "{\"id\":\"7\",\"send\":{\"replyTo\":\"\"}}",
                "{\"id\":\"7\",\"send\":{\"replyTo\":1.5}}",
                "{\"id\":\"7\",\"send\":{\"replyTo\":\"9223372036854775808\"}}",
                "{\"id\":\"7\",\"send\":{\"replyTo\":1e999999999}}",
                "{\"id\":\"7\",\"send\":{\"replyTo\":true}}",
                "{\"id\":\"7\",\"send\":{\"clientId\":\"a\",\"client_id\":\"b\"}}",
                "{\"id\":\"7\",\"sync\":{\"positions\":[]}}",
                "{\"id\":\"7\",\"sync\":{\"positions\":{\"a\":null}}}",
                "{\"id\":\"7\",\"sync\":{\"positions\":{\"a\":{}}}}",
                "{\"id\":\"7\",\"sync\":{\"limit\":\"x\"}}",
                "{\"id\":\"7\",\"sync\":{\"limit\":4294967296}}",
                "{\"id\":\"7\",\"watch\":{\"userIds\":\"bob\"}}",
                "{\"id\":\"7\",\"watch\":{\"userIds\":[null]}}",
                "{\"id\":\"7\",\"watch\":{\"userIds\":[1]}}",
                "{\"id\":\"7\",\"background\":{\"on\":\"true\"}}",
                "{\"id\":\"7\",\"typing\":{\"conversationId\":\"\\ud800\"}}"
            })
    void aWrongType_isInvalid_withRe(String json) {
        assertThat(decode(json)).isInstanceOfSatisfying(Decoded.Wrong.class, wrong -> {
            assertThat(wrong.code()).isEqualTo(ErrorCode.INVALID);
            assertThat(wrong.re()).isEqualTo("7");
        });
    }

    @Test
    void anIdThatIsNoString_isInvalid_withoutRe() {
        assertThat(decode("{\"id\":7,\"ping\":{}}"))
                .isEqualTo(new Decoded.Wrong("", "", "", ErrorCode.INVALID, "id is no string"));
    }

    @Test
    void nestingBeyondAllMeasure_isInvalid_andCostsNoStack() {
        String deep = "{\"id\":\"7\",\"x\":" + "[".repeat(30_000) + "]".repeat(30_000) + ",\"ping\":{}}";

        assertThat(decode(deep))
                .isInstanceOfSatisfying(
                        Decoded.Wrong.class, wrong -> assertThat(wrong.code()).isEqualTo(ErrorCode.INVALID));
        assertThat(decode("[".repeat(60_000))).isInstanceOf(Decoded.Undecodable.class);
    }

    @Test
    void halfASurrogatePairInAText_isARefusal_becauseTheCommandHasAName() {
        Decoded decoded = decode("{\"id\":\"7\",\"send\":{\"conversationId\":\"d_1\",\"clientId\":\"c\","
                + "\"content\":{\"text\":{\"body\":\"a\\udc00b\"}}}}");

        assertThat(decoded).isInstanceOfSatisfying(Decoded.Wrong.class, wrong -> {
            assertThat(wrong.code()).isEqualTo(ErrorCode.INVALID);
            assertThat(wrong.clientId()).isEqualTo("c");
        });
    }

    @Test
    void aWholeSurrogatePair_isTextAsSent() {
        assertThat(decode("{\"send\":{\"content\":{\"text\":{\"body\":\"\\ud83d\\ude00\"}}}}"))
                .isInstanceOfSatisfying(
                        Decoded.Valid.class,
                        valid -> assertThat(valid.frame()
                                        .getSend()
                                        .getContent()
                                        .getText()
                                        .getBody())
                                .isEqualTo("😀"));
    }

    @Test
    void unknownNamesBesideOneBody_areIgnored_andBothSpellingsOfNumbersAreTaken() {
        Decoded decoded =
                decode("{\"id\":\"7\",\"trace\":[1,{}],\"sync\":{\"positions\":{\"a\":\"12\",\"b\":3,\"c\":4.0},"
                        + "\"limit\":200,\"headsAfter\":\"\",\"later\":{}}}");

        assertThat(decoded).isInstanceOfSatisfying(Decoded.Valid.class, valid -> {
            Frame frame = valid.frame();
            assertThat(frame.getId()).isEqualTo("7");
            assertThat(frame.getSync().getPositionsMap())
                    .containsEntry("a", 12L)
                    .containsEntry("b", 3L)
                    .containsEntry("c", 4L);
            assertThat(frame.getSync().hasHeadsAfter()).isTrue();
        });
    }

    @Test
    void encode_writes64BitNumbersAsStrings_andLeavesDefaultsOut() {
        Frame frame = Frame.newBuilder()
                .setRe("1")
                .setAck(dev.parley.proto.v1.Ack.newBuilder().setSeq(16).setClientId("c"))
                .build();

        assertThat(new String(JsonFrames.encode(frame), StandardCharsets.UTF_8))
                .isEqualTo("{\"re\":\"1\",\"ack\":{\"clientId\":\"c\",\"seq\":\"16\"}}");
    }
}
