package dev.parley.history.config;

import dev.parley.history.cassandra.CassandraSettings;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `parley.cassandra.*`; the meanings are those of {@link CassandraSettings}, which checks them.
@ConfigurationProperties("parley.cassandra")
record CassandraProperties(
        @DefaultValue("127.0.0.1:19042") List<String> contactPoints,
        @DefaultValue("datacenter1") String localDatacenter,
        @DefaultValue("parley") String keyspace,
        @DefaultValue("1") int replicationFactor,
        @DefaultValue("LOCAL_QUORUM") String consistency,
        @DefaultValue("2s") Duration requestTimeout,
        @DefaultValue("256") int maxInFlight) {

    CassandraSettings settings() {
        return new CassandraSettings(
                contactPoints, localDatacenter, keyspace, replicationFactor, consistency, requestTimeout, maxInFlight);
    }
}
