package dev.parley.stack.backend;

import dev.parley.stack.process.Launch;
import java.io.IOException;
import java.util.List;

/// One real server, run as a process of its own that can be killed alone.
public sealed interface Backend permits RedisBackend, KafkaBackend, CassandraBackend {

    String name();

    /// Every port it listens on; the first is the one clients use.
    List<Integer> ports();

    /// Writes its settings and prepares its storage where that is new, and says how to start it. May take seconds.
    ///
    /// @throws IOException if the disk refuses, or the build has not brought the server's jars
    Launch prepare() throws IOException;

    /// Asks the server itself whether it serves. Blocks for at most about 2 s; false for whatever went wrong.
    boolean isServing();
}
