package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// Sends statements at once, but never more than a fixed number unanswered; callers over it wait. Shared by all who do
/// the same kind of work.
final class InFlight {

    private final CqlSession session;
    private final Semaphore places;

    InFlight(CqlSession session, int max) {
        this.session = session;
        this.places = new Semaphore(max);
    }

    /// Executes all and returns when every one is answered. If one failed, throws its exception.
    void execute(List<? extends Statement<?>> statements) {
        query(statements, row -> row);
    }

    /// Executes all and returns the rows of each, mapped, in the order of the statements. If one failed, throws
    /// its exception.
    <T> List<List<T>> query(List<? extends Statement<?>> statements, Function<Row, T> mapping) {
        List<CompletableFuture<List<T>>> answers = new ArrayList<>();
        for (Statement<?> statement : statements) {
            places.acquireUninterruptibly();
            CompletableFuture<List<T>> answer = send(statement, mapping);
            answers.add(answer);
            if (answer.isCompletedExceptionally()) {
                // The store is not there: the others would only wait for the same.
                break;
            }
        }
        CompletableFuture<Void> all = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
        try {
            all.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private <T> CompletableFuture<List<T>> send(Statement<?> statement, Function<Row, T> mapping) {
        CompletableFuture<List<T>> answer;
        try {
            answer = session.executeAsync(statement)
                    .thenCompose(first -> collect(first, mapping, new ArrayList<>()))
                    .toCompletableFuture();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.whenComplete((rows, failure) -> places.release());
    }

    private static <T> CompletableFuture<List<T>> collect(
            AsyncResultSet page, Function<Row, T> mapping, List<T> collected) {
        for (Row row : page.currentPage()) {
            collected.add(mapping.apply(row));
        }
        return page.hasMorePages()
                ? page.fetchNextPage()
                        .thenCompose(next -> collect(next, mapping, collected))
                        .toCompletableFuture()
                : CompletableFuture.completedFuture(collected);
    }
}
