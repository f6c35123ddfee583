package dev.parley.client;

import dev.parley.contract.Identifiers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Collects the settings of a {@link ParleyClient}. Needed: one `url` at least, `tokenProvider`, `deviceId`.
public final class ParleyClientBuilder {

    private final List<String> urls = new ArrayList<>();
    private @Nullable TokenProvider tokenProvider;
    private @Nullable String deviceId;
    private String platform = "java";
    private ClientListener listener = new ClientListener() {};
    private PositionStore positionStore = PositionStore.none();
    private boolean autoReceived = true;
    private int outboxCapacity = 10_000;
    private Backoff backoff = Backoff.DEFAULT;
    private boolean json;
    private @Nullable ClientRuntime runtime;

    ParleyClientBuilder() {}

    /// `ws://host:port/v1/connect` or `wss://…`. Several calls add several; the client goes on to the next
    /// whenever a connection ends.
    public ParleyClientBuilder url(String url) {
        urls.add(url);
        return this;
    }

    public ParleyClientBuilder tokenProvider(TokenProvider value) {
        tokenProvider = value;
        return this;
    }

    /// 1–64 of `[A-Za-z0-9._-]`, unique per user and stable over starts.
    public ParleyClientBuilder deviceId(String value) {
        deviceId = value;
        return this;
    }

    public ParleyClientBuilder platform(String value) {
        platform = value;
        return this;
    }

    public ParleyClientBuilder listener(ClientListener value) {
        listener = value;
        return this;
    }

    public ParleyClientBuilder positionStore(PositionStore value) {
        positionStore = value;
        return this;
    }

    /// Whether `received` marks are sent by the client itself (default true).
    public ParleyClientBuilder autoReceived(boolean value) {
        autoReceived = value;
        return this;
    }

    /// Commands that may wait for an answer (default 10,000).
    public ParleyClientBuilder outboxCapacity(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("outboxCapacity: " + value + " (expected: >= 1)");
        }
        outboxCapacity = value;
        return this;
    }

    /// Waits between attempts (default 500 ms doubling to 30 s, full jitter).
    public ParleyClientBuilder backoff(Backoff value) {
        backoff = value;
        return this;
    }

    /// Frames as JSON (`parley.v1.json`) instead of protobuf, to read them on the wire (default false).
    public ParleyClientBuilder json(boolean value) {
        json = value;
        return this;
    }

    /// Threads and HTTP client (default {@link ClientRuntime#shared}).
    public ParleyClientBuilder runtime(ClientRuntime value) {
        runtime = value;
        return this;
    }

    public ParleyClient build() {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("url: none (expected: at least one)");
        }
        String device = Objects.requireNonNull(deviceId, "deviceId");
        if (!Identifiers.isDeviceId(device)) {
            throw new IllegalArgumentException("deviceId: " + device + " (expected: 1-64 of [A-Za-z0-9._-])");
        }
        return new ParleyClient(
                new ClientSettings(List.copyOf(urls), device, platform, autoReceived, outboxCapacity, backoff, json),
                Objects.requireNonNull(tokenProvider, "tokenProvider"),
                listener,
                positionStore,
                runtime == null ? ClientRuntime.shared() : runtime);
    }
}
