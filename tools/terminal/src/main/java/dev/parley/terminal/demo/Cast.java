package dev.parley.terminal.demo;

import java.util.List;

/// Who talks, on which devices, and where. The same in every run but for the run's suffix, which keeps runs apart.
record Cast(List<Person> people, List<Place> places) {

    /// @param devices at least one; the script lets a person speak from any of them
    record Person(String userId, List<String> devices) {}

    /// A conversation: its members, and its title if it is a group.
    record Place(String name, boolean group, List<Person> members) {}

    static Cast of(String run) {
        Person alice = new Person("alice-" + run, List.of("phone", "laptop"));
        Person bob = new Person("bob-" + run, List.of("phone"));
        Person carol = new Person("carol-" + run, List.of("phone", "tablet"));
        Person dave = new Person("dave-" + run, List.of("laptop"));
        Person erin = new Person("erin-" + run, List.of("phone", "laptop", "tablet"));
        Person farid = new Person("farid-" + run, List.of("phone"));
        Person noa = new Person("noa-" + run, List.of("phone", "laptop"));
        List<Person> all = List.of(alice, bob, carol, dave, erin, farid, noa);
        return new Cast(
                all,
                List.of(
                        new Place("Harbour festival", true, all),
                        direct(alice, bob),
                        direct(alice, erin),
                        direct(carol, dave),
                        direct(farid, noa),
                        direct(bob, erin)));
    }

    private static Place direct(Person one, Person other) {
        return new Place(one.userId() + " & " + other.userId(), false, List.of(one, other));
    }
}
