package dev.parley.stack.backend;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A Metadata request (version 7) over a plain socket: the broker serves once it names itself as a living broker,
/// which an open port alone does not say. Without the client library, because a status line should not cost its
/// start. Layout: https://kafka.apache.org/protocol (2026-11-24).
final class KafkaProbe {

    private static final int TIMEOUT_MILLIS = 2_000;
    private static final short API_METADATA = 3;
    private static final short VERSION = 7;
    private static final int LARGEST_ANSWER_BYTES = 1 << 20;

    private KafkaProbe() {}

    static boolean hasBroker(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(request());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            if (length < 12 || length > LARGEST_ANSWER_BYTES) {
                return false;
            }
            in.readInt(); // correlation id
            in.readInt(); // throttle time
            int brokers = in.readInt();
            return brokers > 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] request() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(2 + 2 + 4 + 2 + 4 + 1); // everything after this field
        out.writeShort(API_METADATA);
        out.writeShort(VERSION);
        out.writeInt(1); // correlation id
        out.writeShort(-1); // no client id
        out.writeInt(0); // no topics
        out.writeBoolean(false); // create none
        return bytes.toByteArray();
    }
}
