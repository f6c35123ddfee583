package dev.parley.history.sync;

import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.Windows;
import java.util.ArrayList;
import java.util.List;

/// What brings a client from its position to the head of one conversation.
final class SyncPlan {

    private SyncPlan() {}

    /// The steps in order. Ends with events: what the user cannot see behind the last visible seq is not
    /// mentioned.
    ///
    /// @param maxRead events of one read step at most
    /// @param enough the plan may stop once its reads hold more events than this: no page takes more
    static List<SyncStep> of(
            String conversationId, long position, Windows windows, long head, int maxRead, int enough) {
        if (position >= head) {
            return List.of();
        }
        List<SyncStep> steps = new ArrayList<>();
        long next = position + 1;
        long left = enough + 1L;
        for (SeqRange visible : windows.visible(next, head)) {
            if (left <= 0) {
                break;
            }
            SeqRange range =
                    visible.count() <= left ? visible : new SeqRange(visible.from(), visible.from() + left - 1);
            left -= range.count();
            if (range.from() > next) {
                steps.add(new SyncStep.Skip(conversationId, new SeqRange(next, range.from() - 1)));
            }
            range.pieces(maxRead).forEach(piece -> steps.add(new SyncStep.Read(conversationId, piece)));
            next = range.to() + 1;
        }
        return steps;
    }
}
