package dev.parley.client.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.rest.ConversationSummary;
import dev.parley.client.rest.ConversationSummary.MemberView;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.MemberLeft;
import dev.parley.proto.v1.MemberRemoved;
import dev.parley.proto.v1.MembersAdded;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Renamed;
import dev.parley.proto.v1.RoleChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ConversationStateTest {

    private static final String TEAM = "g_team";
    private static final int HISTORIES = 2_000;

    /// A group as a server without mercy for the reader keeps it: the truth after each seq.
    private static final class Group {
        final List<Event> events = new ArrayList<>();
        final List<String> titles = new ArrayList<>();
        final List<Map<String, MemberView>> members = new ArrayList<>();
        final List<Long> ordinals = new ArrayList<>();
        private final SplittableRandom random;
        private final Map<String, MemberView> now = new TreeMap<>();
        private String title = "Team";
        private long ordinal;

        Group(SplittableRandom random, int length) {
            this.random = random;
            titles.add("");
            members.add(Map.of());
            ordinals.add(0L);
            now.put("me", new MemberView("me", "owner", 1));
            now.put("u0", new MemberView("u0", "member", 1));
            Created.Builder created = Created.newBuilder().setKind("group").setTitle(title);
            now.values()
                    .forEach(member -> created.addMembers(Member.newBuilder()
                            .setUserId(member.userId())
                            .setRole(member.role())
                            .setJoinedSeq(1)));
            append(Event.newBuilder().setCreated(created));
            while (events.size() < length) {
                append(next());
            }
        }

        private Event.Builder next() {
            String user = "u" + random.nextInt(4);
            MemberView member = now.get(user);
            long seq = events.size() + 1L;
            switch (random.nextInt(5)) {
                case 0 -> {
                    title = "Team " + seq;
                    return Event.newBuilder().setRenamed(Renamed.newBuilder().setTitle(title));
                }
                case 1, 2 -> {
                    if (member == null) {
                        now.put(user, new MemberView(user, "member", seq));
                        return Event.newBuilder()
                                .setMembersAdded(MembersAdded.newBuilder().addUserIds(user));
                    }
                    now.remove(user);
                    return random.nextBoolean()
                            ? Event.newBuilder()
                                    .setMemberRemoved(MemberRemoved.newBuilder().setUserId(user))
                            : Event.newBuilder()
                                    .setMemberLeft(MemberLeft.newBuilder().setUserId(user));
                }
                case 3 -> {
                    if (member != null) {
                        String role = List.of("owner", "admin", "member").get(random.nextInt(3));
                        now.put(user, new MemberView(user, role, member.joinedSeq()));
                        return Event.newBuilder()
                                .setRoleChanged(
                                        RoleChanged.newBuilder().setUserId(user).setRole(role));
                    }
                    return message();
                }
                default -> {
                    return message();
                }
            }
        }

        private Event.Builder message() {
            ordinal++;
            return Event.newBuilder().setMessage(Message.getDefaultInstance());
        }

        private void append(Event.Builder event) {
            events.add(event.setConversationId(TEAM)
                    .setSeq(events.size() + 1L)
                    .setOrdinal(ordinal)
                    .build());
            titles.add(title);
            members.add(Map.copyOf(now));
            ordinals.add(ordinal);
        }

        int head() {
            return events.size();
        }

        /// As of `cut`, but each part perhaps as of up to `ahead` later.
        ConversationSummary snapshot(int cut, int ahead, long unread) {
            List<MemberView> seen = new ArrayList<>();
            for (String user : List.of("me", "u0", "u1", "u2", "u3")) {
                MemberView member = members.get(later(cut, ahead)).get(user);
                if (member != null) {
                    seen.add(member);
                }
            }
            return new ConversationSummary(
                    TEAM, "group", titles.get(later(cut, ahead)), seen, cut, ordinals.get(cut), unread, 0, 0);
        }

        private int later(int cut, int ahead) {
            return cut + random.nextInt(Math.min(ahead, head() - cut) + 1);
        }

        List<Event> after(int cut) {
            return events.subList(cut, head());
        }
    }

    @Test
    void snapshotAndEvents_areTheFreshState_whereverTheCutIs_andHoweverTornTheSnapshot() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Group group = new Group(random, 1 + random.nextInt(60));
            ConversationState fresh = fold(ConversationState.none(TEAM), group.events);
            int cut = 1 + random.nextInt(group.head());
            long unread = random.nextLong(group.ordinals.get(cut) + 1);
            int ahead = random.nextBoolean() ? 0 : 1 + random.nextInt(12);

            ConversationState started =
                    fold(ConversationState.of(group.snapshot(cut, ahead, unread)), group.after(cut));

            assertThat(fresh.members()).as("the truth, seed %d", seed).isEqualTo(group.members.getLast());
            assertThat(fresh.title()).isEqualTo(group.titles.getLast());
            assertThat(started)
                    .as("seed %d, cut %d of %d, torn by %d", seed, cut, group.head(), ahead)
                    .isEqualTo(fresh.read(group.ordinals.get(cut) - unread));
            assertThat(started.unread()).isEqualTo(group.ordinals.getLast() - (group.ordinals.get(cut) - unread));
        }
    }

    @Test
    void event_thatWasFoldedBefore_changesNothing() {
        SplittableRandom random = new SplittableRandom(7);
        Group group = new Group(random, 200);
        ConversationState state = ConversationState.none(TEAM);
        for (Event event : group.events) {
            ConversationState next = state.after(event);
            assertThat(next.after(event)).isEqualTo(next);
            assertThat(fold(next, group.events.subList(0, (int) event.getSeq())))
                    .isEqualTo(next);
            state = next;
        }
    }

    @Test
    void state_isNotWhole_afterAGap_untilASnapshotThatIsNewEnough() {
        Group group = new Group(new SplittableRandom(3), 50);
        Conversations conversations = new Conversations(List.of());
        conversations.onSkipped(TEAM, 1, 39);
        group.after(39).forEach(conversations::onEvent);
        assertThat(conversations.find(TEAM).orElseThrow().isWhole()).isFalse();

        assertThat(conversations.complete(group.snapshot(49, 1, 0))).isFalse();
        assertThat(conversations.complete(group.snapshot(50, 0, group.ordinals.getLast())))
                .isTrue();

        assertThat(conversations.find(TEAM)).contains(fold(ConversationState.none(TEAM), group.events));
        assertThat(conversations.complete(group.snapshot(10, 0, 0)))
                .as("an old one changes nothing")
                .isTrue();
        assertThat(conversations.positions().get(TEAM).seq()).isEqualTo(50);
    }

    private static ConversationState fold(ConversationState start, List<Event> events) {
        ConversationState state = start;
        for (Event event : events) {
            state = state.after(event);
        }
        return state;
    }
}
