package dev.parley.chat.conversations;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;

/// Which page of a list is asked for. A limit that is too large is clamped, one that is no positive number is
/// INVALID.
///
/// @param after the last id of the page before; empty for the first page
record PageRequest(int limit, String after) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    /// @param parseCursor gives the id in a cursor, or says BAD_CURSOR
    static PageRequest of(ServerRequest request, UnaryOperator<String> parseCursor) {
        return new PageRequest(
                limit(request.queryParam("limit")),
                request.queryParam("cursor").map(parseCursor).orElse(""));
    }

    /// The page of a list that was read with one item more than the limit.
    ///
    /// @param id what the next page begins after
    <T> PageJson<T> cut(List<T> found, Function<T, String> id) {
        boolean hasMore = found.size() > limit;
        List<T> items = hasMore ? found.subList(0, limit) : found;
        return new PageJson<>(items, hasMore ? Cursor.after(id.apply(items.getLast())) : null, hasMore);
    }

    /// 200, with the link to the next page if there is one.
    ServerResponse.BodyBuilder response(ServerRequest request, @Nullable String nextCursor) {
        ServerResponse.BodyBuilder response = ServerResponse.ok();
        if (nextCursor != null) {
            response.header(HttpHeaders.LINK, "<" + next(request.path(), nextCursor) + ">; rel=\"next\"");
        }
        return response;
    }

    /// Relative, so that it holds behind every edge.
    private URI next(String path, String cursor) {
        return UriComponentsBuilder.fromPath(path)
                .queryParam("limit", limit)
                .queryParam("cursor", cursor)
                .build()
                .toUri();
    }

    private static int limit(Optional<String> parameter) {
        if (parameter.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        try {
            long value = Long.parseLong(parameter.get());
            if (value >= 1) {
                return (int) Math.min(value, MAX_LIMIT);
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is not positive.
        }
        throw ProblemException.invalid("limit: expected a positive number");
    }
}
