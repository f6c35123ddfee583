package dev.parley.chat.conversations;

import static dev.parley.chat.conversations.RestWorld.path;
import static dev.parley.chat.conversations.RestWorld.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.conversations.RestWorld.Answer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Invite links over REST.
@Timeout(240)
final class InvitesIT {

    private static final String JOIN = "/v1/conversations/join";

    private final RestWorld world = RestWorld.shared();
    private final String alice = user("alice");
    private final String bob = user("bob");
    private final String group = world.group(alice, bob);
    private final String invites = path(group) + "/invites";

    @Test
    void invite_isShownOnce_andLetsPeopleIn_untilItIsUsedUp() {
        Answer made = world.call("POST", invites, alice, "{\"expiresInSeconds\":3600,\"maxUses\":1}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.text("expiresAt")).endsWith("Z");
        assertThat(made.body().path("maxUses").asInt(0)).isEqualTo(1);
        String carol = user("carol");

        Answer joined = join(carol, made.text("token"));
        assertThat(joined.status()).isEqualTo(201);
        assertThat(joined.text("conversationId")).isEqualTo(group);
        assertThat(joined.body().path("members")).hasSize(3);
        assertThat(join(carol, made.text("token")).status()).isEqualTo(200);
        assertThat(join(user("dave"), made.text("token")).problem()).isEqualTo("404 NOT_FOUND");
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            Answer listed = world.get(invites, alice);
            JsonNode invite = listed.body().path("items").path(0);
            assertThat(invite.path("inviteId").asString("")).isEqualTo(made.text("inviteId"));
            assertThat(invite.path("createdBy").asString("")).isEqualTo(alice);
            assertThat(invite.path("uses").asInt(0)).isEqualTo(1);
            assertThat(listed.raw()).doesNotContain(made.text("token")).doesNotContain("token");
        });
    }

    @Test
    void invite_isRevoked() {
        Answer made = world.call("POST", invites, alice, "{}");
        assertThat(made.body().has("expiresAt")).isFalse();
        String one = invites + "/" + made.text("inviteId");

        assertThat(world.call("DELETE", one, bob, null).problem()).isEqualTo("403 FORBIDDEN");
        assertThat(world.call("DELETE", one, alice, null).status()).isEqualTo(204);
        assertThat(world.call("DELETE", one, alice, null).problem()).isEqualTo("404 NOT_FOUND");
        assertThat(join(user("dave"), made.text("token")).problem()).isEqualTo("404 NOT_FOUND");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> world.get(invites, alice).body().path("items").isEmpty());
    }

    @Test
    void invites_areOnlyForThoseWhoMayInvite() {
        assertThat(world.call("POST", invites, bob, "{}").problem()).isEqualTo("403 FORBIDDEN");
        assertThat(world.get(invites, bob).problem()).isEqualTo("403 FORBIDDEN");
        assertThat(world.call("POST", invites, "mallory", "{}").problem()).isEqualTo("404 NOT_FOUND");
        assertThat(world.get(invites, "mallory").problem()).isEqualTo("404 NOT_FOUND");
        String direct = path(world.direct(alice, bob)) + "/invites";
        assertThat(world.call("POST", direct, alice, "{}").problem()).isEqualTo("422 NOT_A_GROUP");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(world.get(direct, alice).problem()).isEqualTo("422 NOT_A_GROUP"));

        world.call("PATCH", path(group), alice, "{\"policy\":{\"add\":\"all\"}}");
        assertThat(world.call("POST", invites, bob, "{}").status()).isEqualTo(201);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(world.get(invites, bob).body().path("items")).hasSize(1));
    }

    @Test
    void keyThatComesAgain_makesNoSecondInvite_andShowsNoToken() {
        Answer first = world.call("POST", invites, alice, "{}", "Idempotency-Key", "k");
        Answer again = world.call("POST", invites, alice, "{}", "Idempotency-Key", "k");

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.problem()).isEqualTo("409 CONFLICT");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(world.get(invites, alice).body().path("items"))
                        .hasSize(1));
        assertThat(join(user("carol"), first.text("token")).status()).isEqualTo(201);
    }

    @Test
    void inviteWhoseOutcomeWasLost_isStillShown() {
        world.router().setDeaf(true);
        Thread.ofVirtual().start(() -> {
            await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
            world.router().setDeaf(false);
        });

        Answer made = world.call("POST", invites, alice, "{}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(join(user("carol"), made.text("token")).status()).isEqualTo(201);
    }

    @Test
    void list_isPaged() {
        for (int i = 0; i < 5; i++) {
            world.call("POST", invites, alice, "{}");
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() -> world.get(invites, alice).body().path("items").size() == 5);
        Set<String> seen = new HashSet<>();
        String cursor = "";
        int pages = 0;
        do {
            Answer page = world.get(invites + "?limit=2" + cursor, alice);
            page.body()
                    .path("items")
                    .forEach(item -> seen.add(item.path("inviteId").asString("")));
            cursor = page.text("nextCursor").isEmpty() ? "" : "&cursor=" + page.text("nextCursor");
            pages++;
        } while (!cursor.isEmpty());
        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"maxUses\":0}",
                "{\"maxUses\":-1}",
                "{\"maxUses\":1.5}",
                "{\"maxUses\":4294967297}",
                "{\"expiresInSeconds\":0}",
                "{\"expiresInSeconds\":31536001}",
                "{\"expiresInSeconds\":\"soon\"}"
            })
    void malformedInvite_isInvalid(String body) {
        assertThat(world.call("POST", invites, alice, body).problem()).isEqualTo("400 INVALID");
    }

    @Test
    void tokensThatAreNone_areNoInvite_andTellNothing() {
        String token = world.call("POST", invites, alice, "{}").text("token");
        for (String wrong :
                new String[] {"x", "%%%", token.substring(4), token.substring(0, token.length() - 4) + "AAAA"}) {
            assertThat(join(user("dave"), wrong).problem()).isEqualTo("404 NOT_FOUND");
        }
        assertThat(world.call("POST", JOIN, alice, "{}").problem()).isEqualTo("400 INVALID");
    }

    private Answer join(String user, String token) {
        return world.call("POST", JOIN, user, "{\"token\":\"" + token + "\"}");
    }
}
