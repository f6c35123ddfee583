package dev.parley.terminal.people;

import dev.parley.contract.Identifiers;
import java.util.List;

/// A conversation as it is to be: who is in it and everything that was done there.
///
/// @param id the same in every run, so that a repeated creation is refused
/// @param title empty: a direct conversation
/// @param members who creates it, then the others
/// @param unread how many of the last steps the others have not read
record Conversation(String id, String title, List<String> members, List<Step> steps, int unread) {

    Conversation {
        members = List.copyOf(members);
        steps = List.copyOf(steps);
    }

    static Conversation direct(String one, String other, List<Step> steps, int unread) {
        return new Conversation(Identifiers.directConversation(one, other), "", List.of(one, other), steps, unread);
    }

    boolean isDirect() {
        return title.isEmpty();
    }

    String creator() {
        return members.getFirst();
    }

    String name() {
        return isDirect() ? String.join(" and ", members) : title;
    }

    /// The last step this member has read: their own last one at least, for who speaks has read.
    int readBy(String member) {
        int read = Math.max(0, steps.size() - unread);
        for (int number = steps.size(); number > read; number--) {
            if (steps.get(number - 1).author().equals(member)) {
                return number;
            }
        }
        return read;
    }
}
