package dev.parley.stack.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What to run as one part of a stack.
///
/// @param name the name under which the part's pid and log are kept
/// @param command the program and its arguments
/// @param environment added to the environment of this process
/// @param directory where it runs
public record Launch(String name, List<String> command, Map<String, String> environment, Path directory) {

    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
