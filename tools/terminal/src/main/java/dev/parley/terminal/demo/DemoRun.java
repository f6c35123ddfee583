package dev.parley.terminal.demo;

import dev.parley.client.ClientRuntime;
import dev.parley.client.ClientState;
import dev.parley.client.model.OutgoingCommand;
import dev.parley.client.rest.HistoryPage;
import dev.parley.client.rest.ParleyRest;
import dev.parley.proto.v1.Ack;
import dev.parley.terminal.demo.Cast.Person;
import dev.parley.terminal.demo.Cast.Place;
import dev.parley.terminal.login.DevTokens;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// One run: people connect, talk, lose a gateway, go on; then everything that anybody holds is compared.
public final class DemoRun implements AutoCloseable {

    /// @param gateways WebSocket URLs; every device gets all of them, starting at a different one
    /// @param linesPerSecond how fast the script is told
    public record Settings(String edge, List<String> gateways, String run, int lines, double linesPerSecond) {}

    private static final long CONNECT_MILLIS = 20_000;
    private static final long FINISH_MILLIS = 90_000;
    private static final long HISTORY_MILLIS = 20_000;
    private static final int PAGE = 200;

    private final Settings settings;
    private final @Nullable GatewayRestart restart;
    private final PrintStream out;
    private final ClientRuntime runtime = ClientRuntime.shared();
    private final Cast cast;
    private final Script script;
    private final Timing timing;
    private final Map<String, DevTokens> tokens = new HashMap<>();
    private final Map<String, List<Actor>> actors = new LinkedHashMap<>();
    private final List<String> conversationIds = new ArrayList<>();
    private final Map<Integer, List<Verdict.Said>> said = new HashMap<>();
    private final List<CompletableFuture<Ack>> acks = new ArrayList<>();
    private final AtomicInteger acked = new AtomicInteger();

    /// `restart` null: no gateway is restarted.
    public DemoRun(Settings settings, @Nullable GatewayRestart restart, PrintStream out) {
        this.settings = settings;
        this.restart = restart;
        this.out = out;
        this.cast = Cast.of(settings.run());
        this.script = Script.generate(cast, settings.lines());
        this.timing = new Timing(nanos -> restart != null && restart.covers(nanos));
    }

    /// True if everybody holds the same.
    public boolean run() throws InterruptedException {
        connect();
        begin();
        talk();
        if (!finish()) {
            out.println("Not everybody has everything in time; this is what is there:");
        }
        List<String> wrong = compare();
        report(wrong);
        return wrong.isEmpty();
    }

    @Override
    public void close() {
        actors.values().forEach(devices -> devices.forEach(Actor::close));
    }

    private void connect() throws InterruptedException {
        int number = 0;
        for (Person person : cast.people()) {
            DevTokens own = new DevTokens(runtime, settings.edge(), person.userId());
            tokens.put(person.userId(), own);
            List<Actor> devices = new ArrayList<>();
            for (String device : person.devices()) {
                List<String> urls = new ArrayList<>(settings.gateways());
                Collections.rotate(urls, -number++);
                devices.add(new Actor(runtime, urls, person.userId(), device, own, timing));
            }
            actors.put(person.userId(), devices);
        }
        all().forEach(actor -> actor.client().connect());
        require(
                () -> all().stream().allMatch(actor -> actor.client().state() == ClientState.CONNECTED),
                CONNECT_MILLIS,
                "not every device could connect");
        out.printf(
                "%d people with %d devices are connected over %d gateways.%n",
                cast.people().size(), all().size(), settings.gateways().size());
    }

    private void begin() throws InterruptedException {
        for (Place place : cast.places()) {
            ParleyRest rest = rest(place.members().getFirst());
            List<String> others =
                    place.members().stream().skip(1).map(Person::userId).toList();
            conversationIds.add(
                    place.group()
                            ? rest.createGroup(place.name(), others).conversationId()
                            : rest.createDirect(others.getFirst()).conversationId());
        }
        require(() -> everybodyHas(place -> 1), CONNECT_MILLIS, "not every device heard that its conversations began");
    }

    private void talk() throws InterruptedException {
        out.printf(
                "%d lines in %d conversations, %.0f a second.%n",
                script.lines().size(), cast.places().size(), settings.linesPerSecond());
        Thread restarting = null;
        long begin = System.nanoTime();
        for (int i = 0; i < script.lines().size(); i++) {
            long due = begin + (long) (i * 1e9 / settings.linesPerSecond());
            long wait = due - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            say(i, script.lines().get(i));
            if (restart != null && i == script.lines().size() * 2 / 5) {
                GatewayRestart now = restart;
                out.printf("  -- now %s is killed and started again --%n", now.part());
                restarting = Thread.ofPlatform().name("restart").start(now::run);
            }
            if (i % 200 == 199) {
                progress(i + 1);
            }
        }
        if (restarting != null) {
            restarting.join();
        }
    }

    private void say(int number, Script.Line line) {
        Actor actor =
                Objects.requireNonNull(actors.get(line.speaker().userId())).get(line.device());
        String clientId = settings.run() + "-" + number;
        said.computeIfAbsent(line.place(), absent -> new ArrayList<>())
                .add(new Verdict.Said(actor.name(), clientId, Held.hash(line.text())));
        CompletableFuture<Ack> ack = actor.say(new OutgoingCommand(
                clientId, conversationIds.get(line.place()), new OutgoingCommand.Post(line.text(), 0)));
        acks.add(ack.whenComplete((done, failure) -> acked.incrementAndGet()));
    }

    private void progress(int lines) {
        long online = all().stream()
                .filter(actor -> actor.client().state() == ClientState.CONNECTED)
                .count();
        Script.Line last = script.lines().get(lines - 1);
        String text = last.text().strip().lines().findFirst().orElse("");
        out.printf(
                "  %5d said %5d acked, %2d devices online   %s: %s%n",
                lines,
                acked.get(),
                online,
                last.speaker().userId(),
                text.length() > 60 ? text.substring(0, text.offsetByCodePoints(0, 50)) + "…" : text);
    }

    private boolean finish() throws InterruptedException {
        return await(
                () -> acked.get() == script.lines().size()
                        && everybodyHas(
                                place -> 1 + said.getOrDefault(place, List.of()).size()),
                FINISH_MILLIS);
    }

    private List<String> compare() throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        long refused = acks.stream()
                .filter(CompletableFuture::isCompletedExceptionally)
                .count();
        long open = acks.stream().filter(ack -> !ack.isDone()).count();
        if (refused + open > 0) {
            wrong.add(refused + " sends failed, " + open + " have no answer");
        }
        for (int place = 0; place < cast.places().size(); place++) {
            List<Verdict.Said> lines = said.getOrDefault(place, List.of());
            List<Held> reference = List.of();
            for (Person member : cast.places().get(place).members()) {
                String who = "history of " + cast.places().get(place).name() + " for " + member.userId();
                List<Held> history = history(member, conversationIds.get(place), lines.size() + 1);
                if (reference.isEmpty()) {
                    reference = history;
                    wrong.addAll(Verdict.ofHistory(who, history, lines));
                }
                wrong.addAll(Verdict.same(who, history, reference));
                for (Actor actor : Objects.requireNonNull(actors.get(member.userId()))) {
                    wrong.addAll(Verdict.same(
                            actor.name() + " in " + cast.places().get(place).name(),
                            actor.held(conversationIds.get(place)),
                            reference));
                }
            }
        }
        if (restart != null && !restart.failure().isEmpty()) {
            wrong.add("the restart: " + restart.failure());
        }
        return wrong;
    }

    private List<Held> history(Person member, String conversationId, int expected) throws InterruptedException {
        List<Held> items = new ArrayList<>();
        await(
                () -> {
                    items.clear();
                    ParleyRest rest = rest(member);
                    HistoryPage page = rest.after(conversationId, 0, PAGE);
                    page.items().forEach(event -> items.add(Held.of(event)));
                    while (page.hasMore()) {
                        page = rest.next(conversationId, page, PAGE);
                        page.items().forEach(event -> items.add(Held.of(event)));
                    }
                    return items.size() >= expected;
                },
                HISTORY_MILLIS);
        return List.copyOf(items);
    }

    private void report(List<String> wrong) {
        out.println();
        out.print(timing.table());
        long resends = all().stream()
                .mapToLong(actor -> actor.client().stats().model().resends())
                .sum();
        long syncs = all().stream()
                .mapToLong(actor -> actor.client().stats().model().syncs())
                .sum();
        int reconnects = all().stream().mapToInt(Actor::reconnects).sum();
        out.printf(
                "%nconnections lost %d, commands sent again %d, pages asked for %d%s%n",
                reconnects,
                resends,
                syncs,
                restart == null
                        ? ""
                        : ", " + restart.part() + " back after "
                                + restart.took().toMillis() + " ms");
        for (int place = 0; place < cast.places().size(); place++) {
            Place shown = cast.places().get(place);
            int devices = shown.members().stream()
                    .mapToInt(person -> person.devices().size())
                    .sum();
            out.printf(
                    "  %-40s seq 1..%-5d on %2d devices%n",
                    shown.name(), 1 + said.getOrDefault(place, List.of()).size(), devices);
        }
        if (wrong.isEmpty()) {
            out.printf(
                    "%nPASS: %d messages; every device and the history hold the same sequence. Look: ./parley chat alice-%s%n",
                    script.lines().size(), settings.run());
        } else {
            out.println("\nFAIL:");
            wrong.forEach(line -> out.println("  " + line));
        }
    }

    private List<Actor> all() {
        return actors.values().stream().flatMap(List::stream).toList();
    }

    private ParleyRest rest(Person person) {
        return new ParleyRest(runtime, settings.edge(), Objects.requireNonNull(tokens.get(person.userId())), "rest");
    }

    private boolean everybodyHas(IntUnaryOperator expected) {
        for (int place = 0; place < cast.places().size(); place++) {
            String id = conversationIds.get(place);
            int count = expected.applyAsInt(place);
            for (Person member : cast.places().get(place).members()) {
                if (Objects.requireNonNull(actors.get(member.userId())).stream()
                        .anyMatch(actor -> actor.count(id) < count)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static void require(BooleanSupplier done, long atMostMillis, String complaint) throws InterruptedException {
        if (!await(done, atMostMillis)) {
            throw new IllegalStateException(complaint + " within " + atMostMillis / 1_000 + " s");
        }
    }

    private static boolean await(BooleanSupplier done, long atMostMillis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return true;
    }
}
