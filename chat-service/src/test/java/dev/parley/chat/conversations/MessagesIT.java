package dev.parley.chat.conversations;

import static dev.parley.chat.conversations.RestWorld.encoded;
import static dev.parley.chat.conversations.RestWorld.message;
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

/// Messages over REST, and what is done to one of them.
@Timeout(240)
final class MessagesIT {

    private final RestWorld world = RestWorld.shared();
    private final String alice = user("alice");
    private final String bob = user("bob");
    private final String group = world.group(alice, bob);

    @Test
    void message_isEdited_deleted_pinned_andReactedTo_atOnce() {
        String message = one(world.post(group, bob, "hi"));

        Answer edited = world.call("PATCH", message, bob, message("ho", ""));
        assertThat(edited.status()).isEqualTo(200);
        assertThat(edited.text("seq")).isEqualTo("3");
        assertThat(edited.text("ordinal")).isEqualTo("1");
        assertThat(edited.text("messageId")).isNotEmpty();
        assertThat(edited.text("time")).endsWith("Z");
        assertThat(put(message + "/reactions/" + encoded("👍"), alice)).isEqualTo("4");
        assertThat(delete(message + "/reactions/" + encoded("👍"), alice)).isEqualTo("5");
        assertThat(put(message + "/pin", alice)).isEqualTo("6");
        assertThat(delete(message + "/pin", alice)).isEqualTo("7");
        assertThat(delete(message, alice)).isEqualTo("8");
        // Accepted, and without effect.
        assertThat(put(message + "/reactions/x", alice)).isEqualTo("9");
    }

    @Test
    void edit_isRepeatedUnderItsClientId() {
        String message = one(world.post(group, alice, "hi"));
        String edit = "{\"clientId\":\"e-1\",\"content\":{\"text\":{\"body\":\"ho\"}}}";

        Answer first = world.call("PATCH", message, alice, edit);
        Answer again = world.call("PATCH", message, alice, edit);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("seq")).isEqualTo(first.text("seq"));
        assertThat(again.body().path("duplicate").asBoolean(false)).isTrue();
        Answer gone = world.call("DELETE", message, alice, null, "Idempotency-Key", "d-1");
        assertThat(world.call("DELETE", message, alice, null, "Idempotency-Key", "d-1")
                        .text("seq"))
                .isEqualTo(gone.text("seq"));
    }

    @Test
    void whoMayNot_isToldWhy() {
        String message = one(world.post(group, alice, "hi"));

        assertThat(world.call("PATCH", message, bob, message("ho", "")).problem())
                .isEqualTo("403 FORBIDDEN");
        assertThat(world.call("DELETE", message, bob, null).problem()).isEqualTo("403 FORBIDDEN");
        assertThat(world.call("PUT", message + "/pin", bob, null).problem()).isEqualTo("403 FORBIDDEN");
        for (String method : new String[] {"PATCH", "DELETE"}) {
            assertThat(world.call(method, message, "mallory", message("ho", "")).problem())
                    .isEqualTo("404 NOT_FOUND");
        }
        assertThat(world.call("DELETE", message + "?for=me", "mallory", null).problem())
                .isEqualTo("404 NOT_FOUND");
        assertThat(world.call("PUT", "/v1/conversations/g_none/messages/1/pin", alice, null)
                        .problem())
                .isEqualTo("404 NOT_FOUND");
    }

    @Test
    void whatIsNoMessage_orNotThere_isTargetNotFound() {
        assertThat(world.call("PATCH", path(group) + "/messages/1", alice, message("ho", ""))
                        .problem())
                .isEqualTo("404 TARGET_NOT_FOUND");
        assertThat(world.call("PUT", path(group) + "/messages/99/reactions/x", alice, null)
                        .problem())
                .isEqualTo("404 TARGET_NOT_FOUND");
        assertThat(world.call("DELETE", path(group) + "/messages/99?for=me", alice, null)
                        .problem())
                .isEqualTo("404 TARGET_NOT_FOUND");
    }

    @Test
    void whatWasSentBeforeOneJoined_isTargetNotFound_unlessThePolicyShowsIt() {
        String message = one(world.post(group, alice, "before"));
        String carol = user("carol");
        world.call("POST", path(group) + "/members", alice, "{\"userIds\":[\"" + carol + "\"]}");

        assertThat(world.call("PUT", message + "/reactions/x", carol, null).problem())
                .isEqualTo("404 TARGET_NOT_FOUND");
        world.call("PATCH", path(group), alice, "{\"policy\":{\"history\":\"all\"}}");
        await().atMost(Duration.ofSeconds(5))
                .until(() ->
                        world.call("PUT", message + "/reactions/x", carol, null).status() == 200);
    }

    @Test
    void whileHistoryIsBehindTheSeq_itIsUnavailable_notTargetNotFound() {
        world.post(group, alice, "seen");
        world.router().setHistoryAway(true);
        try {
            String message = one(world.post(group, alice, "late"));
            Answer answer = world.call("PUT", message + "/pin", alice, null);
            assertThat(answer.problem()).isEqualTo("503 UNAVAILABLE");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        } finally {
            world.router().setHistoryAway(false);
        }
    }

    @Test
    void deletedForOneself_isDoneInPrivate() {
        String message = one(world.post(group, alice, "hi"));

        assertThat(world.call("DELETE", message + "?for=me", bob, null).status())
                .isEqualTo(204);
        assertThat(world.call("DELETE", message + "?for=you", bob, null).problem())
                .isEqualTo("400 INVALID");
        assertThat(world.post(group, alice, "next").text("seq")).isEqualTo("3");
    }

    @Test
    void message_carriesReply_thread_forward_andMentions() {
        world.post(group, alice, "root");
        Answer sent = world.call(
                "POST",
                path(group) + "/messages",
                alice,
                "{\"clientId\":\"c\",\"content\":{\"text\":{\"body\":\"@bob @all\",\"mentions\":["
                        + "{\"start\":0,\"length\":4,\"userId\":\"" + bob + "\"},"
                        + "{\"start\":\"5\",\"length\":4,\"all\":true}]}},"
                        + "\"replyTo\":\"2\",\"threadRoot\":2,\"forwarded\":true}");

        assertThat(sent.status()).isEqualTo(201);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> world.get(path(group), bob).body().path("mentions").asInt(-1) == 1);
        world.call("DELETE", one(sent), alice, null);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> world.get(path(group), bob).body().path("mentions").asInt(-1) == 0);
        assertThat(world.call("POST", path(group) + "/messages", alice, message("x", ",\"threadRoot\":99"))
                        .problem())
                .isEqualTo("404 TARGET_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"content\":{\"text\":{\"body\":\"x\"}}}",
                "{\"clientId\":\"c\"}",
                "{\"clientId\":\"c\",\"content\":{\"text\":{\"body\":\"x\",\"mentions\":{}}}}",
                "{\"clientId\":\"c\",\"content\":{\"text\":{\"body\":\"x\",\"mentions\":[\"bob\"]}}}",
                "{\"clientId\":\"c\",\"content\":{\"text\":{\"body\":\"x\",\"mentions\":[{\"start\":0,\"length\":2,"
                        + "\"userId\":\"bob\"}]}}}",
                "{\"clientId\":\"c\",\"content\":{\"text\":{\"body\":\"x\",\"mentions\":[{\"start\":0,\"length\":1}]}}}",
                "{\"clientId\":\"c\",\"content\":{\"text\":{\"body\":\"x\",\"mentions\":[{\"start\":0.5,"
                        + "\"length\":1,\"all\":true}]}}}"
            })
    void malformedContent_isInvalid_inSendsAndEdits(String body) {
        String message = one(world.post(group, alice, "hi"));

        assertThat(world.call("POST", path(group) + "/messages", alice, body).problem())
                .isEqualTo("400 INVALID");
        assertThat(world.call("PATCH", message, alice, body).problem()).isEqualTo("400 INVALID");
    }

    @Test
    void malformedPaths_areInvalid() {
        for (String seq : new String[] {"0", "-1", "x", "99999999999999999999"}) {
            assertThat(world.call("DELETE", path(group) + "/messages/" + seq, alice, null)
                            .problem())
                    .isEqualTo("400 INVALID");
        }
        String message = one(world.post(group, alice, "hi"));
        assertThat(world.call("PUT", message + "/reactions/" + "x".repeat(65), alice, null)
                        .problem())
                .isEqualTo("400 INVALID");
        assertThat(world.call("PATCH", message, alice, message(" ", "")).problem())
                .isEqualTo("422 EMPTY");
        assertThat(world.call("PATCH", message, alice, message("x".repeat(32_769), ""))
                        .problem())
                .isEqualTo("413 TOO_LARGE");
    }

    @Test
    void slowMode_saysHowLongToWait() {
        world.call("PATCH", path(group), alice, "{\"policy\":{\"slowModeSeconds\":600}}");
        assertThat(world.post(group, bob, "first").status()).isEqualTo(201);

        Answer tooSoon = world.post(group, bob, "second");

        assertThat(tooSoon.problem()).isEqualTo("429 RATE_LIMITED");
        assertThat(Integer.parseInt(tooSoon.header("Retry-After"))).isBetween(500, 600);
    }

    private String one(Answer sent) {
        return path(group) + "/messages/" + sent.text("seq");
    }

    private String put(String path, String user) {
        return world.call("PUT", path, user, null).text("seq");
    }

    private String delete(String path, String user) {
        return world.call("DELETE", path, user, null).text("seq");
    }
}
