package dev.parley.terminal.people;

import dev.parley.client.rest.HistoryPage;
import dev.parley.client.rest.ParleyRest;
import dev.parley.client.rest.RestException;
import dev.parley.contract.MessageTarget;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Activity;
import dev.parley.proto.log.Target;
import dev.parley.proto.v1.Event;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Brings the neighbours' conversations into a stack. Whatever is there already stays as it is: a run continues after
/// the last step that the history shows, so a second run adds nothing and an interrupted one is completed. Commands on
/// their way when a run was killed are written twice and count once: fewer than the sequencer remembers of a device
/// are on their way at any time. A conversation that people began themselves is left alone. One run at a time.
public final class Seeding {

    private static final int IN_FLIGHT = ProtocolLimits.DEDUP_WINDOW - 8;
    private static final Duration TICK = Duration.ofMillis(100);

    /// With the tick: a thousand a second, which leaves the stack to whoever uses it.
    private static final int AT_ONCE = 100;

    private static final Duration STALLED_AFTER = Duration.ofSeconds(30);
    private static final int PAGE = 50;

    private static final int NO_MEMBER = 403;
    private static final int UNKNOWN = 404;

    private final Neighbours neighbours;
    private final int archiveMessages;
    private final CommandLog log;
    private final Function<String, ParleyRest> restOf;
    private final PrintStream out;
    private final Map<String, ParleyRest> rests = new HashMap<>();

    /// @param restOf the REST calls of a user
    public Seeding(
            Neighbours neighbours,
            int archiveMessages,
            CommandLog log,
            Function<String, ParleyRest> restOf,
            PrintStream out) {
        this.neighbours = neighbours;
        this.archiveMessages = archiveMessages;
        this.log = log;
        this.restOf = restOf;
        this.out = out;
    }

    /// @return how many steps this run added, creations included
    /// @throws RestException or another unchecked exception if the stack cannot be asked; a later run goes on
    public int run() throws InterruptedException {
        Set<String> listed = new HashSet<>();
        List<Conversation> conversations = neighbours.conversations(archiveMessages);
        conversations.stream()
                .map(Conversation::creator)
                .distinct()
                .forEach(creator ->
                        rest(creator).conversations().forEach(summary -> listed.add(summary.conversationId())));
        int added = 0;
        for (Conversation conversation : conversations) {
            added += seed(conversation, listed.contains(conversation.id()));
        }
        return added;
    }

    private int seed(Conversation conversation, boolean listed) throws InterruptedException {
        SeedCommands commands = new SeedCommands(conversation, neighbours.suffix());
        if (!listed) {
            log.append(commands.creation());
        }
        Optional<Event> first = awaitFirst(conversation);
        if (first.isEmpty()) {
            out.println(conversation.name() + ": " + conversation.creator() + " cannot see it, left as it is");
            return 0;
        }
        if (SeedCommands.numberOf(first.get()).isEmpty()) {
            out.println(conversation.name() + ": somebody began it before, left as it is");
            return 0;
        }
        int all = conversation.steps().size();
        int before = lastSeeded(conversation).map(Seeding::number).orElse(0);
        long begin = System.nanoTime();
        int reached = before < all ? write(conversation, commands, before) : before;
        if (before < reached && reached == all) {
            mark(conversation);
        }
        int added = reached - before + (listed ? 0 : 1);
        if (added > 0 || reached < all) {
            out.printf(
                    "%s: %d of %d steps, %d of them new, in %d ms%n",
                    conversation.name(), reached, all, added, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
        }
        return added;
    }

    /// The event that began the conversation, as soon as the history has it. Empty: its creator does not see it.
    private Optional<Event> awaitFirst(Conversation conversation) throws InterruptedException {
        long end = System.nanoTime() + STALLED_AFTER.toNanos();
        while (System.nanoTime() < end) {
            try {
                List<Event> items = rest(conversation.creator())
                        .after(conversation.id(), 0, 1)
                        .items();
                if (!items.isEmpty()) {
                    return Optional.of(items.getFirst());
                }
            } catch (RestException e) {
                if (e.status() != NO_MEMBER && e.status() != UNKNOWN) {
                    throw e;
                }
            }
            pause();
        }
        return Optional.empty();
    }

    /// Writes what comes after step `before` and waits until the history has it.
    ///
    /// @return the last step that the history has; less than all if the sequencer refuses to go on
    private int write(Conversation conversation, SeedCommands commands, int before) throws InterruptedException {
        int all = conversation.steps().size();
        int reached = before;
        int next = before + 1;
        long stalled = System.nanoTime() + STALLED_AFTER.toNanos();
        while (reached < all && System.nanoTime() < stalled) {
            for (int some = 0; some < AT_ONCE && next <= all && next - reached <= IN_FLIGHT; some++) {
                int about = conversation.steps().get(next - 1).target();
                if (about > reached) {
                    break;
                }
                log.append(commands.of(next, about == 0 ? Target.getDefaultInstance() : target(conversation, about)));
                next++;
            }
            pause();
            int now = lastSeeded(conversation).map(Seeding::number).orElse(0);
            if (now > reached) {
                reached = now;
                stalled = System.nanoTime() + STALLED_AFTER.toNanos();
            }
        }
        return reached;
    }

    /// The newest event that came from here. People may have gone on talking after it.
    private Optional<Event> lastSeeded(Conversation conversation) {
        ParleyRest rest = rest(conversation.creator());
        HistoryPage page = rest.newest(conversation.id(), PAGE);
        while (true) {
            for (Event event : page.items()) {
                if (SeedCommands.numberOf(event).isPresent()) {
                    return Optional.of(event);
                }
            }
            if (!page.hasMore()) {
                return Optional.empty();
            }
            page = rest.next(conversation.id(), page, PAGE);
        }
    }

    private Target target(Conversation conversation, int number) {
        return MessageTarget.of(event(conversation, number));
    }

    /// Its seq is at least `number + 1`, and no greater unless people talked in between.
    private Event event(Conversation conversation, int number) {
        ParleyRest rest = rest(conversation.creator());
        HistoryPage page = rest.after(conversation.id(), number, PAGE);
        while (true) {
            for (Event event : page.items()) {
                if (SeedCommands.numberOf(event).equals(OptionalInt.of(number))) {
                    return event;
                }
            }
            if (!page.hasMore()) {
                throw new IllegalStateException("step " + number + " of " + conversation.name() + " is not there");
            }
            page = rest.next(conversation.id(), page, PAGE);
        }
    }

    /// Marks what everybody has read, or a newcomer would find ten thousand unread messages.
    private void mark(Conversation conversation) {
        for (String member : conversation.members()) {
            long seq = event(conversation, conversation.readBy(member)).getSeq();
            log.append(Activity.newBuilder()
                    .setConversationId(conversation.id())
                    .setUserId(member)
                    .setDeviceId(SeedCommands.DEVICE)
                    .setDeliveredSeq(seq)
                    .setReadSeq(seq)
                    .build());
        }
    }

    private static int number(Event event) {
        return SeedCommands.numberOf(event).orElseThrow();
    }

    private ParleyRest rest(String userId) {
        return rests.computeIfAbsent(userId, restOf);
    }

    private static void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(TICK.toMillis());
    }
}
