package dev.parley.stack.supervisor;

import dev.parley.stack.process.Launch;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/// One process of a stack.
///
/// @param name its name in files and commands, `gateway-2`
/// @param stage what must serve before it starts
/// @param ports every port it listens on, the clients' first
/// @param preparation writes what it needs on disk and says how to start it
/// @param health asks the part itself; blocks for at most a few seconds
/// @param limit how long a start may take on a busy machine
record Part(
        String name,
        Stage stage,
        List<Integer> ports,
        Preparation preparation,
        BooleanSupplier health,
        Duration limit) {

    Part {
        ports = List.copyOf(ports);
    }

    /// Parts of one stage start together; the next stage begins when all of the former serve.
    enum Stage {
        GROUND,
        SERVICES,
        /// Who uses the stack. It is up without them.
        PEOPLE
    }

    @FunctionalInterface
    interface Preparation {
        Launch prepare() throws IOException;
    }

    int port() {
        return ports.getFirst();
    }
}
