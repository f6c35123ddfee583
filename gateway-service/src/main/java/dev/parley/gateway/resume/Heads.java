package dev.parley.gateway.resume;

import dev.parley.proto.v1.Counts;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// The newest seq of a user's conversations, as far as they are above what the user has.
///
/// @param heads at most 1,000, sorted by id
/// @param more there are others behind the last one
/// @param epochs conversations whose epoch is not 0
/// @param complete false: history did not answer, so this is only what Redis knew
/// @param counts of the first conversations in `heads`, if they were asked for and can be had
public record Heads(
        SortedMap<String, Long> heads, boolean more, Map<String, Long> epochs, boolean complete, List<Counts> counts) {

    public Heads(SortedMap<String, Long> heads, boolean more, Map<String, Long> epochs, boolean complete) {
        this(heads, more, epochs, complete, List.of());
    }

    Heads with(List<Counts> found) {
        return new Heads(heads, more, epochs, complete, found);
    }
}
