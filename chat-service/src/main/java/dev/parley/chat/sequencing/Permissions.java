package dev.parley.chat.sequencing;

import dev.parley.proto.v1.Policy;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/// Who may do what: the role table of the protocol, in one place. A change here is a change of the decision logic and
/// needs a new {@link ConversationSequencer#LOGIC_VERSION}.
public final class Permissions {

    enum Action {
        POST,
        REACT,
        EDIT_OWN,
        EDIT_OTHERS,
        DELETE_OWN,
        DELETE_OTHERS,
        ADD_MEMBERS,
        REMOVE_MEMBER,
        REMOVE_ADMIN_OR_OWNER,
        LEAVE,
        CHANGE_ROLE,
        TRANSFER_OWNERSHIP,
        INVITE,
        RENAME,
        PIN,
        CHANGE_POLICY
    }

    private static final Set<Role> EVERYBODY = EnumSet.allOf(Role.class);
    private static final Set<Role> ADMINS = EnumSet.of(Role.OWNER, Role.ADMIN);
    private static final Set<Role> OWNERS = EnumSet.of(Role.OWNER);
    private static final Set<Role> NOBODY = EnumSet.noneOf(Role.class);

    private static final Permissions STANDARD = new Permissions(standardTable());

    private final Map<Action, Set<Role>> table;

    Permissions(Map<Action, Set<Role>> table) {
        this.table = new EnumMap<>(table);
    }

    static Permissions standard() {
        return STANDARD;
    }

    static Map<Action, Set<Role>> standardTable() {
        Map<Action, Set<Role>> table = new EnumMap<>(Action.class);
        table.put(Action.POST, ADMINS); // Everybody, if the policy says so.
        table.put(Action.REACT, EVERYBODY);
        table.put(Action.EDIT_OWN, EVERYBODY);
        table.put(Action.EDIT_OTHERS, NOBODY);
        table.put(Action.DELETE_OWN, EVERYBODY);
        table.put(Action.DELETE_OTHERS, ADMINS);
        table.put(Action.ADD_MEMBERS, ADMINS); // Everybody, if the policy says so.
        table.put(Action.REMOVE_MEMBER, ADMINS);
        table.put(Action.REMOVE_ADMIN_OR_OWNER, OWNERS);
        table.put(Action.LEAVE, EVERYBODY);
        table.put(Action.CHANGE_ROLE, OWNERS);
        table.put(Action.TRANSFER_OWNERSHIP, OWNERS);
        table.put(Action.INVITE, ADMINS); // Everybody, if the policy says so.
        table.put(Action.RENAME, ADMINS); // Everybody, if the policy says so.
        table.put(Action.PIN, ADMINS); // Everybody, if the policy says so.
        table.put(Action.CHANGE_POLICY, OWNERS);
        return table;
    }

    /// For those who show invites and do not decide: may a member of this role see and make them?
    ///
    /// @param role its word
    public static boolean mayInvite(String role, Policy policy) {
        return STANDARD.allows(Role.parse(role), Action.INVITE, policy);
    }

    boolean allows(Role role, Action action, Policy policy) {
        return openedBy(action, policy).equals(Policies.ALL)
                || table.getOrDefault(action, NOBODY).contains(role);
    }

    /// Who may do it whatever the policy says.
    Set<Role> always(Action action) {
        return Set.copyOf(table.getOrDefault(action, NOBODY));
    }

    /// The word of the policy that opens the action to everybody; empty if none does.
    static String openedBy(Action action, Policy policy) {
        return switch (action) {
            case POST -> policy.getPost();
            case ADD_MEMBERS, INVITE -> policy.getAdd();
            case RENAME -> policy.getRename();
            case PIN -> policy.getPin();
            case REACT,
                    EDIT_OWN,
                    EDIT_OTHERS,
                    DELETE_OWN,
                    DELETE_OTHERS,
                    REMOVE_MEMBER,
                    REMOVE_ADMIN_OR_OWNER,
                    LEAVE,
                    CHANGE_ROLE,
                    TRANSFER_OWNERSHIP,
                    CHANGE_POLICY -> "";
        };
    }
}
