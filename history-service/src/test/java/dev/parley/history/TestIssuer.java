package dev.parley.history;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.function.UnaryOperator;

/// An issuer of real tokens with a real key set endpoint.
final class TestIssuer implements AutoCloseable {

    static final String ISSUER = "http://issuer.test";

    private final HttpServer server;
    private final RSAKey key;
    private final RSAKey foreignKey;

    TestIssuer() throws IOException, JOSEException {
        this.key = new RSAKeyGenerator(2048).keyID("k1").generate();
        this.foreignKey = new RSAKeyGenerator(2048).keyID("k1").generate();
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] keys = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
        server.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        server.start();
    }

    String jwkSetUri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    String token(String user) {
        return token(user, claims -> claims);
    }

    String token(String user, UnaryOperator<JWTClaimsSet.Builder> change) {
        return sign(key, user, change);
    }

    String forgedToken(String user) {
        return sign(foreignKey, user, claims -> claims);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static String sign(RSAKey key, String user, UnaryOperator<JWTClaimsSet.Builder> change) {
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience("parley")
                .subject(user)
                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))));
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(),
                change.apply(claims).build());
        try {
            jwt.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return jwt.serialize();
    }
}
