package dev.parley.chaos.check;

import dev.parley.chaos.check.Told.Acked;
import dev.parley.chaos.check.Told.Applied;
import dev.parley.chaos.check.Told.Online;
import dev.parley.chaos.check.Told.Sent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A run in which everything is right, to be damaged one thing at a time.
final class Runs {

    static final Device ALICE = new Device("alice", "phone");
    static final Device ALICE_TAB = new Device("alice", "tab");
    static final Device BOB = new Device("bob", "phone");
    static final String CONVERSATION = "d_1";
    static final int MESSAGES = 40;
    static final FaultWindow FAULT = new FaultWindow("kill-chat", seconds(20), seconds(25));

    private Runs() {}

    static long seconds(double seconds) {
        return Math.round(seconds * 1e9);
    }

    /// Alice's phone and Bob's take turns, one message a second; each is acked after 10 ms and everywhere after
    /// 20 ms, those of seconds 20 to 23 when the fault heals, at 24 s.
    static Draft good() {
        Draft draft = new Draft();
        List.of(ALICE, ALICE_TAB, BOB).forEach(device -> draft.told.add(new Online(device, 0)));
        Entry created =
                new Entry(CONVERSATION, 1, 500, ALICE, "create", "", false, Change.joined(List.of("alice", "bob")));
        draft.rows.add(created);
        draft.everywhere(created, seconds(0.1));
        for (int i = 0; i < MESSAGES; i++) {
            Device sender = i % 2 == 0 ? ALICE : BOB;
            long sent = seconds(i + 1);
            draft.told.add(new Sent(new CommandId(sender, CONVERSATION, "c" + i), "text " + i, sent));
        }
        for (int i = 0; i < MESSAGES; i++) {
            Device sender = i % 2 == 0 ? ALICE : BOB;
            CommandId command = new CommandId(sender, CONVERSATION, "c" + i);
            Entry entry = new Entry(CONVERSATION, i + 2, 1_000 + i, sender, "c" + i, "text " + i);
            long told = i + 1 >= 20 && i + 1 <= 23 ? seconds(24 + i / 1000.0) : seconds(i + 1.01);
            draft.rows.add(entry);
            draft.told.add(new Acked(command, entry.seq(), entry.messageId(), told));
            draft.everywhere(entry, told + seconds(0.01));
        }
        return draft;
    }

    /// What a test may bend.
    static final class Draft {
        final List<Told> told = new ArrayList<>();
        final List<Entry> rows = new ArrayList<>();
        final Map<String, List<Entry>> otherHistory = new HashMap<>();

        void everywhere(Entry entry, long nanos) {
            List.of(ALICE, ALICE_TAB, BOB).forEach(device -> told.add(new Applied(device, entry, nanos)));
        }

        /// Index of the n-th record of a kind.
        int indexOf(Class<? extends Told> kind, int n) {
            int seen = 0;
            for (int i = 0; i < told.size(); i++) {
                if (kind.isInstance(told.get(i)) && seen++ == n) {
                    return i;
                }
            }
            throw new IllegalArgumentException("no " + n + "th " + kind);
        }

        /// Index of the record that says `device` applied `seq`.
        int applied(Device device, long seq) {
            for (int i = 0; i < told.size(); i++) {
                if (told.get(i) instanceof Applied applied
                        && applied.device().equals(device)
                        && applied.entry().seq() == seq) {
                    return i;
                }
            }
            throw new IllegalArgumentException(device + " never applied " + seq);
        }

        Recording recording() {
            Map<String, List<Entry>> history = new HashMap<>(otherHistory);
            history.put(CONVERSATION, List.copyOf(rows));
            return new Recording(told, history, Set.of(ALICE, ALICE_TAB, BOB), List.of(FAULT));
        }

        List<Violation> check() {
            return new Checker(Duration.ofSeconds(10)).check(recording());
        }

        Set<Invariant> broken() {
            return Set.copyOf(check().stream().map(Violation::invariant).toList());
        }
    }
}
