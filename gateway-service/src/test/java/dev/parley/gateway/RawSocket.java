package dev.parley.gateway;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.parley.proto.v1.Frame;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A WebSocket client that can do everything wrong: any header, any opcode, any bytes, and not reading.
final class RawSocket implements AutoCloseable {

    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int PING = 0x9;
    static final int PONG = 0xA;
    static final int CLOSE = 0x8;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// A message from the server.
    record Message(int opcode, byte[] payload) {}

    /// How the server answered the upgrade.
    record Answer(int status, String head, String body) {}

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final Answer answer;

    RawSocket(int port, String path, Map<String, String> headers) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(32 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(20_000);
        in = new DataInputStream(socket.getInputStream());
        out = new BufferedOutputStream(socket.getOutputStream(), 1 << 17);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Host", "127.0.0.1:" + port);
        all.put("Connection", "Upgrade");
        all.put("Upgrade", "websocket");
        all.put("Sec-WebSocket-Version", "13");
        all.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        all.put("Sec-WebSocket-Protocol", "parley.v1.json");
        all.putAll(headers);
        String method = all.getOrDefault(":method", "GET");
        all.remove(":method");
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        all.forEach((name, value) -> {
            if (!value.isEmpty()) {
                request.append(name).append(": ").append(value).append("\r\n");
            }
        });
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        answer = readAnswer();
    }

    Answer answer() {
        return answer;
    }

    RawSocket reading() {
        Thread.ofVirtual().start(this::read);
        return this;
    }

    RawSocket send(String json) throws IOException {
        return send(TEXT, json.getBytes(StandardCharsets.UTF_8));
    }

    RawSocket send(int opcode, byte[] payload) throws IOException {
        return write(0x80 | opcode, payload, true);
    }

    /// All at once: a rate is only exceeded by what comes faster than it.
    synchronized RawSocket send(List<String> jsons) throws IOException {
        for (String json : jsons) {
            put(0x80 | TEXT, json.getBytes(StandardCharsets.UTF_8), true);
        }
        out.flush();
        return this;
    }

    synchronized RawSocket write(int firstByte, byte[] payload, boolean masked) throws IOException {
        put(firstByte, payload, masked);
        out.flush();
        return this;
    }

    private void put(int firstByte, byte[] payload, boolean masked) throws IOException {
        byte[] frame = new byte[14 + payload.length];
        int at = 0;
        frame[at++] = (byte) firstByte;
        int mask = masked ? 0x80 : 0;
        if (payload.length < 126) {
            frame[at++] = (byte) (mask | payload.length);
        } else if (payload.length <= 0xffff) {
            frame[at++] = (byte) (mask | 126);
            frame[at++] = (byte) (payload.length >> 8);
            frame[at++] = (byte) payload.length;
        } else {
            frame[at++] = (byte) (mask | 127);
            at += 4;
            for (int shift = 24; shift >= 0; shift -= 8) {
                frame[at++] = (byte) (payload.length >> shift);
            }
        }
        if (masked) {
            // A mask of zeros: the payload stands as it is.
            at += 4;
        }
        System.arraycopy(payload, 0, frame, at, payload.length);
        out.write(frame, 0, at + payload.length);
    }

    /// The next message, or null after ten seconds.
    @Nullable
    Message next(Duration patience) throws InterruptedException {
        return messages.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    Frame frame() throws InterruptedException {
        return frame(PATIENCE);
    }

    Frame frame(Duration patience) throws InterruptedException {
        Message message = next(patience);
        if (message == null) {
            throw new AssertionError("no frame within " + patience);
        }
        if (message.opcode() == CLOSE) {
            throw new AssertionError("closed with " + code(message) + " instead of a frame");
        }
        return decode(message);
    }

    /// Skips frames until the server's goodbye.
    int closeCode() throws InterruptedException {
        return closeCode(PATIENCE);
    }

    int closeCode(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Message message = next(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            if (message == null) {
                throw new AssertionError("not closed within " + patience);
            }
            if (message.opcode() == CLOSE) {
                return code(message);
            }
        }
    }

    boolean isQuiet(Duration quiet) throws InterruptedException {
        return next(quiet) == null;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    static Frame decode(Message message) {
        try {
            if (message.opcode() == BINARY) {
                return Frame.parseFrom(message.payload());
            }
            Frame.Builder frame = Frame.newBuilder();
            JsonFormat.parser().merge(new String(message.payload(), StandardCharsets.UTF_8), frame);
            return frame.build();
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("the server sent no frame", e);
        }
    }

    private static int code(Message message) {
        byte[] payload = message.payload();
        return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    }

    private Answer readAnswer() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        int status = Integer.parseInt(head.substring(9, 12));
        int length = 0;
        for (String line : head.toString().split("\r\n")) {
            if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        return new Answer(status, head.toString(), new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private void read() {
        try {
            while (true) {
                int opcode = in.readUnsignedByte() & 0x0f;
                long length = in.readUnsignedByte();
                if (length == 126) {
                    length = in.readUnsignedShort();
                } else if (length == 127) {
                    length = in.readLong();
                }
                Message message = new Message(opcode, in.readNBytes(Math.toIntExact(length)));
                if (opcode == PING) {
                    // As every WebSocket does by itself.
                    send(PONG, message.payload());
                    continue;
                }
                messages.add(message);
                if (opcode == CLOSE) {
                    send(CLOSE, Arrays.copyOf(message.payload(), 2));
                }
            }
        } catch (IOException e) {
            // The end of the connection; a goodbye, if there was one, is in the queue.
            messages.add(new Message(CLOSE, new byte[] {(byte) (1006 >> 8), (byte) (1006 & 0xff)}));
        }
    }
}
