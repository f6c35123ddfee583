package dev.parley.chat.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.limits.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;

final class LimitedPathsTest {

    @Test
    void everyChange_hasItsLimit() {
        assertThat(limits("POST", "/v1/conversations")).containsExactly(Limits.CREATE_CONVERSATION);
        assertThat(limits("PATCH", "/v1/conversations/g_1")).containsExactly(Limits.CHANGE_CONVERSATION);
        assertThat(limits("POST", "/v1/conversations/g_1/members")).containsExactly(Limits.CHANGE_MEMBERS);
        assertThat(limits("DELETE", "/v1/conversations/g_1/members/bob")).containsExactly(Limits.CHANGE_MEMBERS);
        assertThat(limits("POST", "/v1/conversations/g_1/messages")).containsExactly(Limits.SEND, Limits.GROUP_SEND);
        assertThat(limits("PATCH", "/v1/conversations/g_1/messages/7")).containsExactly(Limits.SEND, Limits.GROUP_SEND);
        assertThat(limits("POST", "/v1/conversations/g_1/invites")).containsExactly(Limits.INVITE);
        assertThat(limits("POST", "/v1/conversations/join")).containsExactly(Limits.JOIN);
        assertThat(limits("PATCH", "/v1/conversations/g_1/settings")).containsExactly(Limits.SETTINGS);
        assertThat(limits("PUT", "/v1/users/bob/block")).containsExactly(Limits.BLOCK);
        assertThat(limits("DELETE", "/v1/devices/phone")).containsExactly(Limits.CHANGE_DEVICES);
        assertThat(limits("POST", "/v1/whatever/comes")).containsExactly(Limits.OTHER_CHANGE);
    }

    @Test
    void reads_haveNone_andNeitherHasHealth() {
        assertThat(limits("GET", "/v1/conversations")).isEmpty();
        assertThat(limits("POST", "/actuator/health")).isEmpty();
    }

    @Test
    void aMessage_namesItsConversation() {
        assertThat(LimitedPaths.of(HttpMethod.POST, PathContainer.parsePath("/v1/conversations/g_1/messages"))
                        .getLast()
                        .conversationId())
                .isEqualTo("g_1");
    }

    private static List<Limits> limits(String method, String path) {
        return LimitedPaths.of(HttpMethod.valueOf(method), PathContainer.parsePath(path)).stream()
                .map(LimitedPaths.Due::limit)
                .toList();
    }
}
