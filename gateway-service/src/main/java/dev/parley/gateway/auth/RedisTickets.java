package dev.parley.gateway.auth;

import dev.parley.contract.RedisKeys;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisStringAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tickets in Redis: `SET ticket:{t} "user expirySeconds" EX 30`, taken by `GETDEL`, which makes them one-use without
/// a script. 144 random bits; a lost Redis loses the tickets of the last half minute, and their clients ask again.
public final class RedisTickets implements Tickets {

    private static final Duration GOOD_FOR = Duration.ofSeconds(30);
    private static final int RANDOM_BYTES = 18;
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{24}");

    private final RedisClient client;
    private final RedisURI uri;
    private final RedisKeys keys;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    private @Nullable CompletableFuture<StatefulRedisConnection<String, String>> connection;

    public RedisTickets(RedisClient client, RedisURI uri, RedisKeys keys, Clock clock) {
        this.client = client;
        this.uri = uri;
        this.keys = keys;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Ticket> issue(Principal principal) {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        String value = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Instant expiresAt = clock.instant().plus(GOOD_FOR);
        // A user id holds no space.
        String content = principal.userId() + " " + principal.expiresAt().getEpochSecond();
        return redis().thenCompose(redis -> redis.setex(keys.ticket(value), GOOD_FOR.toSeconds(), content))
                .thenApply(ok -> new Ticket(value, expiresAt));
    }

    @Override
    public CompletionStage<Verification> redeem(String ticket) {
        if (!SHAPE.matcher(ticket).matches()) {
            return CompletableFuture.completedFuture(new Verification.Rejected("ticket"));
        }
        return redis().thenCompose(redis -> redis.getdel(keys.ticket(ticket)))
                .thenApply(this::principal)
                .exceptionally(e -> {
                    // Any failure of the store says nothing about the ticket.
                    return new Verification.Unavailable();
                });
    }

    /// One connection for all, made when it is first needed and tried again if that failed; later it reconnects by
    /// itself.
    private synchronized CompletionStage<RedisStringAsyncCommands<String, String>> redis() {
        CompletableFuture<StatefulRedisConnection<String, String>> current = connection;
        if (current == null || current.isCompletedExceptionally()) {
            current = client.connectAsync(StringCodec.UTF8, uri).toCompletableFuture();
            connection = current;
        }
        return current.thenApply(StatefulRedisConnection::async);
    }

    private Verification principal(@Nullable String content) {
        int space = content == null ? -1 : content.indexOf(' ');
        if (content == null || space < 0) {
            return new Verification.Rejected("ticket");
        }
        Instant expiresAt = Instant.ofEpochSecond(Long.parseLong(content.substring(space + 1)));
        return expiresAt.isAfter(clock.instant())
                ? new Verification.Verified(new Principal(content.substring(0, space), expiresAt))
                : new Verification.Rejected("expired");
    }
}
