package dev.parley.stack.edge;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/// The parts of the stack behind this edge. Any thread.
public interface StackParts {

    /// As they are now; may read files, asks nobody.
    List<PartState> now();

    /// @param name `gateway-2`
    /// @param service `gateway`, `chat`, `router`, `history`; empty for a part that cannot be asked over HTTP
    /// @param port the clients' port, at 127.0.0.1
    /// @param isKnown whether its process would be known if it ran
    /// @param pid empty if it does not run, or nobody knows
    /// @param memoryMebibytes resident
    /// @param health asks the part itself; blocks for at most a few seconds
    record PartState(
            String name,
            String service,
            int port,
            boolean isKnown,
            OptionalLong pid,
            OptionalLong memoryMebibytes,
            BooleanSupplier health) {}
}
