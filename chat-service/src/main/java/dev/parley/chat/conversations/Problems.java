package dev.parley.chat.conversations;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Refused;
import java.time.Duration;

/// The outcomes of a command that are problems of a REST call.
final class Problems {

    private Problems() {}

    /// A non-member is told over REST what somebody is told who asks for nothing that exists.
    static ProblemException of(Refused refused) {
        ErrorCode code = code(refused.getCode());
        ErrorCode told = code == ErrorCode.NOT_A_MEMBER ? ErrorCode.NOT_FOUND : code;
        return new ProblemException(
                told, told.httpStatus(), refused.getMessage(), Duration.ofMillis(refused.getRetryAfterMillis()));
    }

    static ProblemException notFound() {
        return new ProblemException(ErrorCode.NOT_FOUND, "No such conversation.");
    }

    static ProblemException unavailable() {
        return new ProblemException(
                ErrorCode.UNAVAILABLE, "No answer in time. Repeat the request with the same client id or key.");
    }

    static ProblemException tooManyInFlight() {
        return new ProblemException(
                ErrorCode.TOO_MANY_IN_FLIGHT, "Too many commands of this device wait in this conversation.");
    }

    /// A word this version does not know comes from a newer sequencer; the rule of safe repeats holds for all.
    private static ErrorCode code(String word) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.name().equals(word)) {
                return code;
            }
        }
        return ErrorCode.UNAVAILABLE;
    }
}
