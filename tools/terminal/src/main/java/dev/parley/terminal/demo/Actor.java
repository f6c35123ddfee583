package dev.parley.terminal.demo;

import dev.parley.client.ClientListener;
import dev.parley.client.ClientRuntime;
import dev.parley.client.ClientState;
import dev.parley.client.ParleyClient;
import dev.parley.client.ParleyClientBuilder;
import dev.parley.client.StateChange;
import dev.parley.client.TokenProvider;
import dev.parley.client.model.OutgoingCommand;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// One device of one person: a client, and everything it was told.
final class Actor implements ClientListener, AutoCloseable {

    private final String name;
    private final Timing timing;
    private final ParleyClient client;
    private final Map<String, List<Held>> held = new HashMap<>();
    private final AtomicInteger reconnects = new AtomicInteger();

    /// `urls` in the order in which this device tries them.
    Actor(ClientRuntime runtime, List<String> urls, String userId, String device, TokenProvider tokens, Timing timing) {
        this.name = userId + "/" + device;
        this.timing = timing;
        ParleyClientBuilder builder = ParleyClient.builder()
                .tokenProvider(tokens)
                .deviceId(device)
                .platform("demo")
                .listener(this)
                .runtime(runtime);
        urls.forEach(builder::url);
        this.client = builder.build();
    }

    /// `user/device`, as the events name their sender.
    String name() {
        return name;
    }

    ParleyClient client() {
        return client;
    }

    int reconnects() {
        return reconnects.get();
    }

    CompletableFuture<Ack> say(OutgoingCommand command) {
        timing.said(command.clientId());
        return client.submit(command);
    }

    synchronized List<Held> held(String conversationId) {
        return List.copyOf(held.getOrDefault(conversationId, List.of()));
    }

    synchronized int count(String conversationId) {
        return held.getOrDefault(conversationId, List.of()).size();
    }

    @Override
    public void onEvent(Event event) {
        boolean own = name.equals(
                event.getSender().getUserId() + "/" + event.getSender().getDeviceId());
        if (!own) {
            timing.heard(event.getClientId());
        }
        Held item = Held.of(event);
        synchronized (this) {
            held.computeIfAbsent(event.getConversationId(), absent -> new ArrayList<>())
                    .add(item);
        }
    }

    @Override
    public void onState(StateChange change) {
        if (change.state() == ClientState.BACKING_OFF) {
            reconnects.incrementAndGet();
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
