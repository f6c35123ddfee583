package dev.parley.chaos.load;

import dev.parley.bench.schedule.Schedule;
import dev.parley.bench.schedule.ScheduleRunner;
import dev.parley.chaos.check.Device;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/// Lets the fleet talk at a fixed rate, open-loop: a system that stands still gets the same load. One thread speaks
/// for all, so the order of a device's calls is the order of the record.
public final class Load implements AutoCloseable {

    private static final Duration CHUNK = Duration.ofSeconds(1);
    private static final double GROUP_SHARE = 0.25;

    /// Sent into a conversation the sender has no part in; must be refused, whatever happens meanwhile (P4).
    private static final double INTRUDER_SHARE = 0.01;

    private final Fleet fleet;
    private final Schedule second;
    private final SplittableRandom random;
    private final Thread thread;
    private final String name;
    private volatile boolean stopped;
    private long sent;

    private Load(Fleet fleet, double ratePerSecond, long seed, String name) {
        this.name = name;
        this.fleet = fleet;
        this.second = Schedule.constant(ratePerSecond, CHUNK);
        this.random = new SplittableRandom(seed);
        this.thread = Thread.ofPlatform().daemon().name("chaos-load").unstarted(this::run);
    }

    /// @param name begins the client ids; two loads of one fleet need two, or the second one's commands are repeats
    public static Load start(Fleet fleet, double ratePerSecond, long seed, String name) {
        Load load = new Load(fleet, ratePerSecond, seed, name);
        load.thread.start();
        return load;
    }

    /// Stops within a second and waits for it.
    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        ScheduleRunner runner = new ScheduleRunner();
        long start = System.nanoTime();
        while (!stopped) {
            runner.run(second, start, (index, intended) -> say());
            start += CHUNK.toNanos();
        }
    }

    private void say() {
        List<Talker> talkers = fleet.talkers();
        Talker talker = talkers.get(random.nextInt(talkers.size()));
        Device device = talker.device();
        String conversation = random.nextDouble() < INTRUDER_SHARE ? fleet.foreignTo(device, random) : own(device);
        long number = sent++;
        talker.say(conversation, name + number, "message " + name + number + " of " + device);
    }

    private String own(Device device) {
        List<String> groups = fleet.groupsOf(device);
        boolean toGroup = !groups.isEmpty() && random.nextDouble() < GROUP_SHARE;
        List<String> choice = toGroup ? groups : fleet.directOf(device);
        return choice.get(random.nextInt(choice.size()));
    }
}
