package dev.parley.chat.sequencing;

import dev.parley.proto.log.Command;
import dev.parley.proto.log.Create;
import dev.parley.proto.log.Request;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A direct conversation that somebody begins with a person who wants to be asked first is a request to that person,
/// until they write there, say that it is none any more, or block the other. It refuses nothing: it says how the
/// conversation looks to the one, and that the other is not told whether they have seen it.
///
/// Who wants to be asked is a choice outside of the log, so it travels in the command, as it was at the edge: who
/// decides again decides the same.
final class RequestRules {

    private RequestRules() {}

    /// What a command, once accepted, changes about that.
    static Optional<Request> change(@Nullable ConversationState before, Command command) {
        if (command.hasCreate()) {
            return asked(before, command);
        }
        boolean ends = switch (command.getBodyCase()) {
            case POST -> true;
            case SETTINGS -> command.getSettings().hasRequest();
            case BLOCK -> !command.getBlock().getRemoved();
            default -> false;
        };
        boolean isAsked = before != null && before.requestedOf().equals(command.getUserId());
        return ends && isAsked
                ? Optional.of(of(command.getUserId()).setEnded(true).build())
                : Optional.empty();
    }

    /// Somebody who blocked the creator before there was a conversation is asked nothing.
    private static Optional<Request> asked(@Nullable ConversationState before, Command command) {
        Create create = command.getCreate();
        if (!create.getAskFirst() || !create.getKind().equals(ConversationState.DIRECT)) {
            return Optional.empty();
        }
        List<String> others = create.getMembersList().stream()
                .filter(member -> !member.equals(command.getUserId()))
                .filter(member -> before == null || !before.blockers().contains(member))
                .toList();
        return others.stream().findFirst().map(other -> of(other).build());
    }

    private static Request.Builder of(String userId) {
        return Request.newBuilder().setUserId(userId);
    }
}
