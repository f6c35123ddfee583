package dev.parley.chat.receipts;

import dev.parley.bus.HeadStore;
import dev.parley.proto.log.ReceiptSignal;
import dev.parley.proto.log.Signal;
import dev.parley.proto.log.TypingSignal;
import dev.parley.proto.v1.Receipt;
import dev.parley.proto.v1.Typing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// What becomes of the activity of one round: marks are clamped to the head, raised in Cassandra, and told to the
/// members; typing is told and forgotten. Marks of people who are no members come to nothing.
///
/// History follows the log within two seconds, and a receipt may be quicker than that: marks of somebody it does not
/// know as a member are kept for {@link #PATIENCE}, then dropped. Idempotent, so a round may be repeated as a whole.
final class ReceiptRound {

    /// Above, only counts are told, to the author; that comes with its own issue.
    static final int MAX_NAMED_MEMBERS = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(4);
    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(3);

    private final HeadStore heads;
    private final MemberCache members;
    private final MarkStore marks;

    ReceiptRound(HeadStore heads, MemberCache members, MarkStore marks) {
        this.heads = heads;
        this.members = members;
        this.marks = marks;
    }

    /// @return the signals to send
    /// @throws ExecutionException if a store cannot be reached; everything taken is back in `pending` then
    List<Signal> run(PendingMarks pending) throws InterruptedException, ExecutionException, TimeoutException {
        List<PendingMarks.Waiting> waiting = pending.takeMarks();
        List<PendingMarks.Who> typing = pending.takeTyping();
        try {
            Map<String, Set<String>> membersOf = membersOf(waiting, typing);
            Map<String, Long> headOf = await(heads.read(waiting.stream()
                            .map(one -> one.who().conversationId())
                            .distinct()
                            .toList())
                    .toCompletableFuture());
            List<Signal> signals = new ArrayList<>();
            raise(waiting, membersOf, headOf, pending, signals);
            for (PendingMarks.Who who : typing) {
                tell(who, membersOf, signals);
            }
            return signals;
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            waiting.forEach(pending::add);
            throw e;
        }
    }

    private void raise(
            List<PendingMarks.Waiting> waiting,
            Map<String, Set<String>> membersOf,
            Map<String, Long> headOf,
            PendingMarks pending,
            List<Signal> signals)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<PendingMarks.Waiting, CompletableFuture<Marks>> stored = new HashMap<>();
        List<PendingMarks.Waiting> early = new ArrayList<>();
        for (PendingMarks.Waiting one : waiting) {
            if (members(membersOf, one.who()).contains(one.who().userId())) {
                stored.put(one, marks.stored(one.who()));
            } else if (System.nanoTime() - one.sinceNanos() < PATIENCE.toNanos()) {
                early.add(one);
            }
        }
        await(CompletableFuture.allOf(stored.values().toArray(CompletableFuture[]::new)));
        Map<PendingMarks.Who, Marks> raised = new HashMap<>();
        stored.forEach((one, before) -> {
            PendingMarks.Who who = one.who();
            // A head that Redis has lost clamps nothing: a wrong mark is the client's own harm.
            long head = headOf.getOrDefault(who.conversationId(), Long.MAX_VALUE);
            Marks after = before.join().max(one.marks().clampedTo(head));
            if (after.equals(before.join())) {
                marks.remember(who, after);
            } else {
                raised.put(who, after);
            }
        });
        await(CompletableFuture.allOf(raised.entrySet().stream()
                .map(entry -> marks.raise(entry.getKey(), entry.getValue()))
                .toArray(CompletableFuture[]::new)));
        raised.forEach((who, after) -> {
            marks.remember(who, after);
            Set<String> audience = members(membersOf, who);
            if (audience.size() <= MAX_NAMED_MEMBERS) {
                signals.add(signal(who, after, audience));
            }
        });
        early.forEach(pending::add);
    }

    private Map<String, Set<String>> membersOf(
            Collection<PendingMarks.Waiting> waiting, Collection<PendingMarks.Who> typing)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Set<String>> wanted = new HashMap<>();
        Stream.concat(waiting.stream().map(PendingMarks.Waiting::who), typing.stream())
                .forEach(who -> wanted.computeIfAbsent(who.conversationId(), none -> new HashSet<>())
                        .add(who.userId()));
        Map<String, CompletableFuture<Set<String>>> reads = new HashMap<>();
        wanted.forEach((conversation, users) -> reads.put(conversation, members.members(conversation, users)));
        await(CompletableFuture.allOf(reads.values().toArray(CompletableFuture[]::new)));
        Map<String, Set<String>> found = new HashMap<>();
        reads.forEach((conversation, read) -> {
            members.remember(conversation, read.join());
            found.put(conversation, read.join());
        });
        return found;
    }

    private static void tell(PendingMarks.Who who, Map<String, Set<String>> membersOf, List<Signal> signals) {
        Set<String> all = members(membersOf, who);
        if (!all.contains(who.userId()) || all.size() > MAX_NAMED_MEMBERS) {
            return;
        }
        TypingSignal.Builder typing = TypingSignal.newBuilder()
                .setTyping(Typing.newBuilder()
                        .setConversationId(who.conversationId())
                        .setUserId(who.userId()));
        all.stream().filter(user -> !user.equals(who.userId())).forEach(typing::addAudience);
        signals.add(Signal.newBuilder()
                .setConversationId(who.conversationId())
                .setTyping(typing)
                .build());
    }

    private static Signal signal(PendingMarks.Who who, Marks marks, Set<String> audience) {
        return Signal.newBuilder()
                .setConversationId(who.conversationId())
                .setReceipt(ReceiptSignal.newBuilder()
                        .addAllAudience(audience)
                        .setReceipt(Receipt.newBuilder()
                                .setConversationId(who.conversationId())
                                .setUserId(who.userId())
                                .setDeliveredSeq(marks.deliveredSeq())
                                .setReadSeq(marks.readSeq())))
                .build();
    }

    private static Set<String> members(Map<String, Set<String>> membersOf, PendingMarks.Who who) {
        return membersOf.getOrDefault(who.conversationId(), Set.of());
    }

    private static <T> T await(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(STEP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
