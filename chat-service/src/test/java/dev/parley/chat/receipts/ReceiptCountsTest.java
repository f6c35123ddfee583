package dev.parley.chat.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ReceiptCountsTest {

    private static final int WINDOW = 20;

    private final ReceiptCounts counts = new ReceiptCounts(WINDOW);

    @Test
    void aMarkThatMoves_countsForAllMessagesItPasses_butNotForItsOwnUsers() {
        member("alice");
        member("bob");
        member("carol");
        counts.message(2, "alice");
        counts.message(3, "bob");
        counts.raise("alice", Marks.at(2));
        counts.raise("bob", Marks.at(3));
        counts.raise("carol", new Marks(3, 2));

        assertThat(counts.changes())
                .containsExactly(new ReceiptCounts.Count(3, "bob", 1, 0), new ReceiptCounts.Count(2, "alice", 2, 2));
        assertThat(counts.changes()).isEmpty();
    }

    @Test
    void whoLeft_doesNotCountAnyMore() {
        member("alice");
        member("bob");
        counts.message(2, "alice");
        counts.raise("bob", Marks.at(2));
        counts.changes();

        counts.retain(Set.of("alice"));

        assertThat(counts.changes()).containsExactly(new ReceiptCounts.Count(2, "alice", 0, 0));
    }

    @Test
    void whoJoined_doesNotCountForWhatWasBefore() {
        member("alice");
        counts.message(2, "alice");
        counts.member("late", 5, Marks.NONE, false);

        assertThat(counts.changes()).isEmpty();
    }

    @Test
    void marksNeverGoBack() {
        member("alice");
        member("bob");
        counts.message(2, "alice");
        counts.raise("bob", Marks.at(2));
        counts.changes();

        counts.raise("bob", Marks.at(1));
        counts.member("bob", 1, Marks.NONE, false);

        assertThat(counts.changes()).isEmpty();
    }

    @Test
    void whoHides_isNotCountedAsReader_andIsToldOfNone() {
        member("alice");
        counts.member("shy", 1, Marks.NONE, true);
        counts.message(2, "alice");
        counts.message(3, "shy");
        counts.raise("alice", Marks.at(3));
        counts.raise("shy", Marks.at(3));

        assertThat(counts.changes())
                .containsExactly(new ReceiptCounts.Count(3, "shy", 1, 0), new ReceiptCounts.Count(2, "alice", 1, 0));
    }

    /// Against counting every member for every message, over random joins, leaves, messages and marks.
    @Test
    void counts_areThoseOfCountingOneByOne() {
        for (int seed = 0; seed < 300; seed++) {
            new Run(new SplittableRandom(seed)).play(200);
        }
    }

    private void member(String user) {
        counts.member(user, 1, Marks.NONE, false);
    }

    private static final class Run {

        private record Person(long joinedSeq, Marks marks, boolean hides) {}

        private final SplittableRandom random;
        private final ReceiptCounts counts = new ReceiptCounts(WINDOW);
        private final Map<String, Person> people = new HashMap<>();
        private final TreeMap<Long, String> authors = new TreeMap<>();
        private final Map<Long, List<Integer>> told = new HashMap<>();
        private long head = 1;

        Run(SplittableRandom random) {
            this.random = random;
        }

        void play(int steps) {
            for (int step = 0; step < steps; step++) {
                String user = "u" + random.nextInt(8);
                switch (random.nextInt(6)) {
                    case 0 -> join(user);
                    case 1 -> leave(user);
                    case 2 -> post(user);
                    default -> mark(user);
                }
                if (random.nextInt(4) == 0) {
                    check(step);
                }
            }
            check(steps);
        }

        private void join(String user) {
            if (!people.containsKey(user)) {
                head++;
                boolean hides = random.nextInt(4) == 0;
                people.put(user, new Person(head, Marks.NONE.from(head), hides));
                counts.member(user, head, Marks.NONE, hides);
            }
        }

        private void leave(String user) {
            people.remove(user);
            counts.retain(new HashSet<>(people.keySet()));
        }

        private void post(String user) {
            if (people.containsKey(user)) {
                head++;
                authors.put(head, user);
                if (authors.size() > WINDOW) {
                    told.remove(authors.pollFirstEntry().getKey());
                }
                counts.message(head, user);
                raise(user, Marks.at(head));
            }
        }

        private void mark(String user) {
            if (people.containsKey(user)) {
                raise(user, Marks.NONE.max(new Marks(random.nextLong(head + 1), random.nextLong(head + 1))));
            }
        }

        private void raise(String user, Marks marks) {
            people.computeIfPresent(user, (name, one) -> new Person(one.joinedSeq, one.marks.max(marks), one.hides));
            counts.raise(user, marks);
        }

        private void check(int step) {
            counts.changes().forEach(count -> told.put(count.seq(), List.of(count.delivered(), count.read())));
            authors.forEach((seq, author) -> {
                Person writer = people.get(author);
                int delivered = 0;
                int read = 0;
                for (Map.Entry<String, Person> entry : people.entrySet()) {
                    Person one = entry.getValue();
                    boolean counts = !entry.getKey().equals(author) && one.joinedSeq <= seq;
                    delivered += counts && one.marks.deliveredSeq() >= seq ? 1 : 0;
                    read += counts && one.marks.readSeq() >= seq && !one.hides ? 1 : 0;
                }
                if (writer != null && writer.hides) {
                    read = 0;
                }
                assertThat(told.getOrDefault(seq, List.of(0, 0)))
                        .as("step %d seq %d", step, seq)
                        .isEqualTo(List.of(delivered, read));
            });
        }
    }
}
