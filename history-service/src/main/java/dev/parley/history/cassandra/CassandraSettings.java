package dev.parley.history.cassandra;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// How the archive is reached.
///
/// @param contactPoints `host:port` of some nodes
/// @param localDatacenter the datacenter whose nodes answer
/// @param keyspace holds the tables; created if missing
/// @param replicationFactor of a keyspace created here; an existing one stays as it is
/// @param consistency of reads and writes; `LOCAL_QUORUM` unless one copy is enough
/// @param requestTimeout after which a statement counts as failed
/// @param maxInFlight statements of one kind of work (writing, reading) sent and not yet answered
public record CassandraSettings(
        List<String> contactPoints,
        String localDatacenter,
        String keyspace,
        int replicationFactor,
        String consistency,
        Duration requestTimeout,
        int maxInFlight) {

    /// What needs no quotes in CQL; anything else would have to be escaped.
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,47}");

    private static final Pattern DATACENTER = Pattern.compile("[A-Za-z0-9._-]+");

    public CassandraSettings {
        contactPoints = List.copyOf(contactPoints);
        require(!contactPoints.isEmpty(), "contact-points: none (expected: host:port, ...)");
        require(NAME.matcher(keyspace).matches(), "keyspace: " + keyspace + " (expected: " + NAME + ")");
        require(DATACENTER.matcher(localDatacenter).matches(), "local-datacenter: " + localDatacenter);
        require(replicationFactor > 0, "replication-factor: " + replicationFactor + " (expected: > 0)");
        require(requestTimeout.isPositive(), "request-timeout: " + requestTimeout + " (expected: > 0)");
        require(maxInFlight > 0, "max-in-flight: " + maxInFlight + " (expected: > 0)");
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException("parley.cassandra." + message);
        }
    }
}
