package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Hello;
import dev.parley.proto.v1.Ping;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
final class BadInputIT {

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.shared();
    }

    /// Still there: a ping is answered.
    private static void assertAlive(RawSocket socket) throws Exception {
        socket.send("{\"id\":\"alive\",\"ping\":{}}");
        Frame pong = socket.frame();
        assertThat(pong.getRe()).isEqualTo("alive");
        assertThat(pong.hasPong()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'id':'7'}                                             | UNKNOWN_FRAME | 7",
                "{}                                                     | UNKNOWN_FRAME | ``",
                "{'id':'7','fly':{}}                                    | UNKNOWN_FRAME | 7",
                "{'id':'7','pong':{}}                                   | UNKNOWN_FRAME | 7",
                "{'id':'7','welcome':{}}                                | UNKNOWN_FRAME | 7",
                "{'id':'7','edit':{'conversationId':'d_1'}}             | INVALID       | 7",
                "{'id':'7','ping':{},'sync':{}}                         | INVALID       | 7",
                "{'id':7,'ping':{}}                                     | INVALID       | ``",
                "{'id':'7','ping':3}                                    | INVALID       | 7",
                "{'id':'7','hello':{'deviceId':'x'}}                    | INVALID       | 7",
                "{'id':'7','send':{'conversationId':1}}                 | INVALID       | 7",
                "{'id':'7','send':{}}                                   | INVALID       | 7",
                "{'id':'7','send':{'conversationId':'d_1'}}             | INVALID       | 7",
                "{'id':'7','sync':{'positions':{'d_1':-1}}}             | INVALID       | 7",
                "{'id':'7','sync':{'positions':{'':1}}}                 | INVALID       | 7",
                "{'id':'7','sync':{'positions':{'d_1':'9999999999999999999'}}} | INVALID | 7",
                "{'id':'7','sync':{'limit':-1}}                         | INVALID       | 7",
                "{'id':'7','received':{'conversationId':'d_1'}}         | INVALID       | 7",
                "{'id':'7','read':{'conversationId':'d_1','seq':-5}}    | INVALID       | 7",
                "{'id':'7','typing':{}}                                 | INVALID       | 7",
                "{'id':'7','watch':{'userIds':['a b']}}                 | INVALID       | 7"
            })
    void whatParsesButIsWrong_isAnError_andTheSocketStays(String frame, String code, String re) throws Exception {
        try (RawSocket socket = gateway.session("bad", "d" + Math.abs(frame.hashCode()))) {
            socket.send(frame.replace('\'', '"'));

            Frame answer = socket.frame();
            assertThat(answer.getError().getCode()).isEqualTo(code);
            assertThat(answer.getRe()).isEqualTo(re);
            assertAlive(socket);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'text':{'body':''}}         | d_1   | EMPTY",
                "{'text':{}}                  | d_1   | EMPTY",
                "{'text':{'body':' \\u00a0'}} | d_1   | EMPTY",
                "{}                           | d_1   | INVALID",
                "{'sticker':{}}               | d_1   | INVALID",
                "{'text':{'body':'\\ud800'}}  | d_1   | INVALID",
                "{'text':{'body':'x'}}        | d 1   | INVALID",
                "{'text':{'body':'x'}}        | ``    | INVALID"
            })
    void aSendThatCannotBeTaken_isRefusedByName(String content, String conversation, String code) throws Exception {
        try (RawSocket socket = gateway.session("bad", "s" + Math.abs((content + conversation).hashCode()))) {
            socket.send("{\"id\":\"7\",\"send\":{\"conversationId\":\"" + conversation
                    + "\",\"clientId\":\"c1\",\"content\":" + content.replace('\'', '"') + "}}");

            Frame answer = socket.frame();
            assertThat(answer.getRefused().getCode()).isEqualTo(code);
            assertThat(answer.getRefused().getClientId()).isEqualTo("c1");
            assertThat(answer.getRe()).isEqualTo("7");
            assertAlive(socket);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{", "[]", "\"a\"", "1", "null", "{'id':'1','ping':{}}", "{\"ping\":{}}}"})
    void whatIsNoJsonObject_closesWith4500(String text) throws Exception {
        try (RawSocket socket = gateway.session("bad", "e" + Math.abs(text.hashCode()))) {
            assertThat(socket.send(text).closeCode()).isEqualTo(4500);
        }
    }

    @Test
    void invalidUtf8_closesWith4500_alsoSplitOverFragments() throws Exception {
        try (RawSocket socket = gateway.session("bad", "u1")) {
            assertThat(socket.send(RawSocket.TEXT, new byte[] {'"', (byte) 0xff, '"'})
                            .closeCode())
                    .isEqualTo(4500);
        }
        try (RawSocket socket = gateway.session("bad", "u2")) {
            socket.write(RawSocket.TEXT, new byte[] {'{', (byte) 0xc3}, true);
            assertThat(socket.write(0x80, new byte[] {'('}, true).closeCode()).isEqualTo(4500);
        }
    }

    @Test
    void aMessageInFragments_withACharacterSplitBetweenThem_isOneMessage() throws Exception {
        try (RawSocket socket = gateway.session("bad", "f1")) {
            byte[] text = "{\"id\":\"é\",\"ping\":{}}".getBytes(StandardCharsets.UTF_8);
            int middle = 8;
            socket.write(RawSocket.TEXT, java.util.Arrays.copyOfRange(text, 0, middle), true);
            socket.send(RawSocket.PING, new byte[] {1, 2});
            socket.write(0x00, new byte[0], true);
            socket.write(0x80, java.util.Arrays.copyOfRange(text, middle, text.length), true);

            RawSocket.Message pong = socket.next(Duration.ofSeconds(10));
            assertThat(pong).isNotNull();
            assertThat(pong.opcode()).isEqualTo(RawSocket.PONG);
            assertThat(pong.payload()).containsExactly(1, 2);
            assertThat(socket.frame().getRe()).isEqualTo("é");
        }
    }

    @Test
    void theOtherOpcode_closesWith1003() throws Exception {
        try (RawSocket socket = gateway.session("bad", "o1")) {
            assertThat(socket.send(RawSocket.BINARY, new byte[] {0x0a, 0x00}).closeCode())
                    .isEqualTo(1003);
        }
        try (RawSocket socket = gateway.open("/v1/connect", Map.of("Sec-WebSocket-Protocol", "parley.v1.proto"))) {
            assertThat(socket.send("{\"ping\":{}}").closeCode()).isEqualTo(1003);
        }
    }

    @Test
    void theLargestMessage_passes_andOneByteMoreClosesWith1009() throws Exception {
        try (RawSocket socket = gateway.session("bad", "b1")) {
            String shell = "{\"id\":\"big\",\"ping\":{},\"pad\":\"\"}";
            String pad = "x".repeat(65_536 - shell.length());
            socket.send(shell.replace("\"\"}", "\"" + pad + "\"}"));
            assertThat(socket.frame().getRe()).isEqualTo("big");
            socket.send(shell.replace("\"\"}", "\"" + pad + "x\"}"));
            assertThat(socket.closeCode()).isEqualTo(1009);
        }
        try (RawSocket socket = gateway.session("bad", "b2")) {
            socket.write(RawSocket.TEXT, new byte[40_000], true);
            assertThat(socket.write(0x80, new byte[40_000], true).closeCode()).isEqualTo(1009);
        }
    }

    @Test
    void aBrokenWebSocket_closesWith1002() throws Exception {
        try (RawSocket socket = gateway.session("bad", "w1")) {
            assertThat(socket.write(0x81, new byte[] {'{', '}'}, false).closeCode())
                    .as("unmasked")
                    .isEqualTo(1002);
        }
        try (RawSocket socket = gateway.session("bad", "w2")) {
            assertThat(socket.write(0xc1, new byte[] {'{', '}'}, true).closeCode())
                    .as("reserved bit")
                    .isEqualTo(1002);
        }
        try (RawSocket socket = gateway.session("bad", "w3")) {
            assertThat(socket.write(0x80, new byte[] {'{', '}'}, true).closeCode())
                    .as("continuation of nothing")
                    .isEqualTo(1002);
        }
        try (RawSocket socket = gateway.session("bad", "w4")) {
            assertThat(socket.write(0x83, new byte[0], true).closeCode())
                    .as("unknown opcode")
                    .isEqualTo(1002);
        }
        try (RawSocket socket = gateway.session("bad", "w5")) {
            assertThat(socket.send(RawSocket.PING, new byte[126]).closeCode())
                    .as("long control frame")
                    .isEqualTo(1002);
        }
    }

    @Test
    void undecodableProtobuf_closesWith4500_andAnEmptyFrameIsOnlyUnknown() throws Exception {
        try (RawSocket socket = gateway.open("/v1/connect", Map.of("Sec-WebSocket-Protocol", "parley.v1.proto"))) {
            Frame hello = Frame.newBuilder()
                    .setId("1")
                    .setHello(Hello.newBuilder().setToken(gateway.token("bad")).setDeviceId("p1"))
                    .build();
            assertThat(socket.send(RawSocket.BINARY, hello.toByteArray())
                            .frame()
                            .hasWelcome())
                    .isTrue();
            assertThat(socket.send(RawSocket.BINARY, new byte[0])
                            .frame()
                            .getError()
                            .getCode())
                    .isEqualTo("UNKNOWN_FRAME");
            Frame ping = Frame.newBuilder()
                    .setId("2")
                    .setPing(Ping.getDefaultInstance())
                    .build();
            assertThat(socket.send(RawSocket.BINARY, ping.toByteArray()).frame().hasPong())
                    .isTrue();
            assertThat(socket.send(RawSocket.BINARY, new byte[] {(byte) 0xff, (byte) 0xff})
                            .closeCode())
                    .isEqualTo(4500);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"1\",\"ping\":{}}",
                "{\"id\":\"1\"}",
                "{\"id\":\"1\",\"hello\":{\"deviceId\":\"x\"}}",
                "{\"id\":\"1\",\"hello\":{\"deviceId\":\"x\",\"token\":\"nonsense\"}}"
            })
    void aFirstFrameThatDoesNotSayWhoItIs_closesWith4001(String first) throws Exception {
        try (RawSocket socket = gateway.open()) {
            assertThat(socket.send(first).closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void silenceAfterTheUpgrade_closesWith4001_afterFiveSeconds() throws Exception {
        try (RawSocket socket = gateway.open()) {
            assertThat(socket.isQuiet(Duration.ofMillis(4_500))).isTrue();
            assertThat(socket.closeCode(Duration.ofSeconds(2))).isEqualTo(4001);
        }
    }

    @Test
    void aBadDeviceId_isAnError_andAnotherHelloMayFollow() throws Exception {
        try (RawSocket socket = gateway.open()) {
            String token = gateway.token("bad");
            for (String device : new String[] {"", "a b", "é", "x".repeat(65)}) {
                socket.send("{\"id\":\"1\",\"hello\":{\"token\":\"" + token + "\",\"deviceId\":\"" + device + "\"}}");
                assertThat(socket.frame().getError().getCode()).isEqualTo("INVALID");
            }
            socket.send("{\"id\":\"2\",\"hello\":{\"token\":\"" + token + "\",\"deviceId\":\"fine\"}}");
            assertThat(socket.frame().hasWelcome()).isTrue();
        }
    }

    @Test
    void helloOfAnotherUserThanTheHeader_closesWith4001_andOfTheSameIsWelcome() throws Exception {
        Map<String, String> alice = Map.of("Authorization", "Bearer " + gateway.token("alice"));
        try (RawSocket socket = gateway.open("/v1/connect", alice)) {
            socket.send("{\"hello\":{\"token\":\"" + gateway.token("bob") + "\",\"deviceId\":\"x\"}}");
            assertThat(socket.closeCode()).isEqualTo(4001);
        }
        try (RawSocket socket = gateway.open("/v1/connect", alice)) {
            socket.send("{\"hello\":{\"deviceId\":\"x\"}}");
            assertThat(socket.frame().getWelcome().getUserId()).isEqualTo("alice");
        }
    }

    @Test
    void aTokenThatRunsOut_closesWith4001_unlessRefreshed() throws Exception {
        try (RawSocket kept = gateway.open();
                RawSocket lost = gateway.open()) {
            String soon = gateway.token("late", Instant.now().plusSeconds(3));
            kept.send("{\"hello\":{\"token\":\"" + soon + "\",\"deviceId\":\"kept\"}}");
            lost.send("{\"hello\":{\"token\":\"" + soon + "\",\"deviceId\":\"lost\"}}");
            String sessionId = kept.frame().getWelcome().getSessionId();
            assertThat(lost.frame().hasWelcome()).isTrue();
            kept.send("{\"id\":\"r\",\"refresh\":{\"token\":\"" + gateway.token("late") + "\"}}");
            Frame again = kept.frame();
            assertThat(again.getRe()).isEqualTo("r");
            assertThat(again.getWelcome().getSessionId()).isEqualTo(sessionId);

            assertThat(lost.closeCode(Duration.ofSeconds(6))).isEqualTo(4001);
            assertAlive(kept);
        }
    }

    @Test
    void aBadRefresh_closesWith4001() throws Exception {
        try (RawSocket socket = gateway.session("late", "r1")) {
            socket.send("{\"refresh\":{\"token\":\"" + gateway.token("other") + "\"}}");
            assertThat(socket.closeCode()).isEqualTo(4001);
        }
        try (RawSocket socket = gateway.session("late", "r2")) {
            assertThat(socket.send("{\"refresh\":{}}").closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void moreThanTheBounds_isInvalid() throws Exception {
        try (RawSocket socket = gateway.session("bad", "m1")) {
            StringBuilder users = new StringBuilder("\"u0\"");
            StringBuilder positions = new StringBuilder("\"d_0\":\"1\"");
            for (int i = 1; i <= 200; i++) {
                users.append(",\"u").append(i).append('"');
            }
            for (int i = 1; i <= 500; i++) {
                positions.append(",\"d_").append(i).append("\":\"1\"");
            }
            socket.send("{\"id\":\"1\",\"watch\":{\"userIds\":[" + users + "]}}");
            assertThat(socket.frame().getError().getCode()).isEqualTo("INVALID");
            socket.send("{\"id\":\"2\",\"sync\":{\"positions\":{" + positions + "}}}");
            assertThat(socket.frame().getError().getCode()).isEqualTo("INVALID");
            socket.send(
                    "{\"id\":\"3\",\"send\":{\"conversationId\":\"d_1\",\"clientId\":\"c\",\"content\":{\"text\":{\"body\":\""
                            + "x".repeat(32_769) + "\"}}}}");
            assertThat(socket.frame().getRefused().getCode()).isEqualTo("TOO_LARGE");
        }
    }
}
