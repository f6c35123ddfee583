package dev.parley.history.query;

import dev.parley.contract.ErrorCode;
import dev.parley.history.reading.ReadRefused;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;

/// Where the next page of one conversation begins. Opaque to clients; the checksum over the conversation's id finds cursors
/// that were made up or belong elsewhere. It is no secret and grants nothing: what a user may see is decided at each read.
///
/// @param newestFirst whether the walk goes down from `seq` or up; `seq` itself was served already
record HistoryCursor(boolean newestFirst, long seq) {

    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 1 + Long.BYTES + Integer.BYTES;

    String encode(String conversationId) {
        ByteBuffer buffer = ByteBuffer.allocate(BYTES);
        buffer.put(VERSION).put((byte) (newestFirst ? 1 : 0)).putLong(seq);
        buffer.putInt(checksum(buffer, conversationId));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(buffer.array());
    }

    static HistoryCursor decode(String text, String conversationId) {
        ByteBuffer buffer;
        try {
            buffer = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw bad();
        }
        if (buffer.capacity() != BYTES
                || buffer.get(0) != VERSION
                || buffer.getInt(BYTES - Integer.BYTES) != checksum(buffer, conversationId)) {
            throw bad();
        }
        return new HistoryCursor(buffer.get(1) != 0, buffer.getLong(2));
    }

    private static int checksum(ByteBuffer buffer, String conversationId) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.array(), 0, BYTES - Integer.BYTES);
        crc.update(conversationId.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }

    private static ReadRefused bad() {
        return new ReadRefused(ErrorCode.BAD_CURSOR, "cursor: not one of this conversation");
    }
}
