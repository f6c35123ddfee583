package dev.parley.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.RedisKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every session directory does. Names are new in every test, so that tests may share a store.
@Timeout(30)
public abstract class SessionDirectoryContract {

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String alice = "alice-" + run;
    private final String bob = "bob-" + run;
    private final String gateway = "gw-a-" + run;
    private final String otherGateway = "gw-b-" + run;

    private SessionDirectory directory;

    protected abstract SessionDirectory directory();

    @BeforeEach
    void gatewaysLive() {
        directory = directory();
        get(directory.renewLease(gateway));
        get(directory.renewLease(otherGateway));
    }

    @Test
    void registered_isFound_asItWas() {
        SessionEntry phone = new SessionEntry(alice, "phone", gateway, "s1", 1_000, false);
        SessionEntry laptop = new SessionEntry(alice, "laptop.2_x-y", otherGateway, "s2", 2_000, true);

        assertThat(get(directory.register(phone))).isEmpty();
        assertThat(get(directory.register(laptop))).isEmpty();

        assertThat(get(directory.lookup(List.of(alice))).get(alice)).containsExactlyInAnyOrder(phone, laptop);
    }

    @Test
    void lookup_ofManyUsers_leavesOutThoseWithoutASession() {
        get(directory.register(entry(alice, "s1", 1)));
        get(directory.register(entry(bob, "s2", 1)));

        Map<String, List<SessionEntry>> found = get(directory.lookup(List.of(alice, "nobody-" + run, bob, alice)));

        assertThat(found).containsOnlyKeys(alice, bob);
        assertThat(found.get(alice)).hasSize(1);
        assertThat(get(directory.lookup(List.of()))).isEmpty();
    }

    @Test
    void lookup_ofMoreThanOneBatch_findsAll() {
        List<SessionEntry> entries = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            entries.add(entry("user-" + i + "-" + run, "s" + i, i));
        }
        get(directory.refresh(entries));

        assertThat(get(directory.lookup(
                        entries.stream().map(SessionEntry::userId).toList())))
                .hasSize(2_500);
    }

    @Test
    void register_displacesTheOtherSessionOfTheDevice_andNamesIt() {
        SessionEntry old = entry(alice, "s1", 1_000);
        get(directory.register(old));

        assertThat(get(directory.register(new SessionEntry(alice, "phone", otherGateway, "s2", 2_000, false))))
                .contains(old);
        assertThat(onlySession(alice)).isEqualTo("s2");
    }

    @Test
    void register_ofTheSameSession_displacesNothing() {
        get(directory.register(entry(alice, "s1", 1_000)));

        assertThat(get(directory.register(new SessionEntry(alice, "phone", gateway, "s1", 1_000, true))))
                .isEmpty();
        assertThat(get(directory.lookup(List.of(alice))).get(alice).getFirst().background())
                .isTrue();
    }

    @Test
    void register_wins_evenIfTheOthersClockIsAhead_andALateRefreshOfTheOtherDoesNotTakeThePlaceBack() {
        SessionEntry ahead = entry(alice, "s1", 9_000);
        get(directory.register(ahead));

        assertThat(get(directory.register(new SessionEntry(alice, "phone", otherGateway, "s2", 1_000, false))))
                .contains(ahead);
        get(directory.refresh(List.of(ahead)));

        assertThat(onlySession(alice)).isEqualTo("s2");
    }

    @Test
    void refresh_bringsLostEntriesBack() {
        get(directory.refresh(List.of(entry(alice, "s1", 1), entry(bob, "s2", 1))));

        assertThat(get(directory.lookup(List.of(alice, bob)))).containsOnlyKeys(alice, bob);
    }

    @Test
    void refresh_leavesANewerSessionOfTheDeviceAlone() {
        SessionEntry old = entry(alice, "s1", 1_000);
        get(directory.register(old));
        get(directory.register(entry(alice, "s2", 2_000)));

        get(directory.refresh(List.of(old)));

        assertThat(onlySession(alice)).isEqualTo("s2");
    }

    @Test
    void refresh_keepsTheSessionInItsPlace_afterItWonAgainstAClockAhead() {
        SessionEntry behind = new SessionEntry(alice, "phone", otherGateway, "s2", 1_000, false);
        SessionEntry ahead = entry(alice, "s1", 9_000);
        get(directory.register(ahead));
        get(directory.register(behind));

        get(directory.refresh(List.of(behind)));
        get(directory.refresh(List.of(ahead)));

        assertThat(onlySession(alice)).isEqualTo("s2");
    }

    @Test
    void remove_takesTheEntryAway_andIsHarmlessTwice() {
        SessionEntry session = entry(alice, "s1", 1);
        get(directory.register(session));

        get(directory.remove(session));
        get(directory.remove(session));

        assertThat(get(directory.lookup(List.of(alice)))).isEmpty();
    }

    @Test
    void remove_ofALateDisconnect_leavesTheNewerSession() {
        SessionEntry old = entry(alice, "s1", 1_000);
        get(directory.register(old));
        get(directory.register(entry(alice, "s2", 2_000)));

        get(directory.remove(old));

        assertThat(onlySession(alice)).isEqualTo("s2");
    }

    @Test
    void sessionsOnAGatewayWithoutALease_areLeftOut() {
        get(directory.register(new SessionEntry(alice, "phone", "gw-dead-" + run, "s1", 1, false)));
        get(directory.register(new SessionEntry(alice, "laptop", gateway, "s2", 1, false)));

        assertThat(onlySession(alice)).isEqualTo("s2");
    }

    @Test
    void sessionOnAGatewayWhoseLeaseCameJustNow_isFoundAtOnce() {
        String young = "gw-young-" + run;
        get(directory.register(new SessionEntry(alice, "phone", young, "s1", 1, false)));
        assertThat(get(directory.lookup(List.of(alice)))).isEmpty();

        get(directory.renewLease(young));

        assertThat(onlySession(alice)).isEqualTo("s1");
    }

    @Test
    void liveAddresses_areThoseWithALease() {
        assertThat(get(directory.liveAddresses())).contains(gateway, otherGateway);

        get(directory.endLease(gateway));

        assertThat(get(directory.liveAddresses())).contains(otherGateway).doesNotContain(gateway);
    }

    @Test
    void sessions_areFound_alsoWithoutALease() {
        SessionEntry lost = new SessionEntry(alice, "phone", "gw-dead-" + run, "s1", 1, false);
        get(directory.register(lost));

        assertThat(get(directory.sessions(List.of(alice, bob)))).isEqualTo(Map.of(alice, List.of(lost)));
        assertThat(get(directory.live(List.of(gateway, "gw-dead-" + run)))).containsExactly(gateway);
    }

    @Test
    void changes_nameWhoRegisteredMovedOrLeft_inOrder_andAreToldOnce() {
        get(directory.register(entry(alice, "s1", 1)));
        String cursor = newestCursor();

        get(directory.register(entry(alice, "s2", 2)));
        get(directory.register(new SessionEntry(bobOfTheSameShard(), "phone", gateway, "s3", 1, false)));
        get(directory.remove(entry(alice, "s2", 2)));

        DirectoryChanges changes = changesSince(cursor);
        assertThat(changes.complete()).isTrue();
        assertThat(changes.userIds()).containsExactly(alice, bobOfTheSameShard(), alice);
        assertThat(changesSince(changes.cursor())).isEqualTo(new DirectoryChanges(changes.cursor(), List.of(), true));
    }

    @Test
    void changes_doNotTellOf_refreshesThatBringNothingNew_norOfLateRemovals() {
        SessionEntry old = entry(alice, "s1", 1_000);
        SessionEntry session = entry(alice, "s2", 2_000);
        get(directory.register(old));
        get(directory.register(session));
        String cursor = newestCursor();

        get(directory.refresh(List.of(session, old)));
        get(directory.remove(old));

        assertThat(changesSince(cursor)).isEqualTo(new DirectoryChanges(cursor, List.of(), true));
    }

    @Test
    void changes_tellOf_refreshesThatBringSomethingNew() {
        SessionEntry session = entry(alice, "s1", 1_000);
        get(directory.register(session));
        get(directory.remove(session));
        String cursor = newestCursor();

        get(directory.refresh(List.of(session)));
        get(directory.refresh(List.of(new SessionEntry(alice, "phone", gateway, "s1", 1_000, true))));
        get(directory.refresh(List.of(new SessionEntry(alice, "phone", otherGateway, "s2", 2_000, true))));

        assertThat(changesSince(cursor).userIds()).containsExactly(alice, alice, alice);
    }

    @Test
    void changes_forANewReader_sayThatItKnowsNothing() {
        get(directory.register(entry(alice, "s1", 1)));

        DirectoryChanges changes = changesSince("");

        assertThat(changes.complete()).isFalse();
        assertThat(changesSince(changes.cursor()).complete()).isTrue();
    }

    @Test
    void changes_forAReaderTooFarBehind_sayThatItKnowsNothing_untilItHasCaughtUp() {
        get(directory.register(entry(alice, "s1", 1)));
        String cursor = newestCursor();
        for (int i = 0; i < 1_200; i++) {
            get(directory.register(entry(alice, "s" + i, i)));
        }

        DirectoryChanges changes = changesSince(cursor);

        assertThat(changes.complete()).isFalse();
        DirectoryChanges next = changesSince(changes.cursor());
        assertThat(next.complete()).isTrue();
        assertThat(changesSince(next.cursor()).userIds()).isEmpty();
    }

    private DirectoryChanges changesSince(String cursor) {
        int shard = RedisKeys.directoryShard(alice);
        DirectoryChanges changes = get(directory.changes(Map.of(shard, cursor))).get(shard);
        assertThat(changes).isNotNull();
        return changes;
    }

    private String newestCursor() {
        return changesSince("").cursor();
    }

    private String bobOfTheSameShard() {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> bob + "-" + i)
                .filter(user -> RedisKeys.directoryShard(user) == RedisKeys.directoryShard(alice))
                .findFirst()
                .orElseThrow();
    }

    private SessionEntry entry(String user, String session, long epochMillis) {
        return new SessionEntry(user, "phone", gateway, session, epochMillis, false);
    }

    private String onlySession(String user) {
        List<SessionEntry> entries = get(directory.lookup(List.of(user))).get(user);
        assertThat(entries).hasSize(1);
        return entries.getFirst().sessionId();
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
