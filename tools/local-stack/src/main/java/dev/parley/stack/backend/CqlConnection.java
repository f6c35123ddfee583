package dev.parley.stack.backend;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// One CQL statement at a time over the native protocol (version 4), results not read: enough to ask a node whether it
/// serves and to make or drop a keyspace, without the driver's start-up.
/// Layout: https://github.com/apache/cassandra/blob/trunk/doc/native_protocol_v4.spec (2026-11-24).
public final class CqlConnection implements Closeable {

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(20);
    private static final byte REQUEST_V4 = 0x04;
    private static final int ERROR = 0x00;
    private static final int STARTUP = 0x01;
    private static final int QUERY = 0x07;
    private static final short CONSISTENCY_ONE = 0x0001;
    private static final int LARGEST_ANSWER_BYTES = 16 << 20;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private CqlConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        this.out = new DataOutputStream(socket.getOutputStream());
    }

    /// A connection for statements that may take long, as those that change the schema do.
    public static CqlConnection open(int port) throws IOException {
        return open(port, STATEMENT_TIMEOUT);
    }

    /// @param answerTimeout how long each answer may take
    static CqlConnection open(int port, Duration answerTimeout) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MILLIS);
            socket.setSoTimeout((int) answerTimeout.toMillis());
            CqlConnection connection = new CqlConnection(socket);
            connection.startUp();
            return connection;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /// @throws IOException with the server's words if it refuses the statement
    public void execute(String cql) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        byte[] text = cql.getBytes(StandardCharsets.UTF_8);
        body.writeInt(text.length);
        body.write(text);
        body.writeShort(CONSISTENCY_ONE);
        body.writeByte(0); // no flags
        request(QUERY, bytes.toByteArray());
    }

    private void startUp() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream body = new DataOutputStream(bytes);
        body.writeShort(1); // one option
        writeString(body, "CQL_VERSION");
        writeString(body, "3.0.0");
        request(STARTUP, bytes.toByteArray());
    }

    private static void writeString(DataOutputStream body, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        body.writeShort(bytes.length);
        body.write(bytes);
    }

    private void request(int opcode, byte[] body) throws IOException {
        out.writeByte(REQUEST_V4);
        out.writeByte(0); // no flags
        out.writeShort(0); // stream
        out.writeByte(opcode);
        out.writeInt(body.length);
        out.write(body);
        out.flush();

        in.readNBytes(4); // version, flags, stream
        int answer = in.readUnsignedByte();
        int length = in.readInt();
        if (length < 0 || length > LARGEST_ANSWER_BYTES) {
            throw new IOException("not a CQL answer: " + length + " bytes");
        }
        byte[] content = in.readNBytes(length);
        if (answer == ERROR) {
            // int code, then a string whose length takes 2 bytes
            throw new IOException("Cassandra: " + new String(content, 6, content.length - 6, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
