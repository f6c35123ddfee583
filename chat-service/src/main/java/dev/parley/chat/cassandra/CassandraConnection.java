package dev.parley.chat.cassandra;

import com.datastax.oss.driver.api.core.AllNodesFailedException;
import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens the session and creates what this service owns, if it is missing: keyspace, tables. Waits for a Cassandra
/// that is still starting, then gives up: a part that cannot reach its store at start ends, and whoever runs it starts
/// it again. Once open, the driver reconnects for ever.
public final class CassandraConnection {

    private static final Logger LOG = LoggerFactory.getLogger(CassandraConnection.class);
    private static final Duration START_PATIENCE = Duration.ofSeconds(90);
    private static final Duration RETRY_EVERY = Duration.ofMillis(500);
    private static final Duration DDL_TIMEOUT = Duration.ofSeconds(20);

    private final CassandraSettings settings;

    public CassandraConnection(CassandraSettings settings) {
        this.settings = settings;
    }

    /// @param tables statements that create tables; each names its keyspace and says IF NOT EXISTS
    public CqlSession open(List<String> tables) {
        CqlSession session = connect();
        try {
            execute(
                    session,
                    "CREATE KEYSPACE IF NOT EXISTS %s WITH replication = {'class': 'NetworkTopologyStrategy', '%s': %d}"
                            .formatted(settings.keyspace(), settings.localDatacenter(), settings.replicationFactor()));
            for (String table : tables) {
                execute(session, table);
            }
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private CqlSession connect() {
        long giveUpAt = System.nanoTime() + START_PATIENCE.toNanos();
        while (true) {
            try {
                return CqlSession.builder()
                        .addContactPoints(settings.addresses())
                        .withLocalDatacenter(settings.localDatacenter())
                        .withConfigLoader(driverConfig())
                        .build();
            } catch (AllNodesFailedException e) {
                if (System.nanoTime() > giveUpAt) {
                    throw e;
                }
                LOG.info("cassandra not reachable yet contactPoints={}", settings.contactPoints());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_EVERY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Cassandra", e);
        }
    }

    private static void execute(CqlSession session, String cql) {
        session.execute(SimpleStatement.newInstance(cql).setTimeout(DDL_TIMEOUT));
    }

    private DriverConfigLoader driverConfig() {
        return DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, ConsistencyLevel.LOCAL_QUORUM.name())
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(3))
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, Duration.ofSeconds(3))
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(3))
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(2))
                // Every write of this service carries its timestamp from the log, so repeating one is harmless.
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(settings.keyspace()))
                .build();
    }
}
