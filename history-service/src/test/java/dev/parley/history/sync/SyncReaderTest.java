package dev.parley.history.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.ProtocolLimits;
import dev.parley.history.reading.PersonalReader;
import dev.parley.history.reading.ReadRefused;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Edited;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Gap;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Page;
import dev.parley.proto.v1.Sync;
import dev.parley.proto.v1.Text;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyncReaderTest {

    private static final Map<Long, Boolean> FROM_THE_START = Map.of(1L, true);

    private static final ReplayLimits LIMITS = new ReplayLimits(1_000, 100);

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    private final MemoryArchive archive = new MemoryArchive();

    @Test
    void page_holdsWhatIsAboveEachPosition_andTheHeads() {
        archive.conversation("a", 5, 10, FROM_THE_START);
        archive.conversation("b", 3, 10, FROM_THE_START);

        Page page = page(sync(Map.of("a", 3L, "b", 0L), 200));

        assertThat(names(page)).containsExactly("a4", "a5", "b1", "b2", "b3");
        assertThat(page.getHeadsMap()).isEqualTo(Map.of("a", 5L, "b", 3L));
        assertThat(page.getMore()).isFalse();
        assertThat(page.getGapsList()).isEmpty();
    }

    @Test
    void foreignAndUnknownConversations_areAbsent() {
        archive.conversation("a", 2, 10, FROM_THE_START);
        archive.conversation("foreign", 9, 10, Map.of());

        Page page = page(sync(Map.of("a", 0L, "foreign", 0L, "nowhere", 0L, "", 0L, "with space", 0L), 200));

        assertThat(names(page)).containsExactly("a1", "a2");
        assertThat(page.getHeadsMap()).containsOnlyKeys("a");
    }

    @Test
    void positionAboveTheHead_getsNoEvents_andTheHeadTells() {
        archive.conversation("a", 2, 10, FROM_THE_START);

        Page page = page(sync(Map.of("a", 1_000_000L), 200));

        assertThat(page.getEventsList()).isEmpty();
        assertThat(page.getHeadsMap()).isEqualTo(Map.of("a", 2L));
        assertThat(page.getMore()).isFalse();
    }

    @Test
    void limit_countsOverAllConversations_andPagesAddUpToEverything() {
        archive.conversation("a", 130, 10, FROM_THE_START);
        archive.conversation("b", 7, 10, FROM_THE_START);
        archive.conversation("c", 90, 10, FROM_THE_START);

        for (int limit : List.of(1, 2, 7, 64, 65, 137, 227, 500)) {
            List<String> all = drain(Map.of("a", 0L, "b", 0L, "c", 0L), limit);
            assertThat(all).hasSize(227).doesNotHaveDuplicates();
        }
        assertThat(page(sync(Map.of("a", 0L, "b", 0L, "c", 0L), 227)).getMore()).isFalse();
        assertThat(page(sync(Map.of("a", 0L, "b", 0L, "c", 0L), 226)).getMore()).isTrue();
    }

    @Test
    void limit_isClamped_andDefaultsTo200() {
        archive.conversation("a", 900, 10, FROM_THE_START);

        assertThat(page(sync(Map.of("a", 0L), 100_000)).getEventsCount()).isEqualTo(500);
        assertThat(page(sync(Map.of("a", 0L), 0)).getEventsCount()).isEqualTo(200);
    }

    @Test
    void page_staysUnder256KiB_inBothEncodings() throws Exception {
        archive.conversation("a", 100, 9_000, FROM_THE_START);

        Page page = page(sync(Map.of("a", 0L), 500));

        assertThat(page.getSerializedSize()).isLessThan(ProtocolLimits.MAX_PAGE_BYTES);
        byte[] json = JsonFormat.printer()
                .omittingInsignificantWhitespace()
                .print(page)
                .getBytes(StandardCharsets.UTF_8);
        assertThat(json.length).isBetween(230_000, ProtocolLimits.MAX_PAGE_BYTES);
        assertThat(page.getMore()).isTrue();
        assertThat(drain(Map.of("a", 0L), 500)).hasSize(100);
    }

    @Test
    void singleEvent_alwaysPasses() {
        archive.conversation("a", 3, ProtocolLimits.MAX_PAGE_BYTES, FROM_THE_START);

        assertThat(drain(Map.of("a", 0L), 500)).containsExactly("a1", "a2", "a3");
    }

    @Test
    void partsOutsideTheWindows_areGaps_beforeTheEventsTheyExplain() {
        archive.conversation("a", 12, 10, Map.of(3L, true, 5L, false, 9L, true, 10L, false));

        Page page = page(sync(Map.of("a", 0L), 200));

        assertThat(names(page)).containsExactly("a3", "a4", "a5", "a9", "a10");
        assertThat(page.getGapsList()).containsExactly(gap("a", 1, 2), gap("a", 6, 8));
        assertThat(page.getHeadsMap()).isEqualTo(Map.of("a", 10L));
        assertThat(drain(Map.of("a", 0L), 1)).containsExactly("a3", "a4", "a5", "a9", "a10");
    }

    @Test
    void joiner_isToldNothing_beforeTheHeadHasReachedTheJoin() {
        archive.conversation("a", 4, 10, Map.of(5L, true));

        Page page = page(sync(Map.of("a", 0L), 200));

        assertThat(page).isEqualTo(Page.getDefaultInstance());
    }

    @Test
    void lostRow_isAGap_soThatNobodyAsksForEver() {
        archive.conversation("a", 6, 10, FROM_THE_START);
        archive.lose("a", 3);
        archive.lose("a", 6);

        Page page = page(sync(Map.of("a", 0L), 200));

        assertThat(names(page)).containsExactly("a1", "a2", "a4", "a5");
        assertThat(page.getGapsList()).containsExactly(gap("a", 3, 3), gap("a", 6, 6));
        assertThat(page.getMore()).isFalse();
    }

    @Test
    void page_saysMore_whenTheArchiveIsBehindAnAnnouncedHead() {
        archive.conversation("a", 6, 10, FROM_THE_START);

        Sync sync = sync(Map.of("a", 6L), 200);

        assertThat(reader().page("me", SyncRequest.of(sync, Map.of("a", 7L))).getMore())
                .isTrue();
        assertThat(reader().page("me", SyncRequest.of(sync, Map.of("a", 6L))).getMore())
                .isFalse();
        assertThat(reader().page("me", SyncRequest.of(sync, Map.of("other", 7L)))
                        .getMore())
                .isFalse();
    }

    @Test
    void headsAfter_listsHeadsAbovePositions_aThousandAtATime() {
        for (int i = 0; i < 2_300; i++) {
            archive.conversation("c%04d".formatted(i), 2, 1, FROM_THE_START);
        }
        archive.conversation("c0000", 2, 1, FROM_THE_START);
        archive.head("c0001", 2, 3);

        Page first = page(
                Sync.newBuilder().setHeadsAfter("").putPositions("c0000", 2).build());
        assertThat(first.getHeadsMap()).hasSize(1_001).containsKey("c0000").containsKey("c1000");
        assertThat(first.getHeadsMore()).isTrue();
        assertThat(first.getEpochsMap()).isEqualTo(Map.of("c0001", 3L));

        Page second = page(Sync.newBuilder().setHeadsAfter("c1000").build());
        assertThat(second.getHeadsMap()).hasSize(1_000).containsKey("c2000");
        Page third = page(Sync.newBuilder().setHeadsAfter("c2000").build());
        assertThat(third.getHeadsMap()).hasSize(299);
        assertThat(third.getHeadsMore()).isFalse();
    }

    @Test
    void deviceThatIsTooFarBehind_isToldOfAGapInHistory_andGetsTheNewest() {
        archive.conversation("a", 1_101, 10, FROM_THE_START);
        archive.conversation("b", 1_100, 10, FROM_THE_START);

        Page page = page(sync(Map.of("a", 100L, "b", 100L), 200));

        assertThat(page.getGapsList()).containsExactly(inHistory("a", 101, 1_001));
        assertThat(names(page)).hasSize(200).startsWith("a1002", "a1003").contains("a1101", "b101", "b200");
        List<String> all = drain(Map.of("a", 100L, "b", 100L), 500);
        assertThat(all).hasSize(100 + 1_000).doesNotHaveDuplicates().contains("a1101", "b101", "b1100");
    }

    @Test
    void onlyWhatTheUserMaySee_countsAsBehind_andOnlyThatIsSaidToBeInHistory() {
        Map<Long, Boolean> twice = Map.of(3L, true, 20L, false, 5_001L, true);
        archive.conversation("few", 5_500, 10, twice);
        archive.conversation("many", 6_500, 10, twice);

        assertThat(page(sync(Map.of("few", 0L), 500)).getGapsList())
                .containsExactly(gap("few", 1, 2), gap("few", 21, 5_000));
        Page page = page(sync(Map.of("many", 0L), 500));
        assertThat(page.getGapsList())
                .containsExactly(
                        gap("many", 1, 2),
                        inHistory("many", 3, 20),
                        gap("many", 21, 5_000),
                        inHistory("many", 5_001, 6_400));
        assertThat(names(page)).hasSize(100).startsWith("many6401").endsWith("many6500");
        assertThat(page.getMore()).isFalse();
        assertThat(drain(Map.of("many", 0L), 7)).hasSize(100);
    }

    @Test
    void hiddenAndExpiredMessages_comeWithoutContent_andSoDoTheirEdits() {
        archive.conversation("a", 6, 10, FROM_THE_START);
        archive.conversation("b", 1, 10, FROM_THE_START);
        archive.put(edit("a", 4, 2));
        archive.put(message("a", 5, NOW));
        archive.put(message("a", 6, NOW.plusMillis(1)));
        archive.hide("a", 2);

        Page page = page(sync(Map.of("a", 0L, "b", 0L), 200));

        assertThat(page.getEventsList().stream()
                        .filter(event -> !event.getMessage().hasContent()
                                && !event.getEdited().hasContent())
                        .map(Event::getSeq))
                .containsExactly(2L, 4L, 5L);
        assertThat(page.getEventsList().stream().filter(Event::getHidden).map(Event::getSeq))
                .containsExactly(2L, 4L);
        assertThat(page.getEvents(4).getMessage().hasExpiresAt()).isTrue();
        assertThat(page.toString()).doesNotContain("secret");
        assertThat(names(page)).containsExactly("a1", "a2", "a3", "a4", "a5", "a6", "b1");
        assertThat(archive.asideReads()).isEqualTo(1);
    }

    @Test
    void editOfAHiddenMessage_hasNoContent_whenTheMessageIsOnAnotherPage() {
        archive.conversation("a", 3, 10, FROM_THE_START);
        archive.put(edit("a", 3, 1));
        archive.hide("a", 1);

        Page page = page(sync(Map.of("a", 2L), 200));

        assertThat(page.getEvents(0).getHidden()).isTrue();
        assertThat(page.toString()).doesNotContain("secret");
    }

    @Test
    void hiddenMessages_areNotLookedFor_whenTheUserHidNone() {
        archive.conversation("a", 300, 10, FROM_THE_START);

        page(sync(Map.of("a", 0L), 200));

        assertThat(archive.asideReads()).isZero();
    }

    private static Event edit(String id, long seq, long target) {
        return Event.newBuilder()
                .setConversationId(id)
                .setSeq(seq)
                .setEdited(Edited.newBuilder().setTargetSeq(target).setContent(text("secret")))
                .build();
    }

    private static Event message(String id, long seq, Instant expiresAt) {
        return Event.newBuilder()
                .setConversationId(id)
                .setSeq(seq)
                .setMessage(Message.newBuilder()
                        .setContent(text(expiresAt.isAfter(NOW) ? "still there" : "secret"))
                        .setExpiresAt(Timestamp.newBuilder()
                                .setSeconds(expiresAt.getEpochSecond())
                                .setNanos(expiresAt.getNano())))
                .build();
    }

    private static Content text(String body) {
        return Content.newBuilder().setText(Text.newBuilder().setBody(body)).build();
    }

    @Test
    void request_isInvalid_whenItAsksTooMuchOrNonsense() {
        Map<String, Long> tooMany = new HashMap<>();
        for (int i = 0; i <= ProtocolLimits.MAX_SYNC_POSITIONS; i++) {
            tooMany.put("c" + i, 0L);
        }
        for (Sync bad : List.of(sync(tooMany, 1), sync(Map.of("a", -1L), 1), sync(Map.of(), -1))) {
            assertThatThrownBy(() -> SyncRequest.of(bad, Map.of()))
                    .isInstanceOfSatisfying(
                            ReadRefused.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.INVALID));
        }
        tooMany.remove("c0");
        assertThat(SyncRequest.of(sync(tooMany, 1), Map.of()).positions()).hasSize(500);
    }

    @Test
    void readsInVain_areFew_whenAClientIsFarBehind() {
        archive.conversation("a", 100_000, 1, FROM_THE_START);

        page(sync(Map.of("a", 0L), 200));

        assertThat(archive.reads()).isLessThanOrEqualTo(4);
    }

    /// Asks until the page says no more, applying gaps and events as a client does; fails on a hole or a repeat.
    private List<String> drain(Map<String, Long> from, int limit) {
        Map<String, Long> positions = new HashMap<>(from);
        List<String> all = new ArrayList<>();
        for (int round = 0; round < 1_000; round++) {
            Page page = page(sync(positions, limit));
            assertThat(page.getEventsCount()).isLessThanOrEqualTo(limit);
            List<Gap> gaps = new ArrayList<>(page.getGapsList());
            for (Event event : page.getEventsList()) {
                applyGaps(positions, gaps);
                assertThat(event.getSeq()).isEqualTo(positions.get(event.getConversationId()) + 1);
                positions.put(event.getConversationId(), event.getSeq());
                all.add(event.getConversationId() + event.getSeq());
            }
            applyGaps(positions, gaps);
            assertThat(gaps).isEmpty();
            if (!page.getMore()) {
                return all;
            }
        }
        throw new AssertionError("no end in 1,000 pages");
    }

    private static void applyGaps(Map<String, Long> positions, List<Gap> gaps) {
        gaps.removeIf(gap -> {
            boolean next = gap.getFrom() == positions.get(gap.getConversationId()) + 1;
            if (next) {
                positions.put(gap.getConversationId(), gap.getTo());
            }
            return next;
        });
    }

    private SyncReader reader() {
        return new SyncReader(archive, new PersonalReader(archive, archive, () -> NOW), LIMITS);
    }

    private Page page(Sync sync) {
        return reader().page("me", SyncRequest.of(sync, Map.of()));
    }

    private static Sync sync(Map<String, Long> positions, int limit) {
        return Sync.newBuilder().putAllPositions(positions).setLimit(limit).build();
    }

    private static List<String> names(Page page) {
        return page.getEventsList().stream()
                .map(event -> event.getConversationId() + event.getSeq())
                .toList();
    }

    private static Gap inHistory(String id, long from, long to) {
        return gap(id, from, to).toBuilder().setInHistory(true).build();
    }

    private static Gap gap(String id, long from, long to) {
        return Gap.newBuilder().setConversationId(id).setFrom(from).setTo(to).build();
    }
}
