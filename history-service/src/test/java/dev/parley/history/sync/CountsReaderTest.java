package dev.parley.history.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.history.reading.UnreadReader;
import dev.parley.proto.v1.Counts;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CountsReaderTest {

    private static final Map<Long, Boolean> FROM_THE_START = Map.of(1L, true);

    private final MemoryArchive archive = new MemoryArchive();
    private final Map<String, Long> marks = new HashMap<>();
    private final Map<String, Set<Long>> mentioned = new HashMap<>();
    private int rows;

    /// The ordinal at seq n is n - 1: after its creation a conversation has nothing but messages.
    private final UnreadReader unread = new UnreadReader() {
        @Override
        public Map<String, Long> readMarks(String userId, Collection<String> ids) {
            rows += ids.size();
            return marks;
        }

        @Override
        public Map<String, Long> ordinals(Map<String, Long> seqs) {
            rows += seqs.size();
            return seqs.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, seq -> seq.getValue() - 1));
        }

        @Override
        public Map<String, Set<Long>> mentions(String userId, Map<String, Long> above, int most) {
            rows += above.size();
            return above.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey,
                            from -> mentioned.getOrDefault(from.getKey(), Set.of()).stream()
                                    .filter(seq -> seq > from.getValue())
                                    .collect(Collectors.toSet())));
        }
    };

    @Test
    void unread_isWhatIsAboveTheReadMark_andMentionsToo() {
        conversation("a", 9, FROM_THE_START);
        marks.put("a", 6L);
        mentioned.put("a", Set.of(3L, 8L));

        assertThat(read("a")).containsExactly(counts("a", 3, 1, 8));
    }

    @Test
    void markOfAJoiner_beginsWhereTheyJoined() {
        conversation("a", 9, Map.of(1L, true, 3L, false, 5L, true));
        marks.put("a", 2L);

        assertThat(read("a")).containsExactly(counts("a", 4, 0, 8));
    }

    @Test
    void whatIsReadToItsHead_costsTheMarkOnly() {
        conversation("a", 9, FROM_THE_START);
        marks.put("a", 9L);

        assertThat(read("a")).containsExactly(counts("a", 0, 0, 8));
        assertThat(rows).isEqualTo(1);
    }

    @Test
    void whatCannotBeTold_isLeftOut() {
        conversation("ahead", 9, FROM_THE_START);
        marks.put("ahead", 12L);
        conversation("gone", 9, Map.of(1L, true, 4L, false));

        assertThat(read("ahead", "gone", "unheard of")).isEmpty();
    }

    @Test
    void mentions_areCountedToAHundred() {
        conversation("a", 500, FROM_THE_START);
        mentioned.put("a", LongStream.rangeClosed(2, 180).boxed().collect(Collectors.toSet()));

        assertThat(read("a")).containsExactly(counts("a", 499, 100, 499));
    }

    private void conversation(String id, long head, Map<Long, Boolean> changes) {
        archive.conversation(id, head, 1, changes);
        archive.head(id, head, 0, head - 1);
    }

    private List<Counts> read(String... ids) {
        return new CountsReader(archive, unread).read("alice", List.of(ids));
    }

    private static Counts counts(String id, long unread, int mentions, long ordinal) {
        return Counts.newBuilder()
                .setConversationId(id)
                .setUnread(unread)
                .setMentions(mentions)
                .setOrdinal(ordinal)
                .build();
    }
}
