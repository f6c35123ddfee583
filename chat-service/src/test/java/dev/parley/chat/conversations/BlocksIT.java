package dev.parley.chat.conversations;

import static dev.parley.chat.conversations.RestWorld.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.conversations.RestWorld.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Blocks over REST.
@Timeout(240)
final class BlocksIT {

    private final RestWorld world = RestWorld.shared();
    private final String alice = user("alice");
    private final String bob = user("bob");

    @Test
    void block_worksBothWays_andTellsNobody() {
        String direct = world.direct(alice, bob);
        world.post(direct, alice, "hi");

        assertThat(block("PUT", alice, bob).status()).isEqualTo(204);
        assertThat(block("PUT", alice, bob).status()).isEqualTo(204);
        assertThat(world.post(direct, bob, "hello?").problem()).isEqualTo("403 NOT_ALLOWED");
        assertThat(world.post(direct, alice, "well").problem()).isEqualTo("403 NOT_ALLOWED");
        await().atMost(Duration.ofSeconds(2)).until(() -> blocked(alice).equals(List.of(bob)));
        assertThat(blocked(bob)).isEmpty();

        assertThat(block("DELETE", alice, bob).status()).isEqualTo(204);
        assertThat(world.post(direct, bob, "again").text("seq")).isEqualTo("3");
        await().atMost(Duration.ofSeconds(2)).until(() -> blocked(alice).isEmpty());
    }

    @Test
    void block_mayComeBeforeTheConversation() {
        assertThat(block("PUT", alice, bob).status()).isEqualTo(204);

        String direct = world.direct(bob, alice);

        assertThat(direct).isNotEmpty();
        assertThat(world.post(direct, bob, "hi").problem()).isEqualTo("403 NOT_ALLOWED");
    }

    @Test
    void list_isPaged() {
        for (int i = 0; i < 3; i++) {
            block("PUT", alice, "user-" + i);
        }
        block("DELETE", alice, "user-1");
        await().atMost(Duration.ofSeconds(5)).until(() -> blocked(alice).equals(List.of("user-0", "user-2")));

        Answer first = world.get("/v1/users/me/blocks?limit=1", alice);
        assertThat(first.body().path("hasMore").asBoolean(false)).isTrue();
        assertThat(first.header("Link")).contains("rel=\"next\"");
        Answer second = world.get("/v1/users/me/blocks?limit=1&cursor=" + first.text("nextCursor"), alice);
        assertThat(second.body().path("items").path(0).path("userId").asString(""))
                .isEqualTo("user-2");
        assertThat(second.body().path("hasMore").asBoolean(true)).isFalse();
        assertThat(world.get("/v1/users/me/blocks?cursor=x", alice).problem()).isEqualTo("400 BAD_CURSOR");
        assertThat(world.get("/v1/users/me/blocks?limit=0", alice).problem()).isEqualTo("400 INVALID");
    }

    @Test
    void oneself_andNobody_areInvalid() {
        assertThat(block("PUT", alice, alice).problem()).isEqualTo("400 INVALID");
        assertThat(block("PUT", alice, "b%20b").problem()).isEqualTo("400 INVALID");
        assertThat(block("DELETE", alice, "x".repeat(129)).problem()).isEqualTo("400 INVALID");
    }

    private Answer block(String method, String who, String whom) {
        return world.call(method, "/v1/users/" + whom + "/block", who, null);
    }

    private List<String> blocked(String user) {
        List<String> blocked = new ArrayList<>();
        world.get("/v1/users/me/blocks", user)
                .body()
                .path("items")
                .forEach(item -> blocked.add(item.path("userId").asString("")));
        return blocked;
    }
}
