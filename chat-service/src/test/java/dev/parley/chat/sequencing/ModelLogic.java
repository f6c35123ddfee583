package dev.parley.chat.sequencing;

import dev.parley.chat.sequencing.Permissions.Action;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Two versions of the decision logic: the real one, and one in which members may add others but not react.
final class ModelLogic {

    private final ConversationSequencer first = new ConversationSequencer(1, Permissions.standard());
    private final ConversationSequencer second;

    ModelLogic() {
        Map<Action, Set<Role>> table = Permissions.standardTable();
        table.put(Action.ADD_MEMBERS, EnumSet.allOf(Role.class));
        table.put(Action.REACT, EnumSet.of(Role.OWNER, Role.ADMIN));
        second = new ConversationSequencer(2, new Permissions(table));
    }

    ConversationSequencer version(int version) {
        return version == 1 ? first : second;
    }
}
