package dev.parley.history.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.contract.ErrorCode;
import dev.parley.history.reading.Listing;
import dev.parley.history.reading.ReadRefused;
import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.Windows;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryPlanTest {

    private static final Windows TWO = Windows.ofChanges(Map.of(1L, true, 5L, false, 9L, true));

    @Test
    void newestFirst_takesFromTheEnd_acrossWindows() {
        HistoryPlan plan = HistoryPlan.of(new HistoryRequest(null, true, Long.MAX_VALUE, 4), TWO, 11);

        assertThat(plan.ranges()).containsExactly(new SeqRange(9, 11), new SeqRange(5, 5));
        assertThat(plan.hasMore()).isTrue();
        assertThat(plan.edge(true)).isEqualTo(5);
    }

    @Test
    void plan_hasNoMore_whenItEndsExactlyAtTheFirstSeq() {
        HistoryPlan plan = HistoryPlan.of(new HistoryRequest(null, true, 6, 5), TWO, 11);

        assertThat(plan.ranges()).containsExactly(new SeqRange(1, 5));
        assertThat(plan.hasMore()).isFalse();
    }

    @Test
    void oldestFirst_takesFromTheStart_andHasMore_whenAnotherWindowIsLeft() {
        HistoryPlan plan = HistoryPlan.of(new HistoryRequest(null, false, 2, 3), TWO, 11);

        assertThat(plan.ranges()).containsExactly(new SeqRange(3, 5));
        assertThat(plan.hasMore()).isTrue();
        assertThat(plan.edge(false)).isEqualTo(5);
    }

    @Test
    void nothing_isPlanned_beyondTheEnds() {
        assertThat(HistoryPlan.of(new HistoryRequest(null, true, 1, 5), TWO, 11).ranges())
                .isEmpty();
        assertThat(HistoryPlan.of(new HistoryRequest(null, false, 11, 5), TWO, 11)
                        .ranges())
                .isEmpty();
        assertThat(HistoryPlan.of(new HistoryRequest(null, false, Long.MAX_VALUE, 5), TWO, 11)
                        .ranges())
                .isEmpty();
        assertThat(HistoryPlan.of(new HistoryRequest(null, true, Long.MAX_VALUE, 5), TWO, 0)
                        .ranges())
                .isEmpty();
    }

    @Test
    void request_namesOneListingAtMost_andItsCursorOnlyFitsThere() {
        HistoryRequest thread = HistoryRequest.parse("g_1", Map.of("thread", "7", "limit", "20"));
        assertThat(thread).isEqualTo(new HistoryRequest(new Listing.Replies(7), true, Long.MAX_VALUE, 20));
        assertThat(thread.query()).isEqualTo("thread=7&limit=20");
        assertThat(HistoryRequest.parse("g_1", Map.of("pinned", "true")).limit())
                .isEqualTo(100);
        assertThat(HistoryRequest.parse("g_1", Map.of("mentions", "me", "after", "3")))
                .isEqualTo(new HistoryRequest(new Listing.Mentions(), false, 3, 50));

        String cursor = thread.cursor("g_1", 40);
        assertThat(HistoryRequest.parse("g_1", Map.of("thread", "7", "cursor", cursor)))
                .isEqualTo(new HistoryRequest(new Listing.Replies(7), true, 40, 50));
        for (Map<String, String> bad : List.of(
                Map.of("cursor", cursor),
                Map.of("thread", "8", "cursor", cursor),
                Map.of("thread", "0"),
                Map.of("pinned", "yes"),
                Map.of("mentions", "bob"),
                Map.of("pinned", "true", "mentions", "me"))) {
            assertThatThrownBy(() -> HistoryRequest.parse("g_1", bad)).isInstanceOf(ReadRefused.class);
        }
    }

    @Test
    void cursor_comesBackAsItWas_andIsRefused_whenTouchedOrElsewhere() {
        HistoryCursor cursor = new HistoryCursor(true, 1_234);
        String text = cursor.encode("g_1");

        assertThat(HistoryCursor.decode(text, "g_1")).isEqualTo(cursor);
        String touched = (text.charAt(4) == 'A' ? 'B' : 'A') + text.substring(1);
        for (String bad : List.of(touched, "", "A", text + "AAAA", "%%%")) {
            assertThatThrownBy(() -> HistoryCursor.decode(bad, "g_1"))
                    .isInstanceOfSatisfying(
                            ReadRefused.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.BAD_CURSOR));
        }
        assertThatThrownBy(() -> HistoryCursor.decode(text, "g_2")).isInstanceOf(ReadRefused.class);
    }
}
