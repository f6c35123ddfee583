package dev.parley.terminal.chat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All conversations, numbered in the order in which they were first seen so that `/open 2` means the same all
/// evening. Guarded by the chat's monitor.
final class Rooms {

    private final List<Room> numbered = new ArrayList<>();
    private final Map<String, Room> byId = new HashMap<>();
    private final String me;

    Rooms(String me) {
        this.me = me;
    }

    Room room(String conversationId) {
        Room known = byId.get(conversationId);
        if (known != null) {
            return known;
        }
        Room room = new Room(conversationId, me);
        byId.put(conversationId, room);
        numbered.add(room);
        return room;
    }

    List<Room> all() {
        return List.copyOf(numbered);
    }

    int number(Room room) {
        return numbered.indexOf(room) + 1;
    }

    /// By number, id or name.
    Optional<Room> find(String what) {
        if (what.matches("[0-9]{1,6}")) {
            int number = Integer.parseInt(what);
            if (number >= 1 && number <= numbered.size()) {
                return Optional.of(numbered.get(number - 1));
            }
        }
        if (byId.containsKey(what)) {
            return Optional.of(room(what));
        }
        return numbered.stream().filter(room -> room.name().equals(what)).findFirst();
    }
}
