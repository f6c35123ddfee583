package dev.parley.chat.conversations;

import dev.parley.contract.Identifiers;
import org.springframework.web.reactive.function.server.ServerRequest;

/// What a path names.
final class PathVariables {

    private PathVariables() {}

    static String userId(ServerRequest request, String name) {
        return userId(request.pathVariable(name));
    }

    static String userId(String value) {
        if (!Identifiers.isUserId(value)) {
            throw ProblemException.invalid("not a user id");
        }
        return value;
    }

    /// Of a message: a positive number.
    static long seq(ServerRequest request) {
        try {
            long seq = Long.parseLong(request.pathVariable("seq"));
            if (seq >= 1) {
                return seq;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is not positive.
        }
        throw ProblemException.invalid("seq: expected a positive number");
    }
}
