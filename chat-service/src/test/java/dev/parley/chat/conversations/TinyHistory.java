package dev.parley.chat.conversations;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.v1.ConversationSettings;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Mention;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// The tables that history-service owns, as far as this service reads them, kept by the log's events one by one.
final class TinyHistory {

    private static final List<String> TABLES = List.of(
            "messages (conversation_id text, bucket bigint, seq bigint, event blob, content blob, edited_seq bigint,"
                    + " deleted_seq bigint, PRIMARY KEY ((conversation_id, bucket), seq))"
                    + " WITH CLUSTERING ORDER BY (seq DESC)",
            "conversations (conversation_id text PRIMARY KEY, kind text, title text, description text, picture text,"
                    + " policy blob, head_seq bigint, head_ordinal bigint, epoch bigint)",
            "conversation_members (conversation_id text, user_id text, role text, joined_seq bigint,"
                    + " left_seq bigint, PRIMARY KEY (conversation_id, user_id))",
            "conversations_by_user (user_id text, conversation_id text, joined_seq bigint, left_seq bigint,"
                    + " windows map<bigint, boolean>, PRIMARY KEY (user_id, conversation_id))",
            "mentions (conversation_id text, user_id text, seq bigint, live boolean,"
                    + " PRIMARY KEY ((conversation_id, user_id), seq)) WITH CLUSTERING ORDER BY (seq DESC)",
            "conversation_settings (user_id text, conversation_id text, muted_until timestamp, archived boolean,"
                    + " pinned boolean, marked_unread boolean, draft text, request boolean,"
                    + " PRIMARY KEY (user_id, conversation_id))",
            "blocks_by_user (user_id text, blocked_user_id text, blocked boolean,"
                    + " PRIMARY KEY (user_id, blocked_user_id))",
            "conversation_blocks (conversation_id text, blocker text, blocked boolean, requested boolean,"
                    + " PRIMARY KEY (conversation_id, blocker))",
            "invites (conversation_id text, invite_id text, created_by text, created_at timestamp,"
                    + " expires_at timestamp, max_uses int, uses set<bigint>, revoked boolean,"
                    + " PRIMARY KEY (conversation_id, invite_id))");

    private final CqlSession cassandra;
    private final String keyspace;

    TinyHistory(CqlSession cassandra, String keyspace) {
        this.cassandra = cassandra;
        this.keyspace = keyspace;
        for (String table : TABLES) {
            cassandra.execute(SimpleStatement.newInstance("CREATE TABLE IF NOT EXISTS " + keyspace + "." + table)
                    .setTimeout(Duration.ofSeconds(20)));
        }
    }

    void store(LogEvent record) {
        if (record.hasRequest()) {
            String conversation = record.getEvent().getConversationId();
            String user = record.getRequest().getUserId();
            boolean requested = !record.getRequest().getEnded();
            setting(user, conversation, "request", requested);
            execute(
                    "INSERT INTO %s.conversation_blocks (conversation_id, blocker, requested) VALUES (?, ?, ?)",
                    conversation, user, requested);
        }
        if (record.hasPrivateEvent()) {
            storePrivate(record.getPrivateEvent(), record.getEvent());
            return;
        }
        Event event = record.getEvent();
        String id = event.getConversationId();
        long seq = event.getSeq();
        execute(
                "INSERT INTO %s.messages (conversation_id, bucket, seq, event) VALUES (?, ?, ?, ?)",
                id, seq / 5000, seq, ByteBuffer.wrap(event.toByteArray()));
        storeKind(event, id, seq);
        execute(
                "UPDATE %s.conversations SET head_seq = ?, head_ordinal = ? WHERE conversation_id = ?",
                seq, event.getOrdinal(), id);
    }

    private void storeKind(Event event, String id, long seq) {
        switch (event.getKindCase()) {
            case MESSAGE -> mention(event, true);
            case DELETED -> mention(read(id, event.getDeleted().getTargetSeq()), false);
            case CREATED -> {
                column(id, "kind", event.getCreated().getKind());
                column(id, "title", event.getCreated().getTitle());
                // At once for all members of a large group, or its creator would wait too long.
                CompletableFuture.allOf(event.getCreated().getMembersList().stream()
                                .flatMap(member -> join(id, member.getUserId(), member.getRole(), seq))
                                .toArray(CompletableFuture[]::new))
                        .join();
            }
            case MEMBERS_ADDED -> {
                event.getMembersAdded()
                        .getUserIdsList()
                        .forEach(user -> join(id, user, "member", seq).forEach(CompletableFuture::join));
                if (!event.getMembersAdded().getInviteId().isEmpty()) {
                    execute(
                            "UPDATE %s.invites SET uses = uses + ? WHERE conversation_id = ? AND invite_id = ?",
                            Set.of(seq), id, event.getMembersAdded().getInviteId());
                }
            }
            case MEMBER_LEFT -> leave(id, event.getMemberLeft().getUserId(), seq);
            case MEMBER_REMOVED -> leave(id, event.getMemberRemoved().getUserId(), seq);
            case ROLE_CHANGED ->
                role(
                        id,
                        event.getRoleChanged().getUserId(),
                        event.getRoleChanged().getRole());
            case OWNERSHIP_TRANSFERRED -> {
                role(id, event.getSender().getUserId(), "admin");
                role(id, event.getOwnershipTransferred().getUserId(), "owner");
            }
            case RENAMED -> column(id, "title", event.getRenamed().getTitle());
            case DESCRIBED -> column(id, "description", event.getDescribed().getDescription());
            case PICTURE_CHANGED ->
                column(id, "picture", event.getPictureChanged().getPicture());
            case POLICY_CHANGED ->
                column(
                        id,
                        "policy",
                        ByteBuffer.wrap(event.getPolicyChanged().getPolicy().toByteArray()));
            case EDITED, REACTED, PINNED, KIND_NOT_SET -> {
                // Nothing that is read here.
            }
        }
    }

    private void storePrivate(PrivateEvent event, Event envelope) {
        String id = envelope.getConversationId();
        String user = envelope.getSender().getUserId();
        switch (event.getKindCase()) {
            case BLOCK -> {
                boolean blocked = !event.getBlock().getRemoved();
                execute(
                        "INSERT INTO %s.blocks_by_user (user_id, blocked_user_id, blocked) VALUES (?, ?, ?)",
                        user, event.getBlock().getUserId(), blocked);
                execute(
                        "INSERT INTO %s.conversation_blocks (conversation_id, blocker, blocked) VALUES (?, ?, ?)",
                        id, user, blocked);
            }
            case SETTINGS -> storeSettings(event.getSettings(), user);
            case INVITE ->
                execute(
                        "UPDATE %s.invites SET created_by = ?, created_at = ?, expires_at = ?, max_uses = ?, revoked ="
                                + " false WHERE conversation_id = ? AND invite_id = ?",
                        event.getInvite().getCreatedBy(),
                        instant(envelope.getTime()),
                        event.getInvite().hasExpiresAt()
                                ? instant(event.getInvite().getExpiresAt())
                                : null,
                        event.getInvite().getMaxUses(),
                        id,
                        event.getInvite().getInviteId());
            case INVITE_REVOKED ->
                execute(
                        "UPDATE %s.invites SET revoked = true WHERE conversation_id = ? AND invite_id = ?",
                        id, event.getInviteRevoked().getInviteId());
            case HIDDEN, KIND_NOT_SET -> {
                // Nothing that is read here.
            }
        }
    }

    private void storeSettings(ConversationSettings change, String user) {
        String id = change.getConversationId();
        if (change.hasMutedUntil()) {
            setting(user, id, "muted_until", instant(change.getMutedUntil()));
        }
        if (change.hasArchived()) {
            setting(user, id, "archived", change.getArchived());
        }
        if (change.hasPinned()) {
            setting(user, id, "pinned", change.getPinned());
        }
        if (change.hasMarkedUnread()) {
            setting(user, id, "marked_unread", change.getMarkedUnread());
        }
        if (change.hasDraft()) {
            setting(user, id, "draft", change.getDraft());
        }
    }

    private void setting(String user, String id, String column, Object value) {
        execute(
                "UPDATE %s.conversation_settings SET " + column + " = ? WHERE user_id = ? AND conversation_id = ?",
                value,
                user,
                id);
    }

    private void mention(Event message, boolean live) {
        for (Mention mention : message.getMessage().getContent().getText().getMentionsList()) {
            execute(
                    "INSERT INTO %s.mentions (conversation_id, user_id, seq, live) VALUES (?, ?, ?, ?)",
                    message.getConversationId(), mention.getAll() ? "*" : mention.getUserId(), message.getSeq(), live);
        }
    }

    private Stream<CompletableFuture<?>> join(String id, String user, String role, long seq) {
        return Stream.of(
                executeAsync(
                        "INSERT INTO %s.conversation_members (conversation_id, user_id, role, joined_seq, left_seq)"
                                + " VALUES (?, ?, ?, ?, 0)",
                        id, user, role, seq),
                executeAsync(
                        "UPDATE %s.conversations_by_user SET joined_seq = ?, left_seq = 0, windows = windows + ?"
                                + " WHERE user_id = ? AND conversation_id = ?",
                        seq, Map.of(seq, true), user, id));
    }

    private void leave(String id, String user, long seq) {
        execute(
                "UPDATE %s.conversation_members SET left_seq = ? WHERE conversation_id = ? AND user_id = ?",
                seq, id, user);
        execute(
                "UPDATE %s.conversations_by_user SET left_seq = ?, windows = windows + ?"
                        + " WHERE user_id = ? AND conversation_id = ?",
                seq, Map.of(seq, false), user, id);
    }

    private void role(String id, String user, String role) {
        execute(
                "UPDATE %s.conversation_members SET role = ? WHERE conversation_id = ? AND user_id = ?",
                role, id, user);
    }

    private void column(String id, String column, Object value) {
        execute("UPDATE %s.conversations SET " + column + " = ? WHERE conversation_id = ?", value, id);
    }

    private Event read(String id, long seq) {
        Row row = cassandra
                .execute(
                        "SELECT event FROM " + keyspace
                                + ".messages WHERE conversation_id = ? AND bucket = ? AND seq = ?",
                        id,
                        seq / 5000,
                        seq)
                .one();
        try {
            return row == null ? Event.getDefaultInstance() : Event.parseFrom(row.getByteBuffer("event"));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private CompletableFuture<?> executeAsync(String cql, Object... values) {
        return cassandra
                .executeAsync(SimpleStatement.newInstance(cql.formatted(keyspace), values))
                .toCompletableFuture();
    }

    private void execute(String cql, Object... values) {
        cassandra.execute(cql.formatted(keyspace), values);
    }
}
