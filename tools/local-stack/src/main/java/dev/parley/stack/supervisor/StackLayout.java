package dev.parley.stack.supervisor;

import dev.parley.stack.backend.ServerJars;
import java.nio.file.Path;

/// Where a stack keeps what: all under `.parley`, which is nobody's but the stack's.
///
/// @param root the root of the repository
public record StackLayout(Path root) {

    public static StackLayout find() {
        return new StackLayout(ServerJars.find().root());
    }

    private Path home() {
        return root.resolve(".parley");
    }

    Path run() {
        return home().resolve("run");
    }

    /// What `--fresh` empties.
    Path data() {
        return home().resolve("data");
    }

    Path signingKey() {
        return home().resolve("keys/dev-issuer.key");
    }

    /// The services, unpacked.
    Path applications() {
        return home().resolve("applications");
    }

    /// Archives of loaded classes that shorten the next start.
    Path classArchives() {
        return home().resolve("class-archives");
    }

    Path settings() {
        return run().resolve("stack.properties");
    }

    Path lock() {
        return run().resolve("lock");
    }
}
