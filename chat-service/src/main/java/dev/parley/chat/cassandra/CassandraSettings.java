package dev.parley.chat.cassandra;

import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Where Cassandra is and what this service keeps there.
///
/// @param contactPoints `host:port`, comma separated
/// @param localDatacenter the driver talks to nodes of this datacenter only
/// @param keyspace shared by all instances
/// @param replicationFactor used only when the keyspace is created
public record CassandraSettings(String contactPoints, String localDatacenter, String keyspace, int replicationFactor) {

    /// The keyspace goes into statement texts, so nothing but an unquoted CQL identifier is let through.
    private static final Pattern IDENTIFIER = Pattern.compile("[a-z][a-z0-9_]{0,47}");

    public CassandraSettings {
        if (!IDENTIFIER.matcher(keyspace).matches()) {
            throw new IllegalArgumentException(
                    "parley.cassandra.keyspace: " + keyspace + " (expected: " + IDENTIFIER.pattern() + ")");
        }
        if (replicationFactor < 1) {
            throw new IllegalArgumentException(
                    "parley.cassandra.replication-factor: " + replicationFactor + " (expected: >= 1)");
        }
    }

    List<InetSocketAddress> addresses() {
        return Arrays.stream(contactPoints.split(","))
                .map(String::strip)
                .map(CassandraSettings::address)
                .toList();
    }

    private static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(
                    "parley.cassandra.contact-points: " + hostAndPort + " (expected: host:port)");
        }
        return new InetSocketAddress(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }
}
