package dev.parley.chat.receipts;

import dev.parley.chat.archive.ReadMembers;
import dev.parley.proto.v1.Member;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The members of a conversation as history has them, with the seq they were let in at, remembered for a while.
/// Somebody who left is told of marks, and may set their own, for up to that while; somebody who is not found
/// is looked up anew. One thread.
final class MemberCache {

    private static final Duration REMEMBERED = Duration.ofSeconds(10);
    private static final int CACHED = 10_000;

    private record Remembered(Map<String, Long> members, long untilNanos) {}

    private final ReadMembers read;
    private final Map<String, Remembered> cache = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
            return size() > CACHED;
        }
    };

    MemberCache(ReadMembers read) {
        this.read = read;
    }

    /// User → the seq that let them in. The same object for as long as it is remembered.
    ///
    /// @param wanted who should be among them: if they are not, what is remembered is not trusted
    CompletableFuture<Map<String, Long>> members(String conversationId, Set<String> wanted) {
        @Nullable Remembered known = cache.get(conversationId);
        if (known != null
                && System.nanoTime() - known.untilNanos < 0
                && known.members.keySet().containsAll(wanted)) {
            return CompletableFuture.completedFuture(known.members);
        }
        return read.execute(conversationId)
                .thenApply(list ->
                        list.stream().collect(Collectors.toUnmodifiableMap(Member::getUserId, Member::getJoinedSeq)))
                .toCompletableFuture();
    }

    /// An answer of {@link #members}; one that was remembered already is not made younger by that.
    void remember(String conversationId, Map<String, Long> members) {
        @Nullable Remembered known = cache.get(conversationId);
        if (known == null || known.members != members) {
            cache.put(conversationId, new Remembered(members, System.nanoTime() + REMEMBERED.toNanos()));
        }
    }
}
