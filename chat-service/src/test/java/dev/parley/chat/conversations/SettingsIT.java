package dev.parley.chat.conversations;

import static dev.parley.chat.conversations.RestWorld.path;
import static dev.parley.chat.conversations.RestWorld.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.chat.conversations.RestWorld.Answer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.BooleanNode;

/// A conversation's profile and policy, and how it looks to one user, over REST.
@Timeout(240)
final class SettingsIT {

    private final RestWorld world = RestWorld.shared();
    private final String alice = user("alice");
    private final String bob = user("bob");
    private final String group = world.group(alice, bob);
    private final String settings = path(group) + "/settings";

    @Test
    void settings_areChangedOneByOne_andAnsweredWhole_andNobodyElses() {
        assertThat(world.call("PATCH", settings, alice, "{\"archived\":true,\"draft\":\"so far\"}")
                        .status())
                .isEqualTo(200);
        Answer whole = world.call("PATCH", settings, alice, "{\"mutedUntil\":\"2099-01-01T01:00:00+01:00\"}");

        assertThat(whole.raw())
                .isEqualTo("{\"mutedUntil\":\"2099-01-01T00:00:00Z\",\"archived\":true,\"pinned\":false,"
                        + "\"markedUnread\":false,\"draft\":\"so far\"}");
        assertThat(world.get(settings, alice).raw()).isEqualTo(whole.raw());
        assertThat(world.get(path(group), alice).body().path("settings")).isEqualTo(whole.body());
        assertThat(world.get(settings, bob).raw())
                .isEqualTo("{\"archived\":false,\"pinned\":false,\"markedUnread\":false,\"draft\":\"\"}");

        Answer back = world.call(
                "PATCH",
                settings,
                alice,
                "{\"mutedUntil\":null,\"archived\":null,\"draft\":null,\"pinned\":true,\"markedUnread\":true}");
        assertThat(back.raw()).isEqualTo("{\"archived\":false,\"pinned\":true,\"markedUnread\":true,\"draft\":\"\"}");
        assertThat(world.post(group, alice, "hi").text("seq")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"other\":1}",
                "{\"archived\":\"yes\"}",
                "{\"mutedUntil\":\"tomorrow\"}",
                "{\"mutedUntil\":7}",
                "{\"draft\":7}",
                "{\"request\":true}",
                "{\"request\":\"no\"}",
                "{\"draft\":\"\\ud800\"}"
            })
    void malformedSettings_areInvalid(String body) {
        assertThat(world.call("PATCH", settings, alice, body).problem()).isEqualTo("400 INVALID");
    }

    @Test
    void aConversationWithWhoWantsToBeAsked_isARequestToThem_untilTheyWrite() {
        String asked = "asked-" + alice;
        assertThat(world.call("PUT", "/v1/users/me/settings", asked, "{\"messageRequests\":true}")
                        .raw())
                .isEqualTo("{\"readReceipts\":true,\"messageRequests\":true}");
        assertThat(world.call("PUT", "/v1/users/me/settings", asked, "{\"readReceipts\":false}")
                        .raw())
                .as("what is not named stays")
                .isEqualTo("{\"readReceipts\":false,\"messageRequests\":true}");
        assertThat(world.call("PUT", "/v1/users/me/settings", asked, "{}").problem())
                .isEqualTo("400 INVALID");

        String direct = world.direct(alice, asked);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(world.get(path(direct), asked).body().at("/settings/request"))
                                .isEqualTo(BooleanNode.TRUE));
        assertThat(world.get(path(direct), alice).raw()).doesNotContain("request");

        world.post(direct, asked, "who are you");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(world.get(path(direct), asked).raw()).doesNotContain("request"));
    }

    @Test
    void settings_areForMembers() {
        assertThat(world.get(settings, "mallory").problem()).isEqualTo("404 NOT_FOUND");
        assertThat(world.call("PATCH", settings, "mallory", "{\"archived\":true}")
                        .problem())
                .isEqualTo("404 NOT_FOUND");
        assertThat(world.call("PATCH", settings, alice, "{\"draft\":\"" + "x".repeat(4097) + "\"}")
                        .problem())
                .isEqualTo("413 TOO_LARGE");
    }

    @Test
    void profileAndPolicy_areChanged_andShown() {
        patch("{\"description\":\"What we do\"}", 200);
        patch("{\"picture\":\"media-1\"}", 200);
        patch(
                "{\"policy\":{\"post\":\"admins\",\"pin\":\"all\",\"editWithinSeconds\":60,\"slowModeSeconds\":\"5\","
                        + "\"disappearAfterSeconds\":86400}}",
                200);
        patch("{\"policy\":{\"editWithinSeconds\":0}}", 200);

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            Answer read = world.get(path(group), bob);
            assertThat(read.text("description")).isEqualTo("What we do");
            assertThat(read.text("picture")).isEqualTo("media-1");
            assertThat(read.body().path("policy").toString())
                    .isEqualTo("{\"history\":\"joined\",\"post\":\"admins\",\"add\":\"admins\",\"rename\":\"admins\","
                            + "\"pin\":\"all\",\"editWithinSeconds\":0,\"slowModeSeconds\":5,"
                            + "\"disappearAfterSeconds\":86400}");
        });
        patch("{\"picture\":\"\"}", 200);
        assertThat(world.call("PATCH", path(group), bob, "{\"description\":\"x\"}")
                        .problem())
                .isEqualTo("403 FORBIDDEN");
        assertThat(world.call("PATCH", path(world.direct(alice, bob)), alice, "{\"description\":\"x\"}")
                        .problem())
                .isEqualTo("422 NOT_A_GROUP");
        assertThat(patch("{\"description\":\"" + "x".repeat(4097) + "\"}", 413).text("code"))
                .isEqualTo("TOO_LARGE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"title\":\"a\",\"description\":\"b\"}",
                "{\"title\":5}",
                "{\"picture\":\"not an id\"}",
                "{\"policy\":{}}",
                "{\"policy\":\"all\"}",
                "{\"policy\":{\"post\":\"nobody\"}}",
                "{\"policy\":{\"slowModeSeconds\":-1}}",
                "{\"policy\":{\"slowModeSeconds\":99999999999}}",
                "{\"policy\":{\"slowModeSeconds\":21601}}"
            })
    void malformedChange_isInvalid(String body) {
        assertThat(patch(body, 400).text("code")).isEqualTo("INVALID");
    }

    @Test
    void ofTwoChangesWithOneTag_oneIsStale() {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> world.get(path(group), alice).status() == 200);
        String tag = world.get(path(group), alice).header("ETag");
        assertThat(tag).matches("\"[0-9a-f]{32}\"");
        // Not what it is a tag of.
        world.post(group, bob, "hi");

        assertThat(changed("One", tag)).isEqualTo("200");
        assertThat(changed("Two", tag)).isEqualTo("412 CONFLICT");
        assertThat(changed("Two", "W/" + tag)).isEqualTo("412 CONFLICT");
        assertThat(changed("Two", "nonsense")).isEqualTo("400 INVALID");
        assertThat(changed("Two", "*")).isEqualTo("200");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> world.get(path(group), alice).text("title").equals("Two"));
        String next = world.get(path(group), alice).header("ETag");
        assertThat(next).isNotEqualTo(tag);
        assertThat(changed("Three", tag + ", " + next)).isEqualTo("200");
    }

    @Test
    void ownership_isTransferred() {
        String owner = path(group) + "/owner";
        assertThat(world.call("POST", owner, bob, "{\"userId\":\"" + bob + "\"}")
                        .problem())
                .isEqualTo("403 FORBIDDEN");
        assertThat(world.call("POST", owner, alice, "{\"userId\":\"nobody\"}").problem())
                .isEqualTo("404 NOT_FOUND");
        assertThat(world.call("POST", owner, alice, "{}").problem()).isEqualTo("400 INVALID");

        Answer done = world.call("POST", owner, alice, "{\"userId\":\"" + bob + "\"}");
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.text("seq")).isEqualTo("2");
        assertThat(world.call("POST", owner, alice, "{\"userId\":\"" + bob + "\"}")
                        .problem())
                .isEqualTo("403 FORBIDDEN");
    }

    private Answer patch(String body, int status) {
        Answer answer = world.call("PATCH", path(group), alice, body);
        assertThat(answer.status()).isEqualTo(status);
        return answer;
    }

    private String changed(String title, String ifMatch) {
        return world.call("PATCH", path(group), alice, "{\"title\":\"" + title + "\"}", "If-Match", ifMatch)
                .problem();
    }
}
