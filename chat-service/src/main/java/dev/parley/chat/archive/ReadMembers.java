package dev.parley.chat.archive;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.parley.chat.cassandra.LazyStatement;
import dev.parley.proto.v1.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Reads the present members of a conversation, as far as history has followed the log; in the order they joined.
public final class ReadMembers {

    /// Owned by history-service.
    private static final String CQL =
            "SELECT user_id, role, joined_seq, left_seq FROM %s.conversation_members WHERE conversation_id = ?";

    private static final Comparator<Member> BY_JOINING =
            Comparator.comparingLong(Member::getJoinedSeq).thenComparing(Member::getUserId);

    private final LazyStatement statement;

    public ReadMembers(CqlSession session, String keyspace) {
        statement = new LazyStatement(session, CQL.formatted(keyspace));
    }

    public CompletionStage<List<Member>> execute(String conversationId) {
        List<Member> members = new ArrayList<>();
        return statement.execute(prepared -> prepared.bind(conversationId)).thenCompose(page -> collect(page, members));
    }

    private static CompletionStage<List<Member>> collect(AsyncResultSet page, List<Member> members) {
        for (Row row : page.currentPage()) {
            if (isPresent(row)) {
                members.add(Member.newBuilder()
                        .setUserId(Objects.requireNonNullElse(row.getString("user_id"), ""))
                        .setRole(Objects.requireNonNullElse(row.getString("role"), "member"))
                        .setJoinedSeq(row.getLong("joined_seq"))
                        .build());
            }
        }
        if (page.hasMorePages()) {
            return page.fetchNextPage().thenCompose(next -> collect(next, members));
        }
        members.sort(BY_JOINING);
        return CompletableFuture.completedStage(members);
    }

    /// Joined, and not left since. A rejoining may leave the old `left_seq` standing.
    static boolean isPresent(Row row) {
        return !row.isNull("joined_seq")
                && (row.isNull("left_seq") || row.getLong("left_seq") < row.getLong("joined_seq"));
    }
}
