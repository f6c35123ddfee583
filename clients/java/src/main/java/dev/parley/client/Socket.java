package dev.parley.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Frame;
import java.util.concurrent.Callable;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/// One WebSocket, from the token to its end. Tells its owner of each step with itself as the name, so that a late call
/// of an old socket is recognised. Reading stops while the owner's `admit` blocks: that is the back-pressure to the
/// server.
final class Socket extends WebSocketListener {

    /// Not a close code: the socket ended without one.
    static final int NO_CODE = 0;

    /// Not a close code: the server answered the upgrade with 401.
    static final int HTTP_UNAUTHORIZED = 401;

    private static final int NORMAL = 1000;

    interface Owner {
        void opened(Socket socket, String token);

        void admit() throws InterruptedException;

        void frame(Socket socket, Frame frame, int bytes);

        /// Called at least once; only the first counts.
        void ended(Socket socket, int code, long retryAfterMillis, String detail);
    }

    private interface Parse {
        Frame frame() throws InvalidProtocolBufferException;
    }

    private final Owner owner;
    private final boolean json;
    private volatile String token = "";
    private @Nullable WebSocket webSocket;
    private boolean dropped;

    Socket(Owner owner, boolean json) {
        this.owner = owner;
        this.json = json;
    }

    /// Blocks while the token is fetched; the rest happens on other threads.
    void open(OkHttpClient http, String url, Callable<String> tokens) {
        Request request;
        try {
            token = tokens.call();
            request = new Request.Builder()
                    .url(url)
                    .header(
                            "Sec-WebSocket-Protocol",
                            json ? ProtocolLimits.SUBPROTOCOL_JSON : ProtocolLimits.SUBPROTOCOL_PROTO)
                    .build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            owner.ended(this, NO_CODE, 0, "interrupted");
            return;
        } catch (Exception e) {
            // Whatever the application's provider throws: without a token there is no connection now, maybe later.
            owner.ended(this, NO_CODE, 0, "no token: " + e);
            return;
        }
        // Not under the monitor: a rejected start calls the owner back on this thread, and the owner has a lock.
        took(http.newWebSocket(request, this));
    }

    /// Queues a frame. A socket that does not take it any more is ended, which its owner hears on another thread.
    synchronized void send(Frame frame) {
        if (webSocket != null && !queue(webSocket, frame)) {
            webSocket.cancel();
        }
    }

    private boolean queue(WebSocket to, Frame frame) {
        if (!json) {
            return to.send(ByteString.of(frame.toByteArray()));
        }
        try {
            return to.send(
                    JsonFormat.printer().omittingInsignificantWhitespace().print(frame));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("a frame that has no JSON form", e);
        }
    }

    /// Sends what is queued, then closes.
    synchronized void close() {
        dropped = true;
        if (webSocket != null) {
            webSocket.close(NORMAL, null);
        }
    }

    /// Ends at once, for a peer that is not there any more.
    synchronized void drop() {
        dropped = true;
        if (webSocket != null) {
            webSocket.cancel();
        }
    }

    private synchronized void took(WebSocket started) {
        webSocket = started;
        if (dropped) {
            started.cancel();
        }
    }

    @Override
    public void onOpen(WebSocket opened, Response response) {
        // May come before `open` has its return value.
        took(opened);
        owner.opened(this, token);
    }

    @Override
    public void onMessage(WebSocket from, ByteString bytes) {
        // Binary on the text subprotocol: not a server of this protocol.
        if (json) {
            from.cancel();
            return;
        }
        take(from, () -> Frame.parseFrom(bytes.asByteBuffer()), bytes.size());
    }

    @Override
    public void onMessage(WebSocket from, String text) {
        // Text on the binary subprotocol: likewise.
        if (!json) {
            from.cancel();
            return;
        }
        take(
                from,
                () -> {
                    Frame.Builder frame = Frame.newBuilder();
                    JsonFormat.parser().ignoringUnknownFields().merge(text, frame);
                    return frame.build();
                },
                text.length());
    }

    private void take(WebSocket from, Parse parse, int bytes) {
        try {
            owner.admit();
            owner.frame(this, parse.frame(), bytes);
        } catch (InvalidProtocolBufferException e) {
            from.cancel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            from.cancel();
        }
    }

    @Override
    public void onClosing(WebSocket from, int code, String reason) {
        from.close(NORMAL, null);
        owner.ended(this, code, 0, reason);
    }

    @Override
    public void onClosed(WebSocket from, int code, String reason) {
        owner.ended(this, code, 0, reason);
    }

    @Override
    public void onFailure(WebSocket from, Throwable failure, @Nullable Response response) {
        if (response == null) {
            owner.ended(this, NO_CODE, 0, failure.toString());
            return;
        }
        int code = response.code() == HTTP_UNAUTHORIZED ? HTTP_UNAUTHORIZED : NO_CODE;
        owner.ended(this, code, retryAfterMillis(response), "HTTP " + response.code());
    }

    private static long retryAfterMillis(Response response) {
        String seconds = response.header("Retry-After");
        if (seconds == null || !seconds.matches("[0-9]{1,4}")) {
            return 0;
        }
        return Long.parseLong(seconds) * 1_000;
    }
}
