package dev.parley.chaos.load;

import dev.parley.chaos.check.CommandId;
import dev.parley.chaos.check.Device;
import dev.parley.chaos.check.Entry;
import dev.parley.chaos.check.Told;
import dev.parley.client.ClientListener;
import dev.parley.client.ClientRuntime;
import dev.parley.client.ClientState;
import dev.parley.client.ParleyClient;
import dev.parley.client.ParleyClientBuilder;
import dev.parley.client.RefusedException;
import dev.parley.client.StateChange;
import dev.parley.client.model.OutgoingCommand;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// One device: the public client, and the record of all it says and is told. It does nothing an application could not
/// do.
final class Talker implements AutoCloseable {

    private final Device device;
    private final Recorder recorder;
    private final ParleyClient client;
    private boolean online;

    Talker(Device device, String token, List<String> urls, boolean marks, ClientRuntime runtime, Recorder recorder) {
        this.device = device;
        this.recorder = recorder;
        ParleyClientBuilder builder = ParleyClient.builder();
        urls.forEach(builder::url);
        this.client = builder.tokenProvider(() -> token)
                .deviceId(device.deviceId())
                .platform("chaos")
                .autoReceived(marks)
                .runtime(runtime)
                .listener(new Listener())
                .build();
    }

    Device device() {
        return device;
    }

    CompletableFuture<Void> connect() {
        return client.connect();
    }

    /// Recorded before it is handed over: what was sent at a time was sent then at the latest.
    void say(String conversationId, String clientId, String body) {
        CommandId command = new CommandId(device, conversationId, clientId);
        recorder.write(nanos -> new Told.Sent(command, body, nanos));
        CompletableFuture<Ack> answer =
                client.submit(new OutgoingCommand(clientId, conversationId, new OutgoingCommand.Post(body, 0)));
        var recorded = answer.whenComplete((ack, failure) -> answered(command, ack, failure));
        assert recorded != null;
    }

    /// Nothing waits for an answer, and nothing is lacking that the client knows of.
    boolean isSettled() {
        return client.isSettled();
    }

    long position(String conversationId) {
        return client.positions().getOrDefault(conversationId, 0L);
    }

    @Override
    public String toString() {
        return device + " state=" + client.state() + " stats=" + client.stats();
    }

    @Override
    public void close() {
        client.close();
    }

    private void answered(CommandId command, @Nullable Ack ack, @Nullable Throwable failure) {
        if (ack != null) {
            recorder.write(nanos -> new Told.Acked(command, ack.getSeq(), ack.getMessageId(), nanos));
            return;
        }
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RefusedException refused) {
            recorder.write(nanos -> new Told.Refused(command, refused.word(), nanos));
        }
        // A closed client is no answer: the command stays unanswered in the record.
    }

    private final class Listener implements ClientListener {

        @Override
        public void onEvent(Event event) {
            Entry entry = HistoryReader.entry(event);
            recorder.write(nanos -> new Told.Applied(device, entry, nanos));
        }

        @Override
        public void onGap(String conversationId, long from, long to) {
            recorder.write(nanos -> new Told.Skipped(device, conversationId, from, to, nanos));
        }

        @Override
        public void onState(StateChange change) {
            boolean now = change.state() == ClientState.CONNECTED || change.state() == ClientState.DRAINING;
            if (now && !online) {
                recorder.write(nanos -> new Told.Online(device, nanos));
            } else if (!now && online) {
                recorder.write(nanos -> new Told.Offline(device, nanos));
            }
            online = now;
        }
    }
}
