package dev.parley.chaos.load;

import dev.parley.chaos.check.Device;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Who talks where, every third user with two devices. The same
/// seed, the same people; the run's name keeps runs apart.
public record Scenario(List<Device> devices, List<Planned> conversations) {

    private static final int GROUP_SIZE = 10;
    private static final int SECOND_DEVICE_EACH = 3;

    /// A conversation to be created by its first member.
    ///
    /// @param outsiders people who talk there all the same, although they are no members at first
    public record Planned(boolean group, List<String> members, List<String> outsiders) {}

    /// Every user in one direct conversation and one group, for good.
    ///
    /// @param users an even number, at least 10
    public static Scenario of(String run, int users, long seed) {
        if (users < GROUP_SIZE || users % 2 != 0) {
            throw new IllegalArgumentException("users: " + users + " (expected: even and >= " + GROUP_SIZE + ")");
        }
        List<String> names =
                IntStream.range(0, users).mapToObj(i -> run + "-u" + i).toList();
        List<String> shuffled = new ArrayList<>(names);
        Collections.shuffle(shuffled, new Random(seed));
        List<Planned> conversations = new ArrayList<>();
        for (int i = 0; i < users; i += 2) {
            conversations.add(new Planned(false, List.copyOf(shuffled.subList(i, i + 2)), List.of()));
        }
        Collections.shuffle(shuffled, new Random(seed + 1));
        for (int i = 0; i + GROUP_SIZE <= users; i += GROUP_SIZE) {
            conversations.add(new Planned(true, List.copyOf(shuffled.subList(i, i + GROUP_SIZE)), List.of()));
        }
        return new Scenario(devices(names), List.copyOf(conversations));
    }

    /// Groups whose owner stays, while of all others half are members at first and the rest wants in. Everybody
    /// belongs to one group.
    ///
    /// @param size people of a group, at least 3
    public static Scenario races(String run, int groups, int size, long seed) {
        if (groups < 1 || size < 3) {
            throw new IllegalArgumentException(
                    "groups: " + groups + " of " + size + " (expected: at least 1 of at least 3)");
        }
        List<String> names = new ArrayList<>();
        List<Planned> conversations = new ArrayList<>();
        Random random = new Random(seed);
        for (int group = 0; group < groups; group++) {
            String prefix = run + "-g" + group + "u";
            List<String> people =
                    IntStream.range(0, size).mapToObj(i -> prefix + i).toList();
            List<String> others = new ArrayList<>(people.subList(1, size));
            Collections.shuffle(others, random);
            List<String> members = new ArrayList<>(List.of(people.getFirst()));
            members.addAll(others.subList(0, size / 2));
            conversations.add(
                    new Planned(true, List.copyOf(members), List.copyOf(others.subList(size / 2, others.size()))));
            names.addAll(people);
        }
        return new Scenario(devices(names), List.copyOf(conversations));
    }

    private static List<Device> devices(List<String> names) {
        List<Device> devices = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            devices.add(new Device(names.get(i), "phone"));
            if (i % SECOND_DEVICE_EACH == 0) {
                devices.add(new Device(names.get(i), "tablet"));
            }
        }
        return List.copyOf(devices);
    }
}
