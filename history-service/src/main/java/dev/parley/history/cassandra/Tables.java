package dev.parley.history.cassandra;

import java.util.List;

/// The tables, `%s` for the keyspace; and what was added to the older ones later. A boolean that can be taken back is
/// written again as false, never deleted: a deletion is a tombstone, and no timestamp could tell which came first.
final class Tables {

    /// In the order in which they are executed.
    static final List<String> ALL = List.of(
            // bucket = seq / 5000. event: parley.v1.Event without its content; content: parley.v1.Content, the
            // latest, empty once deleted, gone once expired. edits: seqs of the edited events that target this row.
            // mentioned: users whom the message or an edit of it ever mentioned. reacted: true if anybody ever
            // reacted.
            """
            CREATE TABLE IF NOT EXISTS %s.messages (
              conversation_id text, bucket bigint, seq bigint,
              event blob, content blob, edited_seq bigint, deleted_seq bigint, edits set<bigint>,
              mentioned set<text>, reacted boolean,
              PRIMARY KEY ((conversation_id, bucket), seq)
            ) WITH CLUSTERING ORDER BY (seq DESC)""",
            "ALTER TABLE %s.messages ADD IF NOT EXISTS (mentioned set<text>, reacted boolean)",
            // head_*, epoch: written with the seq (and epoch) as timestamp, a max register. policy:
            // parley.v1.Policy, whole; absent: the default.
            """
            CREATE TABLE IF NOT EXISTS %s.conversations (
              conversation_id text PRIMARY KEY,
              kind text, title text, description text, picture text, policy blob,
              head_seq bigint, head_ordinal bigint, epoch bigint
            )""",
            "ALTER TABLE %s.conversations ADD IF NOT EXISTS (description text, picture text, policy blob)",
            // left_seq: 0 while the user is a member.
            """
            CREATE TABLE IF NOT EXISTS %s.conversation_members (
              conversation_id text, user_id text, role text, joined_seq bigint, left_seq bigint,
              PRIMARY KEY (conversation_id, user_id)
            )""",
            // joined_seq, left_seq: the latest, 0 while the user is a member. windows: seq of every change of
            // membership, true = joined, false = ended. hides: true if the user ever hid a message here.
            """
            CREATE TABLE IF NOT EXISTS %s.conversations_by_user (
              user_id text, conversation_id text, joined_seq bigint, left_seq bigint, windows map<bigint, boolean>,
              hides boolean,
              PRIMARY KEY (user_id, conversation_id)
            )""",
            "ALTER TABLE %s.conversations_by_user ADD IF NOT EXISTS hides boolean",
            """
            CREATE TABLE IF NOT EXISTS %s.conversation_pins (
              conversation_id text, seq bigint, pinned boolean,
              PRIMARY KEY (conversation_id, seq)
            )""",
            // root: seq of the message that the replies name as the first of their thread.
            """
            CREATE TABLE IF NOT EXISTS %s.threads (
              conversation_id text, root bigint, seq bigint,
              PRIMARY KEY ((conversation_id, root), seq)
            ) WITH CLUSTERING ORDER BY (seq DESC)""",
            // user_id: '*' for all.
            """
            CREATE TABLE IF NOT EXISTS %s.mentions (
              conversation_id text, user_id text, seq bigint, live boolean,
              PRIMARY KEY ((conversation_id, user_id), seq)
            ) WITH CLUSTERING ORDER BY (seq DESC)""",
            // bucket: of the target, as in messages.
            """
            CREATE TABLE IF NOT EXISTS %s.reactions (
              conversation_id text, bucket bigint, target_seq bigint, emoji text, user_id text, live boolean,
              PRIMARY KEY ((conversation_id, bucket), target_seq, emoji, user_id)
            )""",
            """
            CREATE TABLE IF NOT EXISTS %s.hidden_messages (
              user_id text, conversation_id text, seq bigint,
              PRIMARY KEY ((user_id, conversation_id), seq)
            )""",
            """
            CREATE TABLE IF NOT EXISTS %s.conversation_settings (
              user_id text, conversation_id text,
              muted_until timestamp, archived boolean, pinned boolean, marked_unread boolean, draft text, request boolean,
              PRIMARY KEY (user_id, conversation_id)
            )""",
            "ALTER TABLE %s.conversation_settings ADD IF NOT EXISTS request boolean",
            """
            CREATE TABLE IF NOT EXISTS %s.blocks_by_user (
              user_id text, blocked_user_id text, blocked boolean,
              PRIMARY KEY (user_id, blocked_user_id)
            )""",
            // conversation_id: the direct one of the two. requested: true while the user has not accepted it.
            """
            CREATE TABLE IF NOT EXISTS %s.conversation_blocks (
              conversation_id text, blocker text, blocked boolean, requested boolean,
              PRIMARY KEY (conversation_id, blocker)
            )""",
            "ALTER TABLE %s.conversation_blocks ADD IF NOT EXISTS requested boolean",
            // max_uses: 0 for any number. uses: seqs of the membersAdded events that name the invite.
            """
            CREATE TABLE IF NOT EXISTS %s.invites (
              conversation_id text, invite_id text, created_by text, created_at timestamp, expires_at timestamp,
              max_uses int, uses set<bigint>, revoked boolean,
              PRIMARY KEY (conversation_id, invite_id)
            )""");

    private Tables() {}
}
