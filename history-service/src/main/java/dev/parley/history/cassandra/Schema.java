package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.metadata.NodeState;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The tables this service owns. Creating them is safe from several instances at once: all send their statements to
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
        for (String cql : statements()) {
            SimpleStatement statement = SimpleStatement.newInstance(cql).setTimeout(TIMEOUT);
            session.execute(node.isPresent() ? statement.setNode(node.get()) : statement);
        }
    }

    private List<String> statements() {
        String keyspace = settings.keyspace();
        return List.of(
                """
                CREATE KEYSPACE IF NOT EXISTS %s WITH replication = \
                {'class': 'NetworkTopologyStrategy', '%s': %d}""".formatted(keyspace, settings.localDatacenter(), settings.replicationFactor()),
                // bucket = seq / 5000. event: parley.v1.Event without its content; content: parley.v1.Content, the
                // latest,
                // empty once deleted. edits: seqs of the edited events that target this row.
                """
                CREATE TABLE IF NOT EXISTS %s.messages (
                  conversation_id text, bucket bigint, seq bigint,
                  event blob, content blob, edited_seq bigint, deleted_seq bigint, edits set<bigint>,
                  PRIMARY KEY ((conversation_id, bucket), seq)
                ) WITH CLUSTERING ORDER BY (seq DESC)""".formatted(keyspace),
                // head_*, epoch: written with the seq (and epoch) as timestamp, a max register.
                """
                CREATE TABLE IF NOT EXISTS %s.conversations (
                  conversation_id text PRIMARY KEY,
                  kind text, title text, head_seq bigint, head_ordinal bigint, epoch bigint
                )""".formatted(keyspace),
                // left_seq: 0 while the user is a member.
                """
                CREATE TABLE IF NOT EXISTS %s.conversation_members (
                  conversation_id text, user_id text, role text, joined_seq bigint, left_seq bigint,
                  PRIMARY KEY (conversation_id, user_id)
                )""".formatted(keyspace),
                // joined_seq, left_seq: the latest, 0 while the user is a member. windows: seq of every change of
                // membership,
                // true = joined, false = ended.
                """
                CREATE TABLE IF NOT EXISTS %s.conversations_by_user (
                  user_id text, conversation_id text, joined_seq bigint, left_seq bigint, windows map<bigint, boolean>,
                  PRIMARY KEY (user_id, conversation_id)
                )""".formatted(keyspace));
    }
}
