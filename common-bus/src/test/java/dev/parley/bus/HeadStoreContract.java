package dev.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every head store does.
@Timeout(30)
public abstract class HeadStoreContract {

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String one = "g_one-" + run;
    private final String two = "g_two-" + run;

    private HeadStore heads;

    protected abstract HeadStore heads();

    @BeforeEach
    void open() {
        heads = heads();
    }

    @Test
    void heads_areRead_asRaised_andAbsentIfUnknown() {
        get(heads.raise(Map.of(one, 7L, two, 1L)));

        assertThat(get(heads.read(List.of(one, two, "g_none-" + run)))).isEqualTo(Map.of(one, 7L, two, 1L));
        assertThat(get(heads.read(List.of()))).isEmpty();
    }

    @Test
    void lowerHead_changesNothing() {
        get(heads.raise(Map.of(one, 10L)));
        get(heads.raise(Map.of(one, 9L)));
        assertThat(get(heads.read(List.of(one)))).containsEntry(one, 10L);

        get(heads.raise(Map.of(one, 11L)));
        assertThat(get(heads.read(List.of(one)))).containsEntry(one, 11L);
    }

    @Test
    void headsBeyondOneBatch_areAllRaisedAndRead() {
        Map<String, Long> many = new HashMap<>();
        for (long i = 1; i <= 2_500; i++) {
            many.put("g_" + i + "-" + run, i);
        }

        get(heads.raise(many));

        assertThat(get(heads.read(many.keySet()))).isEqualTo(many);
    }

    @Test
    void lastChangeOfAMembership_isNotedPerUser() {
        get(heads.note(List.of("alice-" + run, "bob-" + run), one, RecentChange.joined(1)));
        get(heads.note(List.of("alice-" + run), two, RecentChange.joined(5)));
        get(heads.note(List.of("bob-" + run), one, RecentChange.left(9)));

        assertThat(get(heads.recent("alice-" + run)))
                .isEqualTo(Map.of(one, RecentChange.joined(1), two, RecentChange.joined(5)));
        assertThat(get(heads.recent("bob-" + run))).isEqualTo(Map.of(one, RecentChange.left(9)));
        assertThat(get(heads.recent("carol-" + run))).isEmpty();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
