package dev.parley.kit;

import dev.parley.stack.testset.TestBackends;
import org.jspecify.annotations.Nullable;

/// Real Redis, Kafka and Cassandra for the integration tests of one build.
///
/// By default the servers of the local stack, as child processes; with `-Dbackends=containers` the same in containers.
/// The tests do not know which. A backend that cannot be had fails the test: nothing is skipped in silence.
///
/// All tests share one set. Who works on it takes an {@link Isolation}, so that no two tests see each other's records,
/// keys or rows.
///
/// @param kafkaBootstrap `host:port`
/// @param redisUri `redis://host:port`
/// @param cassandraContactPoint `host:port`
/// @param cassandraLocalDatacenter the datacenter a driver must be told
public record Backends(
        String kafkaBootstrap, String redisUri, String cassandraContactPoint, String cassandraLocalDatacenter) {

    private static final String LOCAL_DATACENTER = "datacenter1";

    private static @Nullable Backends shared;

    /// The set of this build, started now if nobody has yet (about 15 s). It ends by itself a few seconds after
    /// the build.
    public static synchronized Backends shared() {
        if (shared == null) {
            shared = switch (System.getProperty("backends", "local")) {
                case "local" -> local();
                case "containers" -> ContainerBackends.start(LOCAL_DATACENTER);
                default ->
                    throw new IllegalArgumentException(
                            "-Dbackends=" + System.getProperty("backends") + " (expected: local or containers)");
            };
        }
        return shared;
    }

    /// Names nobody else uses, in all three servers.
    public Isolation isolate() {
        return Isolation.fresh(this);
    }

    private static Backends local() {
        TestBackends.Endpoints endpoints = TestBackends.lease();
        return new Backends(
                "127.0.0.1:" + endpoints.kafkaPort(),
                "redis://127.0.0.1:" + endpoints.redisPort(),
                "127.0.0.1:" + endpoints.cassandraPort(),
                LOCAL_DATACENTER);
    }
}
