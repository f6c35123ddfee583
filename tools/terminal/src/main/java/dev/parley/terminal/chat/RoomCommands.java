package dev.parley.terminal.chat;

import dev.parley.client.ParleyClient;
import dev.parley.client.rest.GroupRest;
import dev.parley.client.rest.ParleyRest;
import dev.parley.proto.v1.Ack;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What is done to messages, to the open conversation, and to what is one's own.
final class RoomCommands {

    private static final String NUMBER = "[1-9][0-9]{0,9}";

    private final Chat chat;
    private final Screen screen;
    private final ParleyClient client;
    private final ParleyRest rest;

    RoomCommands(Chat chat, Screen screen, ParleyClient client, ParleyRest rest) {
        this.chat = chat;
        this.screen = screen;
        this.client = client;
        this.rest = rest;
    }

    /// False: no such command.
    boolean handle(String name, List<String> arguments) {
        return own(name, arguments) || aboutRoom(name, arguments);
    }

    private boolean own(String name, List<String> arguments) {
        String whom = arguments.isEmpty() ? "" : arguments.getFirst();
        switch (name) {
            case "/block" -> rest.blocks().block(whom);
            case "/unblock" -> rest.blocks().unblock(whom);
            case "/blocks" ->
                screen.print("— blocked: " + String.join(", ", rest.blocks().list()));
            case "/devices" ->
                screen.print("— devices: "
                        + rest.devices().stream()
                                .map(device -> device.deviceId() + (device.current() ? " (this one)" : ""))
                                .collect(Collectors.joining(", ")));
            case "/revoke" -> rest.revokeDevice(whom);
            case "/join" -> chat.show(rest.join(whom));
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean aboutRoom(String name, List<String> arguments) {
        @Nullable Room room = chat.open();
        if (room == null) {
            screen.print("Open a conversation first: /list, /open 1.");
            return true;
        }
        return aboutMessage(name, room, arguments) || aboutGroup(name, room, arguments);
    }

    private boolean aboutMessage(String name, Room room, List<String> arguments) {
        if (!List.of("/edit", "/delete", "/react", "/reply", "/pin", "/unpin").contains(name)) {
            return false;
        }
        if (arguments.isEmpty() || !arguments.getFirst().matches(NUMBER)) {
            screen.print(name + " 7 …: the number of a message; /history shows them");
            return true;
        }
        String id = room.conversationId();
        long seq = Long.parseLong(arguments.getFirst());
        String text = String.join(" ", arguments.subList(1, arguments.size()));
        switch (name) {
            case "/edit" -> tell(client.edit(id, seq, text));
            case "/delete" -> tell(client.delete(id, seq));
            case "/react" -> tell(client.react(id, seq, text, false));
            case "/reply" -> tell(client.reply(id, seq, text));
            case "/pin" -> tell(client.pin(id, seq, false));
            default -> tell(client.pin(id, seq, true));
        }
        return true;
    }

    private boolean aboutGroup(String name, Room room, List<String> arguments) {
        GroupRest group = rest.group(room.conversationId());
        String first = arguments.isEmpty() ? "" : arguments.getFirst();
        String second = arguments.size() < 2 ? "" : arguments.get(1);
        switch (name) {
            case "/add" -> group.add(arguments);
            case "/remove" -> group.remove(first);
            case "/leave" -> group.remove(client.userId());
            case "/role" -> group.role(first, second);
            case "/owner" -> group.transferOwnership(first);
            case "/rename" -> group.rename(String.join(" ", arguments));
            case "/describe" -> group.describe(String.join(" ", arguments));
            case "/policy" -> {
                if (second.matches("[0-9]{1,9}")) {
                    group.policy(first, Duration.ofSeconds(Long.parseLong(second)));
                } else {
                    group.policy(first, second);
                }
            }
            case "/invite" -> screen.print("— /join " + group.invite());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void tell(CompletableFuture<Ack> answer) {
        answer.whenComplete((ack, failure) -> {
            if (failure != null) {
                screen.print("— that did not work: " + failure.getMessage());
            }
        });
    }
}
