package dev.parley.e2e;

import dev.parley.client.ClientListener;
import dev.parley.client.ClientRuntime;
import dev.parley.client.ParleyClient;
import dev.parley.client.ParleyClientBuilder;
import dev.parley.client.StateChange;
import dev.parley.client.model.ReceiptBook;
import dev.parley.client.rest.ParleyRest;
import dev.parley.proto.v1.Counts;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Receipt;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A device that remembers what its application was shown, and how far it knows everybody to have got.
final class Phone implements AutoCloseable {

    private final Map<String, List<Event>> shown = new ConcurrentHashMap<>();
    private final Map<String, List<Counts>> counts = new ConcurrentHashMap<>();
    private final ReceiptBook receipts = new ReceiptBook();
    private final ParleyRest rest;
    private final List<Integer> closes = new CopyOnWriteArrayList<>();
    private final ParleyClient client;
    private final String name;

    Phone(Cluster cluster, String user, String device, String... gateways) {
        this.name = user + "/" + device;
        this.rest = new ParleyRest(ClientRuntime.shared(), cluster.edge(), () -> cluster.token(user), device);
        ParleyClientBuilder builder = ParleyClient.builder()
                .tokenProvider(() -> cluster.token(user))
                .deviceId(device)
                .listener(new ClientListener() {
                    @Override
                    public void onState(StateChange change) {
                        change.closeCode().ifPresent(closes::add);
                    }

                    @Override
                    public void onEvent(Event event) {
                        shown.computeIfAbsent(event.getConversationId(), id -> new CopyOnWriteArrayList<>())
                                .add(event);
                    }

                    @Override
                    public void onCounts(Counts told) {
                        counts.computeIfAbsent(told.getConversationId(), id -> new CopyOnWriteArrayList<>())
                                .add(told);
                    }

                    @Override
                    public void onReceipt(Receipt receipt) {
                        synchronized (receipts) {
                            receipts.add(receipt);
                        }
                    }
                });
        for (String gateway : gateways) {
            builder.url(cluster.socket(gateway));
        }
        this.client = builder.build();
    }

    ParleyClient client() {
        return client;
    }

    /// What an application does when a conversation comes on its screen: asks for what it may not have been
    /// told.
    void open(String conversationId) {
        List<Receipt> marks = rest.receipts(conversationId);
        synchronized (receipts) {
            marks.forEach(receipts::add);
        }
    }

    SortedMap<String, ReceiptBook.Marks> marks(String conversationId) {
        synchronized (receipts) {
            return receipts.of(conversationId);
        }
    }

    /// What it was told to be unread, in the order of telling.
    List<Counts> counts(String conversationId) {
        return List.copyOf(counts.getOrDefault(conversationId, List.of()));
    }

    long unread(String conversationId) {
        return rest.conversation(conversationId).unread();
    }

    /// Codes of all closes so far.
    List<Integer> closes() {
        return List.copyOf(closes);
    }

    List<Event> shown(String conversationId) {
        return List.copyOf(shown.getOrDefault(conversationId, List.of()));
    }

    /// `seq messageId text` of everything shown, in the order of showing.
    List<String> transcript(String conversationId) {
        return shown(conversationId).stream().map(Phone::line).toList();
    }

    static String line(Event event) {
        return event.getSeq() + " " + event.getMessageId() + " "
                + event.getMessage().getContent().getText().getBody();
    }

    @Override
    public void close() {
        client.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
