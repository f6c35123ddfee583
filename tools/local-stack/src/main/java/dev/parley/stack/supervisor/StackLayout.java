package dev.parley.stack.supervisor;

import dev.parley.stack.backend.ServerJars;
import dev.parley.stack.process.ClassArchive;
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

    public Path run() {
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

    ClassArchive classArchive() {
        return new ServerJars(root).classArchive();
    }

    Path settings() {
        return run().resolve("stack.properties");
    }

    Path lock() {
        return run().resolve("lock");
    }
}
