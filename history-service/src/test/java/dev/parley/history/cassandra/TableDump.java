package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.kit.Backends;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Every row of every table of a keyspace, each value with the time it was written at.
public final class TableDump {

    /// Of each table its key and, behind the bar, what is written at a time.
    private static final List<String> TABLES = List.of(
            "messages: conversation_id, bucket, seq"
                    + " | event, content, edited_seq, deleted_seq, edits, mentioned, reacted",
            "conversations: conversation_id"
                    + " | kind, title, description, picture, policy, head_seq, head_ordinal, epoch",
            "conversation_members: conversation_id, user_id | role, joined_seq, left_seq",
            "conversations_by_user: user_id, conversation_id | joined_seq, left_seq, windows, hides",
            "conversation_pins: conversation_id, seq | pinned",
            "threads: conversation_id, root, seq | ",
            "mentions: conversation_id, user_id, seq | live",
            "reactions: conversation_id, bucket, target_seq, emoji, user_id | live",
            "hidden_messages: user_id, conversation_id, seq | ",
            "conversation_settings: user_id, conversation_id | muted_until, archived, pinned, marked_unread, draft, request",
            "blocks_by_user: user_id, blocked_user_id | blocked",
            "conversation_blocks: conversation_id, blocker | blocked, requested",
            "invites: conversation_id, invite_id" + " | created_by, created_at, expires_at, max_uses, uses, revoked");

    private TableDump() {}

    public static CqlSession connect(Backends backends) {
        String[] address = backends.cassandraContactPoint().split(":", 2);
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress(address[0], Integer.parseInt(address[1])))
                .withLocalDatacenter(backends.cassandraLocalDatacenter())
                .build();
    }

    public static List<String> of(CqlSession session, String keyspace) {
        return TABLES.stream()
                .flatMap(table -> rows(session, keyspace, table))
                .sorted()
                .toList();
    }

    private static Stream<String> rows(CqlSession session, String keyspace, String table) {
        String[] parts = table.split("[:|]", -1);
        List<String> columns = new ArrayList<>(List.of(parts[1].strip()));
        for (String column : parts[2].split(",", -1)) {
            if (!column.isBlank()) {
                columns.add(column.strip());
                columns.add("writetime(" + column.strip() + ")");
            }
        }
        return session
                .execute("SELECT " + String.join(", ", columns) + " FROM " + keyspace + "." + parts[0])
                .all()
                .stream()
                .map(row -> parts[0] + " " + text(row));
    }

    private static String text(Row row) {
        return row.getFormattedContents();
    }
}
