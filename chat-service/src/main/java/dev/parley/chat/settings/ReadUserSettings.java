package dev.parley.chat.settings;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Reads what a user has chosen.
final class ReadUserSettings {

    private static final String CQL = "SELECT read_receipts, message_requests FROM %s.user_settings WHERE user_id = ?";

    private final LazyStatement statement;

    ReadUserSettings(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    CompletionStage<UserSettings> execute(String userId) {
        return statement.execute(prepared -> prepared.bind(userId)).thenApply(rows -> settings(rows.one()));
    }

    private static UserSettings settings(@Nullable Row row) {
        return row == null || row.isNull("read_receipts")
                ? UserSettings.DEFAULT
                : new UserSettings(row.getBoolean("read_receipts"), row.getBoolean("message_requests"));
    }
}
