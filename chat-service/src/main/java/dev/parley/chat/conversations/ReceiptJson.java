package dev.parley.chat.conversations;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.chat.receipts.Marks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Receipts in responses. 64-bit numbers are strings.
final class ReceiptJson {

    private ReceiptJson() {}

    /// @param readSeq absent where the member or the caller hides what they read
    record MemberMarks(
            String userId,
            String deliveredSeq,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String readSeq) {

        static MemberMarks of(String userId, Marks marks, boolean isReadShown) {
            return new MemberMarks(
                    userId, Long.toString(marks.deliveredSeq()), isReadShown ? Long.toString(marks.readSeq()) : null);
        }
    }

    /// What one recipient did with one message.
    record Recipient(String userId, boolean delivered, boolean read) {}

    /// One message's recipients: all members it was sent to but its author.
    ///
    /// @param deliveredCount of all of them, not of this page
    record OfMessage(
            String seq,
            int deliveredCount,
            int readCount,
            List<Recipient> items,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String nextCursor,

            boolean hasMore) {}
}
