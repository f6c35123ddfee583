package dev.parley.gateway.resume;

import dev.parley.bus.RecentChange;
import org.jspecify.annotations.Nullable;

/// What is known of one conversation of one user, from sources of which each may be behind. Pure.
///
/// @param history the last seq the user may see as far as history is; 0: history does not know
/// @param ended history says that the membership ended there
/// @param recent the last change of the membership that a router noted; null: none lately
/// @param known the conversation's head as routers know it, whoever may see it; 0: unknown
record HeadOfUser(long history, boolean ended, @Nullable RecentChange recent, long known) {

    /// The last seq the user may see.
    long seq() {
        // History that is past the noted change knows of it and of what came later.
        if (recent != null && recent.seq() >= history) {
            return recent.joined() ? Math.max(recent.seq(), known) : recent.seq();
        }
        return ended ? history : Math.max(history, known);
    }
}
