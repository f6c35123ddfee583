package dev.parley.chat.limits;

import dev.parley.bus.limits.Limits;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/// Which limit a change over REST falls under: the first line that fits. A path without a line of its own has {@link
/// Limits#OTHER_CHANGE}, so that a new one is never without. Reads have none.
final class LimitedPaths {

    private static final Set<HttpMethod> CHANGES =
            Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private static final PathPatternParser PARSER = new PathPatternParser();

    private record Line(PathPattern path, Limits limit) {}

    private static final List<Line> LINES = List.of(
            line("/v1/conversations/join", Limits.JOIN),
            line("/v1/conversations/{id}/messages/**", Limits.SEND),
            line("/v1/conversations/{id}/members/**", Limits.CHANGE_MEMBERS),
            line("/v1/conversations/{id}/invites/**", Limits.INVITE),
            line("/v1/conversations/{id}/settings/**", Limits.SETTINGS),
            line("/v1/conversations/{id}/**", Limits.CHANGE_CONVERSATION),
            line("/v1/conversations", Limits.CREATE_CONVERSATION),
            line("/v1/users/{id}/block", Limits.BLOCK),
            line("/v1/users/me/settings/**", Limits.SETTINGS),
            line("/v1/devices/**", Limits.CHANGE_DEVICES),
            line("/v1/**", Limits.OTHER_CHANGE));

    /// One limit a call falls under.
    ///
    /// @param conversationId whose bucket, if it is not the caller's
    record Due(Limits limit, String conversationId) {}

    private LimitedPaths() {}

    /// None for a read; two for a message into a group.
    static List<Due> of(HttpMethod method, PathContainer path) {
        if (!CHANGES.contains(method)) {
            return List.of();
        }
        for (Line line : LINES) {
            PathPattern.PathMatchInfo match = line.path.matchAndExtract(path);
            if (match != null) {
                Due due = new Due(line.limit, "");
                return line.limit == Limits.SEND
                        ? List.of(
                                due,
                                new Due(
                                        Limits.GROUP_SEND,
                                        match.getUriVariables().getOrDefault("id", "")))
                        : List.of(due);
            }
        }
        return List.of();
    }

    private static Line line(String path, Limits limit) {
        return new Line(PARSER.parse(path), limit);
    }
}
