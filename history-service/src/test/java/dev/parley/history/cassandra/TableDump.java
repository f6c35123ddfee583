package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.kit.Backends;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Every row of every table of a keyspace, each value with the time it was written at.
public final class TableDump {

    private static final Map<String, String> TABLES = new TreeMap<>(Map.of(
            "messages",
            "conversation_id, bucket, seq, event, content, edited_seq, deleted_seq, edits,"
                    + " writetime(event), writetime(content), writetime(edited_seq), writetime(deleted_seq),"
                    + " writetime(edits)",
            "conversations",
            "conversation_id, kind, title, head_seq, head_ordinal, epoch,"
                    + " writetime(kind), writetime(title), writetime(head_seq), writetime(head_ordinal),"
                    + " writetime(epoch)",
            "conversation_members",
            "conversation_id, user_id, role, joined_seq, left_seq,"
                    + " writetime(role), writetime(joined_seq), writetime(left_seq)",
            "conversations_by_user",
            "user_id, conversation_id, joined_seq, left_seq, windows,"
                    + " writetime(joined_seq), writetime(left_seq), writetime(windows)"));

    private TableDump() {}

    public static CqlSession connect(Backends backends) {
        String[] address = backends.cassandraContactPoint().split(":", 2);
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress(address[0], Integer.parseInt(address[1])))
                .withLocalDatacenter(backends.cassandraLocalDatacenter())
                .build();
    }

    public static List<String> of(CqlSession session, String keyspace) {
        return TABLES.entrySet().stream()
                .flatMap(
                        table -> session
                                .execute("SELECT " + table.getValue() + " FROM " + keyspace + "." + table.getKey())
                                .all()
                                .stream()
                                .map(row -> table.getKey() + " " + text(row)))
                .sorted()
                .toList();
    }

    private static String text(Row row) {
        return row.getFormattedContents();
    }
}
