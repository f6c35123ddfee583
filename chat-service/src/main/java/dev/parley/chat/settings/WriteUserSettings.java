package dev.parley.chat.settings;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.cassandra.LazyStatement;
import java.util.concurrent.CompletionStage;

/// Writes what a user has chosen.
final class WriteUserSettings {

    private static final String CQL =
            "INSERT INTO %s.user_settings (user_id, read_receipts, message_requests) VALUES (?, ?, ?)";

    private final LazyStatement statement;

    WriteUserSettings(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    CompletionStage<?> execute(String userId, UserSettings settings) {
        return statement.execute(
                prepared -> prepared.bind(userId, settings.readReceipts(), settings.messageRequests()));
    }
}
