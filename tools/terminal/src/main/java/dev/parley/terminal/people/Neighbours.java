package dev.parley.terminal.people;

import dev.parley.terminal.wording.Phrases;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The people whom a newcomer finds in the local stack, and their conversations. The same in every run.
///
/// @param suffix after every user id and group id; keeps tests apart, empty in the local stack
public record Neighbours(String suffix) {

    /// So that scrolling is real.
    public static final int ARCHIVE_MESSAGES = 10_000;

    private static final List<String> NAMES = List.of("alice", "bob", "carol");

    /// So many of the last messages wait for those who did not write them.
    private static final int UNREAD = 2;

    /// The user who answers; see {@link EchoBot}.
    public String echo() {
        return userId("echo");
    }

    String userId(String name) {
        return name + suffix;
    }

    /// The small ones first: they are there within a second, and the archive takes a while.
    List<Conversation> conversations(int archiveMessages) {
        Phrases talk = Phrases.read("/people/talk.txt");
        List<Conversation> all = new ArrayList<>();
        for (String name : NAMES) {
            all.add(Conversation.direct(userId(name), echo(), List.of(), 0));
        }
        all.add(group("team", "Team", List.of("alice", "bob", "carol"), steps(talk, "team"), UNREAD));
        all.add(group("book-club", "Book club", List.of("bob", "alice", "carol"), steps(talk, "book-club"), UNREAD));
        all.add(direct(talk, "alice", "bob"));
        all.add(direct(talk, "alice", "carol"));
        all.add(direct(talk, "bob", "carol"));
        List<ArchiveTalk.Person> people = NAMES.stream()
                .map(name -> new ArchiveTalk.Person(
                        userId(name), name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)))
                .toList();
        all.add(group(
                "archive",
                "Archive",
                List.of("carol", "alice", "bob"),
                ArchiveTalk.generate(people, archiveMessages),
                0));
        return all;
    }

    private Conversation group(String word, String title, List<String> names, List<Step> steps, int unread) {
        List<String> members = names.stream().map(this::userId).toList();
        return new Conversation("g_" + word + "-5eed" + suffix, title, members, steps, unread);
    }

    private Conversation direct(Phrases talk, String one, String other) {
        return Conversation.direct(userId(one), userId(other), steps(talk, one + "-" + other), UNREAD);
    }

    private List<Step> steps(Phrases talk, String section) {
        return Talk.read(talk.section(section), this::userId);
    }
}
