package dev.parley.chat.receipts;

import dev.parley.bus.HeadStore;
import dev.parley.chat.archive.ReadConversation;
import dev.parley.chat.settings.SettingsStore;
import dev.parley.proto.log.Signal;
import dev.parley.proto.log.TypingSignal;
import dev.parley.proto.v1.Typing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What becomes of the activity of one round: marks are clamped to the head, raised in Cassandra, and told: named to
/// the members, or in a large group counted to the authors. Typing is told and forgotten. Where one has blocked the
/// other, or not accepted the conversation, neither is told of the other, and what they are not told is stored apart.
/// Marks of people who are no members
/// come to nothing.
///
/// History follows the log within two seconds, and a mark may be quicker than that, or than a head that Redis
/// has lost: marks of somebody history does not know as a member, and what of a mark lies above the head, are
/// kept for {@link
/// #PATIENCE}, then dropped; those that a message in the log stands for, for {@link #PATIENCE_WITH_LOG}.
/// Idempotent, so a round may be repeated as a whole.
final class ReceiptRound {

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration PATIENCE_WITH_LOG = Duration.ofMinutes(1);
    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(3);

    /// A member is told of at most 50 marks a second in a conversation, however many people there are and
    /// however much they write: each further member makes the rounds rarer by as much as it makes them
    /// larger.
    private static final Duration TURN_PER_MEMBER = Duration.ofMillis(20);

    private static final Duration LONGEST_TURN = Duration.ofSeconds(2);

    private final HeadStore heads;
    private final ReadConversation conversations;
    private final MemberCache members;
    private final BlockCache blocks;
    private final MarkStore marks;
    private final LargeGroups largeGroups;
    private final OwnCounts counts;
    private final SettingsStore settings;
    private final ReceiptMetrics metrics;

    ReceiptRound(
            HeadStore heads,
            ReadConversation conversations,
            MemberCache members,
            BlockCache blocks,
            MarkStore marks,
            LargeGroups largeGroups,
            OwnCounts counts,
            SettingsStore settings,
            ReceiptMetrics metrics) {
        this.heads = heads;
        this.conversations = conversations;
        this.members = members;
        this.blocks = blocks;
        this.marks = marks;
        this.largeGroups = largeGroups;
        this.counts = counts;
        this.settings = settings;
        this.metrics = metrics;
    }

    /// @return the signals to send
    /// @throws ExecutionException if a store cannot be reached; all marks taken are back in `pending` then
    List<Signal> run(PendingMarks pending, long nowNanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<PendingMarks.Waiting> waiting = pending.takeDue(nowNanos);
        List<PendingMarks.Who> typing = pending.takeTyping();
        try {
            Map<String, Map<String, Long>> membersOf = membersOf(waiting, typing);
            // Of what history does not know it cannot be told yet; after its members it can.
            Set<String> known = new HashSet<>(membersOf.keySet());
            known.removeIf(id -> membersOf.getOrDefault(id, Map.of()).isEmpty());
            Set<String> blocked = blocked(known);
            List<PendingMarks.Waiting> again = new ArrayList<>();
            Map<String, Map<String, ReceiptSignals.Move>> moves = moves(waiting, membersOf, again, nowNanos);
            List<Signal> signals = raise(moves, membersOf, blocked);
            again.forEach(one -> pending.again(one, nowNanos));
            moves.keySet()
                    .forEach(id -> pending.nextTurn(
                            id, nowNanos + turn(membersOf.get(id)).toNanos()));
            typing.stream()
                    .filter(who -> !blocked.contains(who.conversationId()))
                    .forEach(who -> tell(who, membersOf, signals));
            readers(waiting, moves, membersOf, nowNanos);
            signals.addAll(counts.tell(nowNanos));
            return signals;
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            waiting.forEach(one -> pending.again(one, nowNanos));
            throw e;
        }
    }

    /// Who has read on some device is told what is left, on all of them; not who wrote, whose devices have the
    /// message and know what it says of its sender.
    private void readers(
            List<PendingMarks.Waiting> waiting,
            Map<String, Map<String, ReceiptSignals.Move>> moves,
            Map<String, Map<String, Long>> membersOf,
            long nowNanos) {
        for (PendingMarks.Waiting one : waiting) {
            PendingMarks.Who who = one.who();
            ReceiptSignals.@Nullable Move move =
                    moves.getOrDefault(who.conversationId(), Map.of()).get(who.userId());
            if (move != null && move.isReading() && move.after().readSeq() > one.sentSeq()) {
                long joinedSeq =
                        membersOf.getOrDefault(who.conversationId(), Map.of()).getOrDefault(who.userId(), 0L);
                counts.moved(who, Math.max(move.after().readSeq(), joinedSeq), nowNanos);
            }
        }
    }

    private static Duration turn(@Nullable Map<String, Long> members) {
        Duration turn = TURN_PER_MEMBER.multipliedBy(members == null ? 0 : members.size());
        return turn.compareTo(LONGEST_TURN) < 0 ? turn : LONGEST_TURN;
    }

    /// Per conversation and user what is to be raised; a conversation of which marks came but did not move
    /// is not in it.
    private Map<String, Map<String, ReceiptSignals.Move>> moves(
            List<PendingMarks.Waiting> waiting,
            Map<String, Map<String, Long>> membersOf,
            List<PendingMarks.Waiting> again,
            long nowNanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<PendingMarks.Waiting> known = new ArrayList<>();
        List<PendingMarks.Waiting> early = new ArrayList<>();
        for (PendingMarks.Waiting one : waiting) {
            boolean member = membersOf
                    .getOrDefault(one.who().conversationId(), Map.of())
                    .containsKey(one.who().userId());
            (member ? known : early).add(one);
        }
        Map<String, Long> headOf = heads(known);
        loadLargeGroups(headOf, membersOf);
        Map<PendingMarks.Waiting, CompletableFuture<Marks>> stored = new LinkedHashMap<>();
        known.forEach(one -> stored.put(one, marks.stored(one.who())));
        await(all(stored.values()));
        Map<String, Map<String, ReceiptSignals.Move>> moves = new LinkedHashMap<>();
        stored.forEach((one, found) -> {
            PendingMarks.Who who = one.who();
            Marks before = found.join();
            Marks possible = one.marks().clampedTo(headOf.getOrDefault(who.conversationId(), 0L));
            Marks after = before.max(possible);
            marks.remember(who, before);
            if (!after.equals(before)) {
                moves.computeIfAbsent(who.conversationId(), id -> new LinkedHashMap<>())
                        .put(who.userId(), new ReceiptSignals.Move(before, after));
            }
            if (!possible.equals(one.marks())) {
                early.add(one);
            }
        });
        early.stream()
                .filter(one -> nowNanos - one.sinceNanos() < patience(one))
                .forEach(again::add);
        return moves;
    }

    private static long patience(PendingMarks.Waiting one) {
        return (one.sentSeq() > 0 ? PATIENCE_WITH_LOG : PATIENCE).toNanos();
    }

    private void loadLargeGroups(Map<String, Long> headOf, Map<String, Map<String, Long>> membersOf)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, CompletableFuture<LargeGroups.Loaded>> loads = new HashMap<>();
        headOf.forEach((id, head) -> {
            Map<String, Long> present = membersOf.getOrDefault(id, Map.of());
            if (LargeGroups.isLarge(present.size()) && !largeGroups.isCurrent(id, present)) {
                loads.put(id, largeGroups.load(id, present, head));
            }
        });
        await(all(loads.values()));
        loads.forEach((id, load) -> {
            LargeGroups.Loaded loaded = load.join();
            largeGroups.loaded(id, membersOf.getOrDefault(id, Map.of()), loaded);
            loaded.marks().forEach((user, stored) -> marks.remember(new PendingMarks.Who(id, user), stored));
        });
    }

    private List<Signal> raise(
            Map<String, Map<String, ReceiptSignals.Move>> moves,
            Map<String, Map<String, Long>> membersOf,
            Set<String> blocked)
            throws InterruptedException, ExecutionException, TimeoutException {
        Set<String> named = new HashSet<>();
        moves.keySet().stream()
                .map(id -> membersOf.getOrDefault(id, Map.of()).keySet())
                .filter(present -> !LargeGroups.isLarge(present.size()))
                .forEach(named::addAll);
        Set<String> hiding = await(settings.hiding(named));
        List<CompletableFuture<Integer>> writes = new ArrayList<>();
        moves.forEach((id, users) -> writes.add(marks.raise(id, users, blocked.contains(id))));
        await(all(writes));
        List<Signal> signals = new ArrayList<>();
        moves.forEach((id, users) -> {
            users.forEach((user, move) -> marks.remember(new PendingMarks.Who(id, user), move.after()));
            Map<String, Long> present = membersOf.getOrDefault(id, Map.of());
            if (blocked.contains(id)) {
                signals.addAll(ReceiptSignals.own(id, users));
            } else if (LargeGroups.isLarge(present.size())) {
                signals.addAll(ReceiptSignals.counted(id, users, largeGroups.raise(id, users, present)));
            } else {
                signals.addAll(ReceiptSignals.named(id, users, present.keySet(), hiding));
            }
        });
        metrics.raised(
                moves.values().stream().mapToInt(Map::size).sum(),
                writes.stream().mapToInt(CompletableFuture::join).sum());
        metrics.told(
                signals.size(),
                signals.stream()
                        .mapToInt(signal -> signal.getReceipt().getReceiptsCount())
                        .sum());
        return signals;
    }

    /// As Redis has them; of those it has lost, what history knows; and at least what the log said.
    private Map<String, Long> heads(List<PendingMarks.Waiting> waiting)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<String> conversationIds = waiting.stream()
                .map(one -> one.who().conversationId())
                .distinct()
                .toList();
        Map<String, Long> found =
                new HashMap<>(await(heads.read(conversationIds).toCompletableFuture()));
        Map<String, CompletableFuture<Optional<ReadConversation.Head>>> lost = new HashMap<>();
        for (String id : conversationIds) {
            if (!found.containsKey(id)) {
                lost.put(id, conversations.execute(id).toCompletableFuture());
            }
        }
        await(all(lost.values()));
        lost.forEach((id, head) -> head.join().ifPresent(row -> found.put(id, row.seq())));
        waiting.forEach(one -> found.merge(one.who().conversationId(), one.sentSeq(), Math::max));
        return found;
    }

    private Map<String, Map<String, Long>> membersOf(
            Collection<PendingMarks.Waiting> waiting, Collection<PendingMarks.Who> typing)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Set<String>> wanted = new HashMap<>();
        Stream.concat(waiting.stream().map(PendingMarks.Waiting::who), typing.stream())
                .forEach(who -> wanted.computeIfAbsent(who.conversationId(), none -> new HashSet<>())
                        .add(who.userId()));
        Map<String, CompletableFuture<Map<String, Long>>> reads = new HashMap<>();
        wanted.forEach((conversation, users) -> reads.put(conversation, members.members(conversation, users)));
        await(all(reads.values()));
        Map<String, Map<String, Long>> found = new HashMap<>();
        reads.forEach((conversation, read) -> {
            members.remember(conversation, read.join());
            found.put(conversation, read.join());
        });
        return found;
    }

    private Set<String> blocked(Set<String> conversationIds)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, CompletableFuture<Boolean>> reads = new HashMap<>();
        conversationIds.forEach(id -> reads.put(id, blocks.isBlocked(id)));
        await(all(reads.values()));
        Set<String> blocked = new HashSet<>();
        reads.forEach((id, read) -> {
            blocks.remember(id, read.join());
            if (read.join()) {
                blocked.add(id);
            }
        });
        return blocked;
    }

    /// In a large group nobody is told: at 500 members somebody always types.
    private static void tell(PendingMarks.Who who, Map<String, Map<String, Long>> membersOf, List<Signal> signals) {
        Set<String> present =
                membersOf.getOrDefault(who.conversationId(), Map.of()).keySet();
        if (!present.contains(who.userId()) || LargeGroups.isLarge(present.size())) {
            return;
        }
        TypingSignal.Builder typing = TypingSignal.newBuilder()
                .setTyping(Typing.newBuilder()
                        .setConversationId(who.conversationId())
                        .setUserId(who.userId()));
        present.stream().filter(user -> !user.equals(who.userId())).forEach(typing::addAudience);
        signals.add(Signal.newBuilder()
                .setConversationId(who.conversationId())
                .setTyping(typing)
                .build());
    }

    private static CompletableFuture<Void> all(Collection<? extends CompletableFuture<?>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }

    private static <T> T await(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(STEP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
