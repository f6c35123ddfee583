package dev.parley.history.archive;

import com.google.protobuf.ByteString;
import dev.parley.proto.v1.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The rows that follow from some accepted events. Each is a fact that can be written any number of times, in any
/// order, by anyone, to the same effect; only readers care for the order in which they become visible ({@link
/// ArchiveStore}).
///
/// @param heads one per conversation, the greatest
public record ArchiveBatch(
        List<EventRow> events,
        List<EditMark> edits,
        List<Erasure> erasures,
        List<Naming> namings,
        List<Joining> joinings,
        List<Leaving> leavings,
        List<RoleChange> roleChanges,
        List<Head> heads) {

    /// An event as history shows it until it is edited or deleted.
    ///
    /// @param envelope the event without its content
    /// @param content the encoded `Content`, apart from the envelope so that an edit replaces it and a deletion
    ///     blanks it without reading
    public record EventRow(
            String conversationId,
            long seq,
            Event envelope,
            @Nullable ByteString content,
            long timestamp) {}

    /// The target shows this content from now on.
    public record EditMark(String conversationId, long targetSeq, long editSeq, ByteString content, long timestamp) {}

    /// The content of the target and of all its edits is blank, for ever.
    public record Erasure(String conversationId, long targetSeq, long deleteSeq) {}

    /// What the conversation is called.
    ///
    /// @param kind null: only the title changed
    public record Naming(String conversationId, @Nullable String kind, String title, long timestamp) {}

    public record Joining(String conversationId, String userId, String role, long seq, long timestamp) {}

    public record Leaving(String conversationId, String userId, long seq, long timestamp) {}

    public record RoleChange(String conversationId, String userId, String role, long timestamp) {}

    public record Head(String conversationId, long seq, long ordinal, long epoch) {

        private static final int SEQ_BITS = 44;

        /// Makes the row a max register: the greater seq wins whoever writes last; a greater epoch beats
        /// every seq.
        public long timestamp() {
            return (epoch << SEQ_BITS) | seq;
        }
    }
}
