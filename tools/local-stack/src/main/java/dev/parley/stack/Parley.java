package dev.parley.stack;

import dev.parley.stack.supervisor.Commands;

/// What the `parley` script at the root of the repository runs.
public final class Parley {

    private Parley() {}

    public static void main(String[] arguments) {
        System.exit(Commands.run(arguments));
    }
}
