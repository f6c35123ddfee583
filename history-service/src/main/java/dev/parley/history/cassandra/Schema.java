package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Creates the {@link Tables} this service owns. Creating them is safe from several instances at once: all send their
/// statements to
/// the same node, the one with the smallest host id, which takes schema changes one after the other. (Two nodes
/// creating one table at the same time give it two ids.)
final class Schema {

    /// A schema change waits for the other nodes to agree.
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final CqlSession session;
    private final CassandraSettings settings;

    Schema(CqlSession session, CassandraSettings settings) {
        this.session = session;
        this.settings = settings;
    }

    void create() {
        Optional<Node> node = session.getMetadata().getNodes().values().stream()
                .filter(candidate -> candidate.getState() != NodeState.FORCED_DOWN && candidate.getHostId() != null)
                .filter(candidate -> candidate.getState() != NodeState.DOWN)
                .min(Comparator.comparing(candidate -> String.valueOf(candidate.getHostId())));
        // The driver would read the whole schema anew after each statement, and wait a second for more changes first.
        session.setSchemaMetadataEnabled(false);
        try {
            for (String cql : statements()) {
                SimpleStatement statement = SimpleStatement.newInstance(cql).setTimeout(TIMEOUT);
                session.execute(node.isPresent() ? statement.setNode(node.get()) : statement);
            }
        } finally {
            session.setSchemaMetadataEnabled(null);
        }
    }

    private List<String> statements() {
        List<String> statements = new ArrayList<>();
        statements.add("""
                CREATE KEYSPACE IF NOT EXISTS %s WITH replication = \
                {'class': 'NetworkTopologyStrategy', '%s': %d}""".formatted(settings.keyspace(), settings.localDatacenter(), settings.replicationFactor()));
        Tables.ALL.forEach(cql -> statements.add(cql.formatted(settings.keyspace())));
        return statements;
    }
}
