package dev.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PlacementsTest {

    private static final SessionEntry ALICE = new SessionEntry("alice", "phone", "gw", "s1", 1, false);

    private final AtomicLong nanos = new AtomicLong();
    private final Placements placements = new Placements(3, nanos::get);

    @Test
    void whoWasRead_isKnown_alsoThatThereIsNoSession() {
        read("alice", "bob");

        Placements.Reading next = placements.begin(List.of("alice", "bob", "carol"));

        assertThat(next.known()).isEqualTo(Map.of("alice", List.of(ALICE)));
        assertThat(next.unread()).containsOnlyKeys("carol");
    }

    @Test
    void whoChanged_isReadAgain_andNobodyElse() {
        read("alice", "bob");

        placements.apply("", new DirectoryChanges("1", List.of("bob", "stranger"), true));

        assertThat(unread("alice", "bob")).containsExactly("bob");
        assertThat(placements.cursor()).isEqualTo("1");
    }

    @Test
    void everyoneIsForgotten_ifTheChangesAreNotComplete() {
        read("alice", "bob");

        placements.apply("", DirectoryChanges.anewFrom("9"));

        assertThat(unread("alice", "bob")).containsExactlyInAnyOrder("alice", "bob");
        assertThat(placements.cursor()).isEqualTo("9");
    }

    @Test
    void readingUnderWay_whileTheUserChanges_isNotKept() {
        Placements.Reading reading = placements.begin(List.of("alice"));
        placements.apply("", new DirectoryChanges("1", List.of("alice"), true));

        placements.end(reading, Map.of("alice", List.of(ALICE)));

        assertThat(unread("alice")).containsExactly("alice");
    }

    @Test
    void earlierReading_doesNotReplaceTheLaterOne() {
        Placements.Reading earlier = placements.begin(List.of("alice"));
        placements.apply("", new DirectoryChanges("1", List.of("alice"), true));
        Placements.Reading later = placements.begin(List.of("alice"));

        placements.end(later, Map.of("alice", List.of(ALICE)));
        placements.end(earlier, Map.of());

        assertThat(placements.begin(List.of("alice")).known()).containsOnlyKeys("alice");
    }

    @Test
    void cursor_staysWhereAnotherThreadPutIt_butTheChangesCount() {
        read("alice", "bob");
        placements.apply("", new DirectoryChanges("2", List.of("alice"), true));
        read("alice");

        placements.apply("", new DirectoryChanges("1", List.of("bob"), true));

        assertThat(placements.cursor()).isEqualTo("2");
        assertThat(unread("alice", "bob")).containsExactly("bob");
    }

    @Test
    void userNotAskedForTheLongest_givesWay() {
        read("alice");
        read("bob");
        read("carol");
        placements.begin(List.of("alice"));

        read("dave");

        assertThat(unread("alice")).isEmpty();
        assertThat(unread("bob")).containsExactly("bob");
    }

    @Test
    void nobody_isKnownForLongerThanAnEntryLives() {
        read("alice");

        nanos.set(Placements.LIVES.toNanos() / 2 - 1);
        assertThat(unread("alice")).isEmpty();

        nanos.set(Placements.LIVES.toNanos());
        assertThat(unread("alice")).containsExactly("alice");
    }

    private void read(String... users) {
        placements.end(placements.begin(List.of(users)), Map.of("alice", List.of(ALICE)));
    }

    private List<String> unread(String... users) {
        return List.copyOf(placements.begin(List.of(users)).unread().keySet());
    }
}
