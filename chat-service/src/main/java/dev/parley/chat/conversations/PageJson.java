package dev.parley.chat.conversations;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a list; `nextCursor` is absent on the last one.
record PageJson<T>(
        List<T> items,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String nextCursor,
        boolean hasMore) {}
