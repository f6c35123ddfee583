package dev.parley.chat.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A statement that is prepared at its first use: a table of another service may not exist yet when this one starts,
/// and Cassandra may be away. A failed preparation is tried again at the next use. Never blocks; safe from any thread.
public final class LazyStatement {

    private final CqlSession session;
    private final String cql;
    private final AtomicReference<@Nullable CompletionStage<PreparedStatement>> prepared = new AtomicReference<>();

    public LazyStatement(CqlSession session, String cql) {
        this.session = session;
        this.cql = cql;
    }

    public CompletionStage<AsyncResultSet> execute(Function<PreparedStatement, BoundStatement> bind) {
        return prepare().thenCompose(statement -> session.executeAsync(bind.apply(statement)));
    }

    /// For statements that go into a batch.
    public CompletionStage<PreparedStatement> prepare() {
        CompletionStage<PreparedStatement> known = prepared.get();
        if (known != null && !known.toCompletableFuture().isCompletedExceptionally()) {
            return known;
        }
        CompletionStage<PreparedStatement> fresh = session.prepareAsync(cql);
        prepared.set(fresh);
        return fresh;
    }
}
