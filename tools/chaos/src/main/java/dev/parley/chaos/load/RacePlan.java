package dev.parley.chaos.load;

import dev.parley.chaos.check.Change;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/// Who is let in and put out next, and who asks for it. Pure: the same seed, the same plan. It goes by what it asked
/// for before, not by what came of it, so some of what it asks for has no effect.
final class RacePlan {

    /// Of so many steps one asks for two changes of one person at once, of which only one may be first.
    private static final double COLLISIONS = 0.1;

    private static final int MOST_AT_ONCE = 3;

    private final List<Group> groups;
    private final SplittableRandom random;

    RacePlan(List<Scenario.Planned> groups, long seed) {
        this.groups = groups.stream().map(Group::new).toList();
        this.random = new SplittableRandom(seed);
    }

    /// @param group index of the planned conversation
    record Ask(int group, String by, Change change) {}

    /// The asks of one step, to be made at the same time.
    List<Ask> next() {
        int index = random.nextInt(groups.size());
        Group group = groups.get(index);
        String person = group.others.get(random.nextInt(group.others.size()));
        if (random.nextDouble() < COLLISIONS) {
            return collision(index, group, person);
        }
        if (group.members.remove(person)) {
            return List.of(random.nextBoolean() ? removal(index, group, person) : leave(index, person));
        }
        Set<String> comers = new HashSet<>(Set.of(person));
        int wanted = 1 + random.nextInt(MOST_AT_ONCE);
        for (int i = 1; i < wanted; i++) {
            comers.add(group.others.get(random.nextInt(group.others.size())));
        }
        comers.removeAll(group.members);
        group.members.addAll(comers);
        return List.of(new Ask(
                index, group.owner, Change.joined(comers.stream().sorted().toList())));
    }

    private List<Ask> collision(int index, Group group, String person) {
        if (!group.members.contains(person)) {
            group.members.add(person);
            Ask add = new Ask(index, group.owner, Change.joined(List.of(person)));
            return List.of(add, leave(index, person));
        }
        group.members.remove(person);
        return List.of(removal(index, group, person), leave(index, person));
    }

    private static Ask removal(int index, Group group, String person) {
        return new Ask(index, group.owner, Change.left(person));
    }

    private static Ask leave(int index, String person) {
        return new Ask(index, person, Change.left(person));
    }

    /// What the plan believes of a group.
    private static final class Group {
        private final String owner;
        private final List<String> others = new ArrayList<>();
        private final Set<String> members = new HashSet<>();

        private Group(Scenario.Planned planned) {
            owner = planned.members().getFirst();
            others.addAll(planned.members().subList(1, planned.members().size()));
            members.addAll(others);
            others.addAll(planned.outsiders());
        }
    }
}
