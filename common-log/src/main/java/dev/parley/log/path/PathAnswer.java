package dev.parley.log.path;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an instance answers at `/internal/v1/path`, as JSON writers take it.
///
/// @param accepted the event's own time; null if nothing is remembered, or for marks
public record PathAnswer(String instance, @Nullable Instant accepted, List<Item> steps) {

    /// @param step in lower case
    public record Item(String step, Instant time, String conversationId, long seq, String detail) {}

    /// @param messageId decimal; what is none has no steps
    public static PathAnswer message(String instance, PathLog path, String messageId) {
        List<PathStep> steps;
        try {
            steps = path.of(Long.parseLong(messageId));
        } catch (NumberFormatException e) {
            steps = List.of();
        }
        return new PathAnswer(
                instance, steps.isEmpty() ? null : steps.getFirst().accepted(), items(steps));
    }

    public static PathAnswer marks(String instance, PathLog path, String conversationId, long seq) {
        return new PathAnswer(instance, null, items(path.marks(conversationId, seq)));
    }

    private static List<Item> items(List<PathStep> steps) {
        return steps.stream()
                .map(step -> new Item(
                        step.step().name().toLowerCase(Locale.ROOT),
                        step.time(),
                        step.conversationId(),
                        step.seq(),
                        step.detail()))
                .toList();
    }
}
