package dev.parley.chat.sequencing;

import com.google.protobuf.ByteString;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.AddMembers;
import dev.parley.proto.log.Block;
import dev.parley.proto.log.ChangePolicy;
import dev.parley.proto.log.ChangeRole;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Create;
import dev.parley.proto.log.CreateInvite;
import dev.parley.proto.log.Delete;
import dev.parley.proto.log.Edit;
import dev.parley.proto.log.Hide;
import dev.parley.proto.log.Join;
import dev.parley.proto.log.Post;
import dev.parley.proto.log.React;
import dev.parley.proto.log.RemoveMember;
import dev.parley.proto.log.Rename;
import dev.parley.proto.log.RevokeInvite;
import dev.parley.proto.log.Target;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Policy;
import dev.parley.proto.v1.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Clients as the protocol wants them: at most 32 un-acked commands per conversation and device, re-sent in their
/// order and before anything new; repeats of what was acked come late, but inside the window.
final class ModelClients {

    /// How far back a repeat may reach: after 128 later commands the server may have forgotten it.
    private static final int REACH = ProtocolLimits.DEDUP_WINDOW - ProtocolLimits.MAX_IN_FLIGHT;

    private static final List<String> USERS = List.of("ann", "ben", "cid", "dan");
    private static final List<String> CONVERSATIONS = List.of(
            "g_one",
            "g_two",
            Identifiers.directConversation("ann", "ben"),
            Identifiers.directConversation("ben", "cid"));
    private static final List<String> DEVICES = List.of("phone", "web");
    private static final List<String> ROLES = List.of("owner", "admin", "member", "king");

    private record Issued(ModelLedger.Name name, Command command, long firstOffset) {}

    private final Random random;
    private final ModelCommands commands;
    private final Map<WindowKey, List<Issued>> issued = new HashMap<>();
    private final Map<ModelLedger.Name, Long> firstOffsets = new HashMap<>();
    private final Set<ModelLedger.Name> settled = new HashSet<>();
    private int counter;

    ModelClients(Random random, ModelCommands commands) {
        this.random = random;
        this.commands = commands;
    }

    void act() {
        WindowKey device = new WindowKey(pick(CONVERSATIONS), pick(USERS), pick(DEVICES));
        int dice = random.nextInt(40);
        if (dice == 0) {
            commands.appendUndecodable();
        } else if (dice == 1) {
            commands.append(malformed(device));
        } else if (dice < 7) {
            reconnect(device);
        } else if (dice < 10) {
            repeatOne(device);
        } else {
            sendNew(device);
        }
    }

    /// The client knows what became of it, and will not send it again unless by accident.
    void settle(ModelLedger.Name name) {
        settled.add(name);
    }

    /// Where a command was sent first; -1 if it is none of ours.
    long firstOffset(ModelLedger.Name name) {
        return firstOffsets.getOrDefault(name, -1L);
    }

    private void sendNew(WindowKey device) {
        List<Issued> mine = issued.computeIfAbsent(device, key -> new ArrayList<>());
        long inFlight =
                mine.stream().filter(one -> !settled.contains(one.name())).count();
        if (inFlight >= ProtocolLimits.MAX_IN_FLIGHT) {
            return;
        }
        String clientId = "c" + counter++;
        Command command = body(Command.newBuilder()
                        .setConversationId(device.conversationId())
                        .setUserId(device.userId())
                        .setDeviceId(device.deviceId())
                        .setClientId(clientId))
                .build();
        ModelLedger.Name name = new ModelLedger.Name(device, clientId);
        long offset = commands.append(command);
        firstOffsets.put(name, offset);
        mine.add(new Issued(name, command, offset));
    }

    private void reconnect(WindowKey device) {
        List<Issued> mine = issued.getOrDefault(device, List.of());
        for (Issued one : mine.subList(mine.size() - Math.min(mine.size(), REACH), mine.size())) {
            if (!settled.contains(one.name())) {
                commands.append(one.command());
            }
        }
    }

    private void repeatOne(WindowKey device) {
        List<Issued> mine = issued.getOrDefault(device, List.of());
        if (!mine.isEmpty()) {
            Issued old = mine.get(mine.size() - 1 - random.nextInt(Math.min(mine.size(), REACH)));
            boolean changed = random.nextInt(4) == 0;
            // The first content stands, whatever a repeat says.
            commands.append(changed ? body(old.command().toBuilder()).build() : old.command());
        }
    }

    private Command malformed(WindowKey device) {
        Command.Builder command = Command.newBuilder()
                .setConversationId(device.conversationId())
                .setUserId(device.userId())
                .setDeviceId(device.deviceId())
                .setClientId("bad" + counter++);
        return switch (random.nextInt(4)) {
            case 0 -> command.build();
            case 1 -> body(command.setClientId("")).build();
            case 2 -> body(command.setConversationId("g one")).build();
            default -> body(command.setUserId("x".repeat(200))).build();
        };
    }

    private Command.Builder body(Command.Builder command) {
        String conversation = command.getConversationId();
        Target target = Target.newBuilder()
                .setSeq(random.nextInt(8))
                .setAuthor(pick(USERS))
                .build();
        // First somebody creates, or there is nothing to talk about.
        int dice = counter < 5 ? 0 : random.nextInt(100);
        if (dice < 8) {
            return command.setCreate(create(conversation, command.getUserId()));
        } else if (dice < 14) {
            return ownOrInvite(command);
        } else if (dice < 62) {
            return command.setPost(Post.newBuilder().setContent(text()).setReplyTo(random.nextInt(6) == 0 ? 3 : 0));
        } else if (dice < 67) {
            return command.setEdit(Edit.newBuilder().setTarget(target).setContent(text()));
        } else if (dice < 71) {
            return command.setDelete(Delete.newBuilder().setTarget(target));
        } else if (dice < 76) {
            return command.setReact(React.newBuilder().setTarget(target).setEmoji("+1"));
        } else if (dice < 83) {
            return command.setAddMembers(
                    AddMembers.newBuilder().addUserIds(pick(USERS)).addUserIds(pick(USERS)));
        } else if (dice < 90) {
            return command.setRemoveMember(RemoveMember.newBuilder().setUserId(pick(USERS)));
        } else if (dice < 94) {
            return command.setChangeRole(
                    ChangeRole.newBuilder().setUserId(pick(USERS)).setRole(pick(ROLES)));
        } else if (dice < 97) {
            return command.setRename(Rename.newBuilder().setTitle("title " + random.nextInt(9)));
        }
        return command.setChangePolicy(ChangePolicy.newBuilder()
                .setPolicy(Policy.newBuilder()
                        .setPost(random.nextBoolean() ? "admins" : "all")
                        .setSlowModeSeconds(random.nextInt(2))));
    }

    /// Private events, and what becomes of them in the open.
    private Command.Builder ownOrInvite(Command.Builder command) {
        String inviteId = "i" + random.nextInt(3);
        ByteString secret = ByteString.copyFromUtf8(inviteId);
        return switch (random.nextInt(6)) {
            case 0, 1 ->
                command.setBlock(Block.newBuilder().setUserId(pick(USERS)).setRemoved(random.nextBoolean()));
            case 2 -> command.setHide(Hide.newBuilder().setSeq(random.nextInt(8)));
            case 3 ->
                command.setCreateInvite(CreateInvite.newBuilder()
                        .setInviteId(inviteId)
                        .setSecretHash(secret)
                        .setMaxUses(2));
            case 4 -> command.setRevokeInvite(RevokeInvite.newBuilder().setInviteId(inviteId));
            default -> command.setJoin(Join.newBuilder().setInviteId(inviteId).setSecretHash(secret));
        };
    }

    private Create create(String conversation, String creator) {
        boolean group = conversation.startsWith("g_");
        Create.Builder create = Create.newBuilder().setKind(group ? "group" : "direct");
        if (group) {
            return create.addMembers(pick(USERS)).addMembers(pick(USERS)).build();
        }
        return create.addMembers(creator.equals("ben") ? pick(USERS) : "ben").build();
    }

    private Content text() {
        String body = random.nextInt(20) == 0 ? " " : "text " + random.nextInt(1000);
        return Content.newBuilder().setText(Text.newBuilder().setBody(body)).build();
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
