package dev.parley.chat.receipts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How many members of one large group have received and read each of its newest messages, for the authors.
///
/// Marks are kept as two sorted tables of watermarks: a mark that moves is one entry out and one in, over
/// however many messages it moves, and {@link #changes} walks tables and messages once. So the cost of a round
/// is members plus window, and never members times messages. Counted for a message is who was let in at or
/// before it, is a member still, and did not write it. Pure; one thread.
final class ReceiptCounts {

    /// @param seq of the message
    record Count(long seq, String author, int delivered, int read) {}

    private record Counted(long joinedSeq, Marks marks, boolean hides) {}

    private static final class Message {
        private final String author;
        private int delivered;
        private int read;

        private Message(String author) {
            this.author = author;
        }
    }

    private final int window;
    private final NavigableMap<Long, Message> messages = new TreeMap<>();
    private final Map<String, Counted> members = new HashMap<>();
    private final Watermarks delivered = new Watermarks();
    private final Watermarks joined = new Watermarks();
    private final Watermarks read = new Watermarks();
    private final Watermarks joinedOfReaders = new Watermarks();

    /// @param window messages that are counted; older ones are forgotten
    ReceiptCounts(int window) {
        this.window = window;
    }

    /// A message; one that is known, or older than the window, changes nothing.
    void message(long seq, String author) {
        messages.putIfAbsent(seq, new Message(author));
        if (messages.size() > window) {
            messages.pollFirstEntry();
        }
    }

    /// A member as they are now; marks that were known to be higher stay.
    ///
    /// @param hides whether they show nobody what they read, and are shown nothing of that
    void member(String userId, long joinedSeq, Marks marks, boolean hides) {
        Counted known = remove(userId);
        Marks highest = known == null ? marks : known.marks.max(marks);
        Counted member = new Counted(joinedSeq, highest.from(joinedSeq), hides);
        members.put(userId, member);
        delivered.add(member.marks.deliveredSeq(), 1);
        joined.add(joinedSeq, 1);
        if (!hides) {
            read.add(member.marks.readSeq(), 1);
            joinedOfReaders.add(joinedSeq, 1);
        }
    }

    /// Raises the marks of somebody known; of others, nothing.
    void raise(String userId, Marks marks) {
        Counted known = members.get(userId);
        if (known != null) {
            member(userId, known.joinedSeq, marks, known.hides);
        }
    }

    /// Forgets all others.
    void retain(Set<String> present) {
        List<String> gone = members.keySet().stream()
                .filter(user -> !present.contains(user))
                .toList();
        gone.forEach(this::remove);
    }

    /// The messages whose counts are others than when this was last called, newest first.
    List<Count> changes() {
        List<Count> changes = new ArrayList<>();
        Watermarks.Sweep deliveredAt = delivered.sweep();
        Watermarks.Sweep joinedAt = joined.sweep();
        Watermarks.Sweep readAt = read.sweep();
        Watermarks.Sweep joinedOfReadersAt = joinedOfReaders.sweep();
        messages.descendingMap().forEach((seq, message) -> {
            // Who was let in later has marks at or above every earlier seq, by where their marks start.
            int deliveries = deliveredAt.atLeast(seq) - joinedAt.atLeast(seq + 1);
            int reads = readAt.atLeast(seq) - joinedOfReadersAt.atLeast(seq + 1);
            Counted author = members.get(message.author);
            if (author != null && author.joinedSeq <= seq) {
                deliveries -= author.marks.deliveredSeq() >= seq ? 1 : 0;
                reads -= author.marks.readSeq() >= seq && !author.hides ? 1 : 0;
            }
            if (author != null && author.hides) {
                reads = 0;
            }
            if (deliveries != message.delivered || reads != message.read) {
                message.delivered = deliveries;
                message.read = reads;
                changes.add(new Count(seq, message.author, deliveries, reads));
            }
        });
        return changes;
    }

    private @Nullable Counted remove(String userId) {
        Counted member = members.remove(userId);
        if (member == null) {
            return null;
        }
        delivered.add(member.marks.deliveredSeq(), -1);
        joined.add(member.joinedSeq, -1);
        if (!member.hides) {
            read.add(member.marks.readSeq(), -1);
            joinedOfReaders.add(member.joinedSeq, -1);
        }
        return member;
    }
}
