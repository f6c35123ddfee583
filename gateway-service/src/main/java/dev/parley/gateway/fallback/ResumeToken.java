package dev.parley.gateway.fallback;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How far a client has been told, small enough for a header: by the hash of its id the seq of each conversation that
/// moved last, and one sum over the heads of all others. Who has a token is told everything above it again, and
/// nothing of the others if their sum is unchanged. Nobody signs it: a client can only deceive itself.
///
/// A conversation hash that meets another's by chance (1 in 2^64) makes a client miss an event until its next hello.
///
/// @param recent seq by {@link #hash}, the conversation that moved last at the end
/// @param others the sum of {@link #mix} over all others
record ResumeToken(Map<Long, Long> recent, long others) {

    /// Conversations named one by one.
    static final int MAX_RECENT = 16;

    private static final byte VERSION = 1;
    private static final int ENTRY_BYTES = 2 * Long.BYTES;
    private static final int HEADER_BYTES = 2 + Long.BYTES;

    /// FNV-1a, 64 bits, with a final mix.
    static long hash(String conversationId) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < conversationId.length(); i++) {
            hash = (hash ^ conversationId.charAt(i)) * 0x100000001b3L;
        }
        return avalanche(hash);
    }

    static long mix(String conversationId, long seq) {
        return avalanche(hash(conversationId) + seq * 0x9e3779b97f4a7c15L);
    }

    /// What a client must be told that has this token, given all heads of its user.
    Resumption against(Map<String, Long> heads) {
        Map<Long, String> ids = new LinkedHashMap<>();
        Map<String, Long> others = new TreeMap<>();
        heads.forEach((id, seq) -> {
            if (recent.containsKey(hash(id))) {
                ids.put(hash(id), id);
            } else {
                others.put(id, seq);
            }
        });
        Told told = new Told();
        others.forEach(told::head);
        Map<String, Long> behind = new LinkedHashMap<>();
        recent.forEach((hash, seq) -> {
            String id = ids.get(hash);
            if (id != null) {
                told.event(id, seq);
                if (heads.getOrDefault(id, 0L) > seq) {
                    behind.put(id, seq);
                }
            }
        });
        long sum = others.entrySet().stream()
                .mapToLong(head -> mix(head.getKey(), head.getValue()))
                .sum();
        return new Resumption(told, behind, sum == this.others ? Map.of() : others);
    }

    /// @param told as after the client has heard all that follows but `behind`
    /// @param behind events above these are due
    /// @param heads to be told, because one of them at least has moved
    record Resumption(Told told, Map<String, Long> behind, Map<String, Long> heads) {}

    String encoded() {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + recent.size() * ENTRY_BYTES);
        bytes.put(VERSION).put((byte) recent.size()).putLong(others);
        recent.forEach((hash, seq) -> bytes.putLong(hash).putLong(seq));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /// @return empty if it is no token of this server
    static Optional<ResumeToken> decoded(String text) {
        if (text.length() > 4 * (HEADER_BYTES + MAX_RECENT * ENTRY_BYTES)) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            byte version = bytes.get();
            int count = bytes.get();
            long others = bytes.getLong();
            Map<Long, Long> recent = new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                recent.put(bytes.getLong(), bytes.getLong());
            }
            boolean sound = version == VERSION
                    && !bytes.hasRemaining()
                    && count >= 0
                    && recent.values().stream().allMatch(seq -> seq >= 0);
            return sound ? Optional.of(new ResumeToken(recent, others)) : Optional.empty();
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /// The last step of MurmurHash3.
    private static long avalanche(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
