package dev.parley.terminal.demo;

import dev.parley.proto.v1.Event;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What is compared of one event: its place, its name, who said it from where, and a hash of what was said.
record Held(long seq, long messageId, String kind, String speaker, String clientId, String textHash) {

    static Held of(Event event) {
        return new Held(
                event.getSeq(),
                event.getMessageId(),
                event.getKindCase().name(),
                event.getSender().getUserId() + "/" + event.getSender().getDeviceId(),
                event.getClientId(),
                hash(event.getMessage().getContent().getText().getBody()));
    }

    static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
