package dev.parley.chaos.load;

import dev.parley.chaos.check.Device;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Who talks where: every user in one direct conversation and one group, every third user with two devices. The same
/// seed, the same people; the run's name keeps runs apart.
public record Scenario(List<Device> devices, List<Planned> conversations) {

    private static final int GROUP_SIZE = 10;
    private static final int SECOND_DEVICE_EACH = 3;

    /// A conversation to be created by its first member.
    public record Planned(boolean group, List<String> members) {}

    /// Plans the people and their conversations.
    ///
    /// @param users an even number, at least 10
    public static Scenario of(String run, int users, long seed) {
        if (users < GROUP_SIZE || users % 2 != 0) {
            throw new IllegalArgumentException("users: " + users + " (expected: even and >= " + GROUP_SIZE + ")");
        }
        List<String> names =
                IntStream.range(0, users).mapToObj(i -> run + "-u" + i).toList();
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            devices.add(new Device(names.get(i), "phone"));
            if (i % SECOND_DEVICE_EACH == 0) {
                devices.add(new Device(names.get(i), "tablet"));
            }
        }
        List<String> shuffled = new ArrayList<>(names);
        Collections.shuffle(shuffled, new Random(seed));
        List<Planned> conversations = new ArrayList<>();
        for (int i = 0; i < users; i += 2) {
            conversations.add(new Planned(false, List.copyOf(shuffled.subList(i, i + 2))));
        }
        Collections.shuffle(shuffled, new Random(seed + 1));
        for (int i = 0; i + GROUP_SIZE <= users; i += GROUP_SIZE) {
            conversations.add(new Planned(true, List.copyOf(shuffled.subList(i, i + GROUP_SIZE))));
        }
        return new Scenario(List.copyOf(devices), List.copyOf(conversations));
    }
}
