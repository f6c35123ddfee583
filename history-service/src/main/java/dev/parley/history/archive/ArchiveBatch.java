package dev.parley.history.archive;

import com.google.protobuf.ByteString;
import dev.parley.proto.v1.Event;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The rows that follow from some accepted events. Each is a fact that can be written any number of times, in any
/// order, by anyone, to the same effect; only readers care for the order in which they become visible ({@link
/// ArchiveStore}).
///
/// @param facts what stands beside the messages
/// @param heads one per conversation, the greatest
public record ArchiveBatch(
        List<EventRow> events, List<EditMark> edits, List<Erasure> erasures, List<Fact> facts, List<Head> heads) {

    /// An event as history shows it until it is edited or deleted.
    ///
    /// @param envelope the event without its content
    /// @param content apart from the envelope so that an edit replaces it and a deletion blanks it without reading
    public record EventRow(
            String conversationId,
            long seq,
            Event envelope,
            @Nullable Body content,
            long timestamp) {}

    /// The target shows this content from now on.
    public record EditMark(String conversationId, long targetSeq, long editSeq, Body content, long timestamp) {}

    /// What somebody wrote.
    ///
    /// @param encoded a `parley.v1.Content`
    /// @param mentioned whom it mentions, as in {@link Fact.Mentioned}
    /// @param expiresAt from then on it must be nowhere; null: it stays
    public record Body(
            ByteString encoded,
            Set<String> mentioned,
            @Nullable Instant expiresAt) {}

    /// The content of the target and of all its edits is blank, for ever, and mentions nobody.
    public record Erasure(String conversationId, long targetSeq, long deleteSeq) {}

    public record Head(String conversationId, long seq, long ordinal, long epoch) {

        private static final int SEQ_BITS = 44;

        /// Makes the row a max register: the greater seq wins whoever writes last; a greater epoch beats
        /// every seq.
        public long timestamp() {
            return (epoch << SEQ_BITS) | seq;
        }
    }
}
