package dev.parley.history.query;

import dev.parley.contract.ErrorCode;
import dev.parley.history.reading.ReadRefused;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;

/// Where the next page of one conversation, or of one listing of it, begins. Opaque to clients; the checksum over this
/// scope finds cursors that were made up or belong elsewhere. It is no secret and grants nothing: what a user may see
/// is decided
/// at each read.
///
/// @param newestFirst whether the walk goes down from `seq` or up; `seq` itself was served already
record HistoryCursor(boolean newestFirst, long seq) {

    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 1 + Long.BYTES + Integer.BYTES;

    String encode(String scope) {
        byte[] bytes = new byte[BYTES];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        buffer.put(VERSION).put((byte) (newestFirst ? 1 : 0)).putLong(seq);
        buffer.putInt(checksum(bytes, scope));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static HistoryCursor decode(String text, String scope) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw bad();
        }
        if (bytes.length != BYTES || bytes[0] != VERSION) {
            throw bad();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (buffer.getInt(BYTES - Integer.BYTES) != checksum(bytes, scope)) {
            throw bad();
        }
        return new HistoryCursor(bytes[1] != 0, buffer.getLong(2));
    }

    /// Of everything before the checksum itself, and of the scope.
    private static int checksum(byte[] bytes, String scope) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, BYTES - Integer.BYTES);
        crc.update(scope.getBytes(StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }

    private static ReadRefused bad() {
        return new ReadRefused(ErrorCode.BAD_CURSOR, "cursor: not one of this list");
    }
}
