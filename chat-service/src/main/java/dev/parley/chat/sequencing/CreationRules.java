package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.CommandRules.refused;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Create;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Creating a conversation: a direct one has the id its two people make, so that both sides may create it; a group
/// has the random id its creator made up.
final class CreationRules {

    private CreationRules() {}

    static Verdict judge(@Nullable ConversationState present, Command command) {
        Create create = command.getCreate();
        for (String userId : create.getMembersList()) {
            if (!Identifiers.isUserId(userId)) {
                return refused(ErrorCode.INVALID, "members: no user id");
            }
        }
        return switch (create.getKind()) {
            case ConversationState.DIRECT -> direct(present, command, create);
            case ConversationState.GROUP -> group(present, command, create);
            default -> refused(ErrorCode.INVALID, "kind: expected direct or group");
        };
    }

    private static Verdict direct(@Nullable ConversationState present, Command command, Create create) {
        String creator = command.getUserId();
        Set<String> others = new LinkedHashSet<>(create.getMembersList());
        others.remove(creator);
        if (others.size() != 1) {
            return refused(ErrorCode.INVALID, "members: expected one other person");
        }
        String other = others.iterator().next();
        if (!command.getConversationId().equals(Identifiers.directConversation(creator, other))) {
            return refused(ErrorCode.INVALID, "conversationId: not the one of these two people");
        }
        if (!create.getTitle().isEmpty()) {
            return refused(ErrorCode.INVALID, "title: a direct conversation has none");
        }
        if (present != null) {
            return new Verdict.AlreadySo(present);
        }
        return created(Created.newBuilder()
                .setKind(ConversationState.DIRECT)
                .addMembers(member(creator, Role.MEMBER))
                .addMembers(member(other, Role.MEMBER)));
    }

    private static Verdict group(@Nullable ConversationState present, Command command, Create create) {
        if (!command.getConversationId().startsWith("g_")) {
            return refused(ErrorCode.INVALID, "conversationId: not one of a group");
        }
        Set<String> members = new LinkedHashSet<>();
        members.add(command.getUserId());
        members.addAll(create.getMembersList());
        if (members.size() > ProtocolLimits.MAX_MEMBERS) {
            return refused(
                    ErrorCode.GROUP_FULL,
                    "members: expected at most " + ProtocolLimits.MAX_MEMBERS + " with the creator");
        }
        if (!create.getTitle().isEmpty()) {
            Optional<Verdict.Refused> badTitle = Texts.refusalOfTitle(create.getTitle());
            if (badTitle.isPresent()) {
                return badTitle.get();
            }
        }
        if (present != null) {
            return refused(ErrorCode.CONFLICT, "this conversation id is taken");
        }
        Created.Builder created =
                Created.newBuilder().setKind(ConversationState.GROUP).setTitle(create.getTitle());
        for (String userId : members) {
            created.addMembers(member(userId, userId.equals(command.getUserId()) ? Role.OWNER : Role.MEMBER));
        }
        return created(created);
    }

    private static Verdict created(Created.Builder created) {
        return CommandRules.accepted(Event.newBuilder().setCreated(created));
    }

    private static Member member(String userId, Role role) {
        return Member.newBuilder()
                .setUserId(userId)
                .setRole(role.word())
                .setJoinedSeq(ConversationSequencer.FIRST_SEQ)
                .build();
    }
}
