package dev.parley.chaos.load;

import dev.parley.chaos.check.Device;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Lets the fleet talk at a fixed rate, open-loop. One thread speaks for all, so the order of a device's calls is the
/// order of the record.
public final class Load implements AutoCloseable {

    private static final double GROUP_SHARE = 0.25;

    /// Sent into a conversation the sender has no part in; must be refused, whatever happens meanwhile (P4).
    private static final double INTRUDER_SHARE = 0.01;

    private final Fleet fleet;
    private final SplittableRandom random;
    private final String name;
    private @Nullable Pace pace;
    private long sent;

    private Load(Fleet fleet, long seed, String name) {
        this.name = name;
        this.fleet = fleet;
        this.random = new SplittableRandom(seed);
    }

    /// @param name begins the client ids; two loads of one fleet need two, or the second one's commands are
    ///     repeats
    public static Load start(Fleet fleet, double ratePerSecond, long seed, String name) {
        Load load = new Load(fleet, seed, name);
        load.pace = Pace.start("chaos-load", ratePerSecond, load::say);
        return load;
    }

    /// Stops within a second and waits for it.
    @Override
    public void close() {
        if (pace != null) {
            pace.close();
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
        List<String> direct = fleet.directOf(device);
        boolean toGroup = !groups.isEmpty() && (direct.isEmpty() || random.nextDouble() < GROUP_SHARE);
        List<String> choice = toGroup ? groups : direct;
        return choice.get(random.nextInt(choice.size()));
    }
}
