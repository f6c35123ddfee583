package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class UpgradeIT {

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = TestGateway.shared();
    }

    private static RawSocket.Answer answer(String path, Map<String, String> headers) throws Exception {
        try (RawSocket socket = new RawSocket(gateway.port(), path, headers)) {
            return socket.answer();
        }
    }

    private static RawSocket.Answer answerWithToken(String token) throws Exception {
        return answer("/v1/connect", Map.of("Authorization", "Bearer " + token));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/connect                       | Sec-WebSocket-Protocol | ''             | 400 | INVALID",
                "/v1/connect                       | Sec-WebSocket-Protocol | parley.v2.json | 400 | INVALID",
                "/v1/connect                       | Sec-WebSocket-Key      | short          | 400 | INVALID",
                "/v1/connect                       | Sec-WebSocket-Version  | 8              | 426 | INVALID",
                "/v1/connect                       | Upgrade                | ''             | 426 | INVALID",
                "/v1/connect                       | :method                | DELETE         | 405 | INVALID",
                "/v1/connect?token=abc             | X                      | x              | 400 | TOKEN_IN_URL",
                "/v1/connect?access_token=abc      | X                      | x              | 400 | TOKEN_IN_URL",
                "/v1/connect?a=1&token=            | X                      | x              | 400 | TOKEN_IN_URL",
                "/v1/connect?ticket=never          | X                      | x              | 401 | UNAUTHORIZED",
                "/v1/connect?ticket=               | X                      | x              | 401 | UNAUTHORIZED",
                "/v1/connect?x=%zz                 | X                      | x              | 400 | INVALID",
                "/v1/connect                       | Authorization          | Bearer abc     | 401 | UNAUTHORIZED",
                "/v1/connect                       | Authorization          | Basic abc      | 401 | UNAUTHORIZED",
                "/v1/connect                       | Authorization          | Bearer         | 401 | UNAUTHORIZED"
            })
    void aWrongUpgrade_isAProblem(String path, String header, String value, int status, String code) throws Exception {
        RawSocket.Answer answer = answer(path, Map.of(header, value));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head()).contains("application/problem+json");
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "https://evil.example",
                "https://chat.example.evil.example",
                "https://evilchat.example",
                "https://sub.chat.example",
                "http://chat.example",
                "https://chat.example:8443",
                "https://chat.example/",
                "HTTPS://CHAT.EXAMPLE",
                "file://"
            })
    void aForeignOrigin_is403(String origin) throws Exception {
        assertThat(answer("/v1/connect", Map.of("Origin", origin)).status()).isEqualTo(403);
    }

    @Test
    void theAllowedOrigin_orNone_isLetIn_withTheSubprotocolAskedFor() throws Exception {
        RawSocket.Answer answer = answer(
                "/v1/connect",
                Map.of("Origin", "https://chat.example", "Sec-WebSocket-Protocol", "x, parley.v1.proto"));

        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.head()).containsIgnoringCase("sec-websocket-protocol: parley.v1.proto");
        assertThat(answer.head()).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(answer("/v1/connect", Map.of()).status()).isEqualTo(101);
    }

    @Test
    void aTokenOfAnotherIssuerAudienceKeyOrTime_is401() throws Exception {
        Date later = Date.from(Instant.now().plusSeconds(600));
        JWTClaimsSet good = new JWTClaimsSet.Builder()
                .subject("alice")
                .issuer(TestGateway.ISSUER)
                .audience("parley")
                .expirationTime(later)
                .build();
        RSAKey otherKey = new RSAKeyGenerator(2048).keyID("k1").generate();
        JWTClaimsSet issuer =
                new JWTClaimsSet.Builder(good).issuer("http://else.where").build();
        JWTClaimsSet audience = new JWTClaimsSet.Builder(good).audience("other").build();
        JWTClaimsSet forever =
                new JWTClaimsSet.Builder(good).expirationTime(null).build();
        JWTClaimsSet nobody = new JWTClaimsSet.Builder(good).subject(null).build();
        JWTClaimsSet odd = new JWTClaimsSet.Builder(good).subject("a b").build();

        assertThat(answerWithToken(TestGateway.sign(good, gateway.key())).status())
                .isEqualTo(101);
        assertThat(answerWithToken(TestGateway.sign(good, otherKey)).status()).isEqualTo(401);
        assertThat(answerWithToken(TestGateway.sign(issuer, gateway.key())).status())
                .isEqualTo(401);
        assertThat(answerWithToken(TestGateway.sign(audience, gateway.key())).status())
                .isEqualTo(401);
        assertThat(answerWithToken(TestGateway.sign(forever, gateway.key())).status())
                .isEqualTo(401);
        assertThat(answerWithToken(TestGateway.sign(nobody, gateway.key())).status())
                .isEqualTo(401);
        assertThat(answerWithToken(TestGateway.sign(odd, gateway.key())).status())
                .isEqualTo(401);
        assertThat(answerWithToken(new PlainJWT(good).serialize()).status()).isEqualTo(401);
        assertThat(answerWithToken(gateway.token("alice", Instant.now().minusSeconds(5)))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aTicket_opensOneSocket_andOnlyOne() throws Exception {
        HttpResponse<String> issued = ticket("Bearer " + gateway.token("alice"));
        assertThat(issued.statusCode()).isEqualTo(201);
        assertThat(issued.body()).contains("expiresAt");
        Matcher ticket = Pattern.compile("\"ticket\":\"([^\"]+)\"").matcher(issued.body());
        assertThat(ticket.find()).isTrue();

        try (RawSocket socket = gateway.open("/v1/connect?ticket=" + ticket.group(1), Map.of())) {
            socket.send("{\"id\":\"1\",\"hello\":{\"deviceId\":\"browser\"}}");
            assertThat(socket.frame().getWelcome().getUserId()).isEqualTo("alice");
        }
        assertThat(answer("/v1/connect?ticket=" + ticket.group(1), Map.of()).status())
                .isEqualTo(401);
    }

    @Test
    void aTicketWithoutAToken_isNotIssued() throws Exception {
        assertThat(ticket("").statusCode()).isEqualTo(401);
        assertThat(ticket("Bearer nonsense").body()).contains("UNAUTHORIZED");
    }

    @Test
    void httpBesideTheSocket_isServedByTheSameServer() throws Exception {
        HttpResponse<String> health = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + gateway.port() + "/actuator/health/readiness"))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(health.statusCode()).isEqualTo(200);
    }

    private static HttpResponse<String> ticket(String authorization) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.port() + "/v1/tickets"))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
