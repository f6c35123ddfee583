package dev.parley.chat.conversations;

import dev.parley.proto.log.AddMembers;
import dev.parley.proto.log.ChangeRole;
import dev.parley.proto.log.RemoveMember;
import dev.parley.proto.log.TransferOwnership;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// `…/members` and `…/owner`: who belongs to a group, and as what.
@Component
final class Members {

    private static final Set<String> ROLES = Set.of("owner", "admin", "member");

    private final CommandCalls calls;

    Members(CommandCalls calls) {
        this.calls = calls;
    }

    /// `POST …/members`.
    Mono<ServerResponse> add(ServerRequest request) {
        return calls.withBody(request, HttpStatus.OK, (body, command) -> {
            AddMembers.Builder add = AddMembers.newBuilder();
            body.texts("userIds").forEach(userId -> add.addUserIds(PathVariables.userId(userId)));
            if (add.getUserIdsCount() == 0) {
                throw ProblemException.invalid("userIds: empty");
            }
            command.setAddMembers(add);
        });
    }

    /// `DELETE …/members/{userId}`; of oneself: leaving.
    Mono<ServerResponse> remove(ServerRequest request) {
        return calls.withoutBody(
                request,
                command -> command.setRemoveMember(
                        RemoveMember.newBuilder().setUserId(PathVariables.userId(request, "userId"))));
    }

    /// `PUT …/members/{userId}`.
    Mono<ServerResponse> changeRole(ServerRequest request) {
        return calls.withBody(request, HttpStatus.OK, (body, command) -> {
            String role = body.text("role");
            if (!ROLES.contains(role)) {
                throw ProblemException.invalid("role: expected owner, admin or member");
            }
            command.setChangeRole(ChangeRole.newBuilder()
                    .setUserId(PathVariables.userId(request, "userId"))
                    .setRole(role));
        });
    }

    /// `POST …/owner`.
    Mono<ServerResponse> transferOwnership(ServerRequest request) {
        return calls.withBody(
                request,
                HttpStatus.OK,
                (body, command) -> command.setTransferOwnership(
                        TransferOwnership.newBuilder().setUserId(PathVariables.userId(body.text("userId")))));
    }
}
