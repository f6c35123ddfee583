package dev.parley.stack.supervisor;

import dev.parley.stack.process.RunDirectory;
import dev.parley.stack.process.Trees;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/// The stack of one repository: what the commands of `parley` do.
public final class Stack {

    private static final long NEEDED_MEBIBYTES = 4 * 1024;

    private final StackLayout layout;
    private final RunDirectory run;
    private final PrintStream out;

    public Stack(StackLayout layout, PrintStream out) {
        this.layout = layout;
        this.run = new RunDirectory(layout.run());
        this.out = out;
    }

    /// Starts what does not run yet of the stack that is wanted. Data survives unless `fresh`.
    ///
    /// @param asked whether the caller cares how many and where; if not, any running stack will do
    void up(StackSettings wanted, boolean asked, boolean fresh, boolean ignoreMemory) throws StackFailure, IOException {
        try (StackLock lock = StackLock.take(layout.lock())) {
            List<String> running = runningParts();
            if (!running.isEmpty()) {
                joinRunning(wanted, asked, fresh, running);
                return;
            }
            if (!ignoreMemory) {
                checkMemory();
            }
            if (fresh) {
                Trees.delete(layout.data());
            }
            start(wanted);
        }
    }

    private void joinRunning(StackSettings wanted, boolean asked, boolean fresh, List<String> running)
            throws StackFailure, IOException {
        StackSettings current = settings();
        if (fresh || (asked && !current.equals(wanted))) {
            throw new StackFailure("a stack is running (" + String.join(", ", running)
                    + ") and not as asked for now. End it first: ./parley down");
        }
        StackPlan plan = new StackPlan(layout, current);
        if (plan.parts().stream().allMatch(part -> run.running(part.name()).isPresent())) {
            out.println("The stack is running already.");
            printWelcome(current);
        } else {
            out.println("The stack is running; starting what is missing.");
            start(current);
        }
    }

    private void start(StackSettings settings) throws StackFailure, IOException {
        Instant begin = Instant.now();
        settings.save(layout.settings());
        StackPlan plan = new StackPlan(layout, settings);
        Startup startup = new Startup(run, layout.run(), out);
        startup.start(plan.parts().stream()
                .filter(part -> part.stage() != Part.Stage.PEOPLE)
                .toList());
        out.printf(
                Locale.ROOT,
                "%nParley is up after %.1f s.%n",
                Duration.between(begin, Instant.now()).toMillis() / 1000.0);
        printWelcome(settings);
        startup.fork(plan.parts(Part.Stage.PEOPLE));
    }

    int down() throws StackFailure, IOException, InterruptedException {
        try (StackLock lock = StackLock.take(layout.lock())) {
            return new Shutdown(run, out).endAll();
        }
    }

    void startPart(String name) throws StackFailure, IOException {
        Part part = part(name);
        if (run.running(name).isPresent()) {
            out.println(name + " is running already.");
            return;
        }
        new Startup(run, layout.run(), out).start(List.of(part));
    }

    /// Ends one part at once (SIGKILL), as a crash would.
    void killPart(String name) throws StackFailure, IOException {
        Part part = part(name);
        ProcessHandle process = run.running(part.name())
                .orElseThrow(() -> new StackFailure(name + " does not run; start it: ./parley start " + name));
        process.destroyForcibly();
        process.onExit().join();
        run.forget(name);
        out.println(name + " is killed (pid " + process.pid() + ").");
    }

    /// Prints a line per part.
    ///
    /// @return whether all of them serve
    boolean printStatus() throws StackFailure, IOException {
        boolean allServe = true;
        long total = 0;
        out.printf("%-11s %8s %6s  %-9s %9s%n", "PART", "PID", "PORT", "HEALTH", "RSS");
        for (Part part : new StackPlan(layout, settings()).parts()) {
            ProcessHandle process = run.running(part.name()).orElse(null);
            if (process == null) {
                allServe = false;
                out.printf("%-11s %8s %6d  %-9s %9s%n", part.name(), "-", part.port(), "down", "-");
                continue;
            }
            boolean serves = part.health().getAsBoolean();
            allServe &= serves;
            OptionalLong resident = Memory.residentMebibytes(process.pid());
            total += resident.orElse(0);
            out.printf(
                    "%-11s %8d %6d  %-9s %5d MiB%n",
                    part.name(), process.pid(), part.port(), serves ? "ready" : "not ready", resident.orElse(0));
        }
        out.printf("%-11s %8s %6s  %-9s %5d MiB%n", "all", "", "", allServe ? "ready" : "not ready", total);
        return allServe;
    }

    /// The log files of the named part, or of all.
    List<String> logs(String name) throws StackFailure {
        List<String> all = new StackPlan(layout, settingsOrDefault())
                .parts().stream().map(Part::name).toList();
        if (name.isEmpty()) {
            return all.stream().map(part -> run.log(part).toString()).toList();
        }
        if (!all.contains(name)) {
            throw new StackFailure("no part called " + name + " (expected one of: " + String.join(", ", all) + ")");
        }
        return List.of(run.log(name).toString());
    }

    private StackSettings settingsOrDefault() throws StackFailure {
        try {
            return settings();
        } catch (IOException e) {
            throw new StackFailure("the settings of the stack cannot be read: " + e.getMessage());
        }
    }

    private Part part(String name) throws StackFailure, IOException {
        StackPlan plan = new StackPlan(layout, settings());
        return plan.part(name)
                .orElseThrow(() -> new StackFailure("no part called " + name + " (expected one of: "
                        + String.join(
                                ", ", plan.parts().stream().map(Part::name).toList()) + ")"));
    }

    private StackSettings settings() throws StackFailure, IOException {
        return StackSettings.load(layout.settings())
                .orElseThrow(() -> new StackFailure("no stack was started here yet: ./parley up"));
    }

    private List<String> runningParts() {
        return run.parts().stream()
                .filter(name -> run.running(name).isPresent())
                .toList();
    }

    private static void checkMemory() throws StackFailure {
        OptionalLong available = Memory.availableMebibytes();
        if (available.isPresent() && available.getAsLong() < NEEDED_MEBIBYTES) {
            throw new StackFailure(
                    "only " + available.getAsLong() + " MiB of memory are available and the stack takes up to "
                            + NEEDED_MEBIBYTES + " MiB. Close something, or try anyway: ./parley up --ignore-memory");
        }
    }

    private void printWelcome(StackSettings settings) {
        String edge = "http://127.0.0.1:" + settings.port(StackSettings.EDGE);
        out.println(Welcome.text(edge));
    }
}
