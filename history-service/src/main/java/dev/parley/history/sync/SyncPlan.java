package dev.parley.history.sync;

import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.Windows;
import java.util.ArrayList;
import java.util.List;

/// What brings a client from its position to the head of one conversation. A client that is behind by more events than
/// the limits say is not led through all of them: it skips to the newest, and reads the others from the history when
/// somebody looks at them.
final class SyncPlan {

    private SyncPlan() {}

    /// The steps in order. Ends with events: what the user cannot see behind the last visible seq is not
    /// mentioned.
    ///
    /// @param maxRead events of one read step at most
    /// @param enough the plan may stop once its reads hold more events than this: no page takes more
    static List<SyncStep> of(
            String conversationId,
            long position,
            Windows windows,
            long head,
            ReplayLimits limits,
            int maxRead,
            int enough) {
        if (position >= head) {
            return List.of();
        }
        List<SyncStep> steps = new ArrayList<>();
        List<SeqRange> visible = windows.visible(position + 1, head);
        long toSkip = limits.skipped(visible.stream().mapToLong(SeqRange::count).sum());
        long next = position + 1;
        long left = enough + 1L;
        for (SeqRange window : visible) {
            if (left <= 0) {
                break;
            }
            if (window.from() > next) {
                steps.add(new SyncStep.Skip(conversationId, new SeqRange(next, window.from() - 1), false));
            }
            next = window.from();
            long skipped = Math.min(toSkip, window.count());
            if (skipped > 0) {
                steps.add(new SyncStep.Skip(conversationId, new SeqRange(next, next + skipped - 1), true));
                toSkip -= skipped;
                next += skipped;
            }
            if (next <= window.to()) {
                SeqRange range = new SeqRange(next, Math.min(window.to(), next + left - 1));
                left -= range.count();
                range.pieces(maxRead).forEach(piece -> steps.add(new SyncStep.Read(conversationId, piece)));
                next = range.to() + 1;
            }
        }
        return steps;
    }
}
