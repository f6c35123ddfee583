package dev.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.bus.memory.InMemorySessionDirectory;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CachedSessionDirectoryTest extends SessionDirectoryContract {

    private static final List<String> USERS =
            IntStream.range(0, 12).mapToObj(i -> "user-" + i).toList();

    private final InMemorySessionDirectory truth = new InMemorySessionDirectory(Clock.systemUTC());
    private final SessionDirectory directory = new CachedSessionDirectory(truth, (known, read) -> {});

    @Override
    protected SessionDirectory directory() {
        return directory;
    }

    @Test
    void secondLookup_readsNobody_untilSomebodyChanges() {
        int[] read = new int[1];
        CachedSessionDirectory cached = new CachedSessionDirectory(truth, (known, more) -> read[0] += more);
        USERS.forEach(user -> truth.register(session(user, 1)));

        cached.lookup(USERS);
        cached.lookup(USERS);
        assertThat(read[0]).isEqualTo(USERS.size());

        truth.register(session("user-3", 2));
        assertThat(join(cached.sessions(USERS)).get("user-3")).containsExactly(session("user-3", 2));
        assertThat(read[0]).isEqualTo(USERS.size() + 1);
    }

    /// Look-ups that overlap each other and every kind of change, with answers that are late and out of
    /// order. Each must find what was there all the while, and nothing that was not there at any moment of
    /// it.
    @Test
    void everyLookup_findsWhatTheDirectoryHeld_whateverOverlapsIt() {
        for (int seed = 0; seed < 500; seed++) {
            new Overlaps(seed).play();
        }
    }

    private static SessionEntry session(String user, int number) {
        return new SessionEntry(user, "phone", "gw-" + number % 3, "s" + number, number, false);
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static final class Overlaps {

        private static final int STEPS = 120;

        private final int seed;
        private final Random random;
        private final InMemorySessionDirectory truth = new InMemorySessionDirectory(Clock.systemUTC());
        private final LateDirectory late;
        private final CachedSessionDirectory cached;
        private final Set<Lookup> open = new HashSet<>();
        private int sessions;

        private Overlaps(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.late = new LateDirectory(truth, random);
            // So few that users give way to each other too.
            this.cached = new CachedSessionDirectory(late, (known, read) -> {}, 16, System::nanoTime);
        }

        void play() {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(8)) {
                    case 0, 1 -> change();
                    case 2, 3 -> start();
                    default -> late.step();
                }
            }
            while (late.step()) {
                // Until every answer has come.
            }
            assertThat(open).as("look-ups without an answer, seed %d", seed).isEmpty();
        }

        private void change() {
            Set<String> before = held();
            String user = USERS.get(random.nextInt(USERS.size()));
            SessionEntry entry = session(user, random.nextInt(3) == 0 ? Math.max(1, sessions) : ++sessions);
            switch (random.nextInt(20)) {
                case 0 -> truth.lose();
                case 1, 2, 3, 4 -> truth.refresh(List.of(entry));
                case 5, 6, 7, 8, 9 ->
                    join(truth.sessions(List.of(user))).values().stream()
                            .flatMap(List::stream)
                            .forEach(truth::remove);
                default -> truth.register(entry);
            }
            Set<String> after = held();
            open.forEach(lookup -> lookup.changed(before, after));
        }

        private void start() {
            Set<String> asked =
                    USERS.stream().filter(user -> random.nextBoolean()).collect(Collectors.toSet());
            Lookup lookup = new Lookup(asked, held());
            open.add(lookup);
            late.remember(cached.sessions(asked).toCompletableFuture().thenAccept(found -> {
                open.remove(lookup);
                lookup.check(names(found), seed);
            }));
        }

        private Set<String> held() {
            return names(join(truth.sessions(USERS)));
        }

        private static Set<String> names(Map<String, List<SessionEntry>> sessions) {
            return sessions.values().stream()
                    .flatMap(List::stream)
                    .map(entry -> entry.userId() + " at " + entry.gatewayId() + " as " + entry.sessionId())
                    .collect(Collectors.toSet());
        }
    }

    private static final class Lookup {

        private final Set<String> users;
        private final Set<String> allTheWhile;
        private final Set<String> atSomeMoment;

        private Lookup(Set<String> users, Set<String> held) {
            this.users = users;
            this.allTheWhile = ours(held);
            this.atSomeMoment = ours(held);
        }

        void changed(Set<String> before, Set<String> after) {
            allTheWhile.retainAll(after);
            atSomeMoment.addAll(ours(after));
        }

        void check(Set<String> found, int seed) {
            assertThat(found).as("seed %d", seed).containsAll(allTheWhile);
            assertThat(atSomeMoment).as("seed %d", seed).containsAll(found);
        }

        private Set<String> ours(Set<String> held) {
            return held.stream()
                    .filter(name -> users.contains(name.substring(0, name.indexOf(' '))))
                    .collect(Collectors.toCollection(HashSet::new));
        }
    }
}
