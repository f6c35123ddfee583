package dev.parley.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.ClientListener;
import dev.parley.client.ClientRuntime;
import dev.parley.client.ClientState;
import dev.parley.client.ParleyClient;
import dev.parley.client.PositionStore;
import dev.parley.client.RefusedException;
import dev.parley.client.model.ReceiptBook;
import dev.parley.client.rest.HistoryPage;
import dev.parley.client.rest.ParleyRest;
import dev.parley.client.state.ConversationState;
import dev.parley.client.state.Conversations;
import dev.parley.contract.CloseCode;
import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Counts;
import dev.parley.proto.v1.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// People talk through the real pipeline: eight processes, two gateways, real Redis, Kafka and Cassandra.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ConversationIT {

    private static final Duration HEALED_WITHIN = Duration.ofSeconds(90);

    private final Cluster cluster = Cluster.shared();
    private final ClientRuntime runtime = ClientRuntime.shared();

    @Test
    void twoPeopleOnTwoGateways_seeOneOrder_andHistoryTheSame() throws Exception {
        ParleyRest rest = rest("alice");
        String conversation = rest.createDirect("bob").conversationId();
        try (Phone alice = phone("alice", "phone", "gateway-1");
                Phone tablet = phone("alice", "tablet", "gateway-2");
                Phone bob = phone("bob", "phone", "gateway-2")) {
            List<CompletableFuture<Ack>> acks = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Phone speaker = i % 2 == 0 ? alice : bob;
                acks.add(speaker.client().send(conversation, "line " + i + " \uD83D\uDE80 שלום"));
            }
            CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);

            assertOneOrder(conversation, 101, rest, alice, tablet, bob);
            assertThat(acks.stream().map(CompletableFuture::join).map(Ack::getSeq))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void editsDeletionsAndReactions_stand_inTheOneOrder_andInHistory() throws Exception {
        ParleyRest rest = rest("heidi");
        String conversation = rest.createDirect("ivan").conversationId();
        try (Phone heidi = phone("heidi", "phone", "gateway-1");
                Phone ivan = phone("ivan", "phone", "gateway-2")) {
            long first = seqOf(heidi.client().send(conversation, "lunch at 12"));
            long second = seqOf(heidi.client().send(conversation, "do not read this"));
            // Without waiting: each must find its target and keep its place.
            CompletableFuture<Ack> edit = heidi.client().edit(conversation, first, "lunch at 13");
            CompletableFuture<Ack> deletion = heidi.client().delete(conversation, second);
            CompletableFuture<Ack> next = heidi.client().send(conversation, "see you");
            assertThat(List.of(seqOf(edit), seqOf(deletion), seqOf(next))).containsExactly(4L, 5L, 6L);
            assertThat(seqOf(ivan.client().react(conversation, first, "👍", false)))
                    .isEqualTo(7);

            assertRefused(ivan.client().edit(conversation, first, "lunch never"), ErrorCode.FORBIDDEN);
            assertRefused(ivan.client().delete(conversation, first), ErrorCode.FORBIDDEN);
            assertRefused(ivan.client().react(conversation, 1, "👍", false), ErrorCode.TARGET_NOT_FOUND);
            assertRefused(heidi.client().delete(conversation, 999), ErrorCode.TARGET_NOT_FOUND);

            for (Phone phone : List.of(heidi, ivan)) {
                Awaitility.await()
                        .atMost(HEALED_WITHIN)
                        .untilAsserted(
                                () -> assertThat(phone.shown(conversation)).hasSize(7));
            }
            Awaitility.await().atMost(HEALED_WITHIN).untilAsserted(() -> {
                List<Event> items = rest.after(conversation, 0, 200).items();
                assertThat(items).hasSize(7);
                assertThat(textOf(items.get(1))).isEqualTo("lunch at 13");
                assertThat(items.get(1).getEditedSeq()).isEqualTo(4);
                assertThat(textOf(items.get(2))).isEmpty();
                assertThat(items.get(2).getDeletedSeq()).isEqualTo(5);
                assertThat(items.get(6).getReacted().getTargetSeq()).isEqualTo(first);
            });
        }
    }

    private static long seqOf(CompletableFuture<Ack> ack) throws Exception {
        return ack.get(30, TimeUnit.SECONDS).getSeq();
    }

    private static String textOf(Event event) {
        return event.getMessage().getContent().getText().getBody();
    }

    private static void assertRefused(CompletableFuture<Ack> ack, ErrorCode code) {
        assertThat(ack)
                .failsWithin(Duration.ofSeconds(30))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(RefusedException.class)
                .withMessageContaining(code.name());
    }

    @Test
    void creatingADirectConversation_isIdempotentFromBothSides() {
        String fromCarol = rest("carol").createDirect("dave").conversationId();

        assertThat(rest("dave").createDirect("carol").conversationId()).isEqualTo(fromCarol);
    }

    @Test
    void allDevicesEndEqual_whenOneOfEachUserWasAwayAllTheTime() throws Exception {
        List<String> users = List.of("judy", "kim", "leo");
        String group =
                rest("judy").createGroup("Three each", List.of("kim", "leo")).conversationId();
        List<Phone> devices = new ArrayList<>();
        try {
            for (String user : users) {
                devices.add(phone(user, "phone", "gateway-1"));
                devices.add(phone(user, "tablet", "gateway-2"));
            }
            for (int i = 0; i < 60; i++) {
                // The last five are Judy's.
                int user = i < 55 ? i % users.size() : 0;
                long seq = seqOf(devices.get(2 * user + i % 2).client().send(group, "line " + i));
                // The devices of a user do not agree on how far they have read.
                for (int device = 0; device < devices.size() && i < 55; device++) {
                    devices.get(device).client().read(group, seq - device % 2);
                }
            }
            devices.get(2).client().read(group, 61);
            devices.get(4).client().read(group, 40);
            devices.get(5).client().read(group, 58);
            for (String user : users) {
                devices.add(phone(user, "laptop", "gateway-1"));
                devices.getLast().open(group);
            }

            SortedMap<String, ReceiptBook.Marks> expected = new TreeMap<>(Map.of(
                    "judy", new ReceiptBook.Marks(61, 61),
                    "kim", new ReceiptBook.Marks(61, 61),
                    "leo", new ReceiptBook.Marks(61, 58)));
            for (Phone device : devices) {
                Awaitility.await(device + " knows all")
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> {
                            assertThat(device.shown(group)).hasSize(61);
                            assertThat(device.marks(group)).isEqualTo(expected);
                        });
                assertThat(device.transcript(group))
                        .isEqualTo(devices.getFirst().transcript(group));
                assertThat(device.unread(group)).isEqualTo(device.toString().startsWith("leo") ? 3 : 0);
            }
        } finally {
            devices.forEach(Phone::close);
        }
    }

    @Test
    void nothingIsLostOrDoubled_whenAGatewayAChatAndARouterAreKilledUnderLoad() throws Exception {
        ParleyRest rest = rest("erin");
        String group = rest.createGroup("Survivors", List.of("frank", "grace")).conversationId();
        try (Phone erin = phone("erin", "phone", "gateway-1", "gateway-2");
                Phone frank = phone("frank", "phone", "gateway-2", "gateway-1");
                Phone grace = phone("grace", "phone", "gateway-1", "gateway-2")) {
            List<Phone> phones = List.of(erin, frank, grace);
            List<CompletableFuture<Ack>> acks = new ArrayList<>();
            for (String victim : List.of("gateway-2", "chat-1", "router-1")) {
                for (int i = 0; i < 60; i++) {
                    if (i == 20) {
                        cluster.kill(victim);
                    }
                    Phone speaker = phones.get(i % phones.size());
                    acks.add(speaker.client().send(group, victim + " " + i));
                }
                CompletableFuture.allOf(acks.toArray(CompletableFuture[]::new))
                        .get(HEALED_WITHIN.toSeconds(), TimeUnit.SECONDS);
                cluster.restart(victim);
                cluster.awaitReady(victim);
            }

            assertOneOrder(group, 181, rest, erin, frank, grace);
            List<String> texts = erin.shown(group).stream()
                    .filter(Event::hasMessage)
                    .map(event -> event.getMessage().getContent().getText().getBody())
                    .toList();
            assertThat(texts).hasSize(180).doesNotHaveDuplicates();
            for (Phone phone : phones) {
                assertSentInOrder(phone, phones.indexOf(phone), erin.shown(group));
            }
        }
    }

    @Test
    void newDevice_fromASnapshot_holdsWhatADeviceHoldsThatReplayedEverything() throws Exception {
        ParleyRest rest = rest("judy");
        List<String> ids = List.of(
                rest.createDirect("kim").conversationId(),
                rest.createGroup("Two", List.of("kim", "lee")).conversationId());
        Conversations followed = new Conversations(List.of());
        try (ParleyClient old = device("judy", "old", PositionStore.none(), followed);
                Phone kim = phone("kim", "phone", "gateway-2")) {
            for (int i = 0; i < 40; i++) {
                kim.client().send(ids.get(i % 2), "before " + i).get(30, TimeUnit.SECONDS);
            }
            Awaitility.await()
                    .atMost(HEALED_WITHIN)
                    .until(() -> states(Conversations.snapshot(rest)).values().stream()
                                    .filter(state -> state.lastSeq() == 21)
                                    .count()
                            == 2);
            // Told while the new device is on its way: in the snapshot, in the replay or live, wherever the cut falls.
            List<CompletableFuture<Ack>> during = IntStream.range(0, 40)
                    .mapToObj(i -> kim.client().send(ids.get(i % 2), "during " + i))
                    .toList();
            Conversations started = Conversations.snapshot(rest);
            try (ParleyClient fresh = device("judy", "fresh", PositionStore.startingAt(started.positions()), started)) {
                String later = rest.createGroup("Later", List.of("lee")).conversationId();
                CompletableFuture.allOf(during.toArray(CompletableFuture[]::new))
                        .get(30, TimeUnit.SECONDS);

                Awaitility.await().atMost(HEALED_WITHIN).untilAsserted(() -> {
                    assertThat(states(followed)).containsOnlyKeys(ids.get(0), ids.get(1), later);
                    assertThat(states(followed).get(ids.get(0)).lastSeq()).isEqualTo(41);
                    assertThat(states(started)).isEqualTo(states(followed));
                });
                assertThat(states(started).values()).allMatch(ConversationState::isWhole);
                assertThat(states(started).get(ids.get(1)).members()).containsOnlyKeys("judy", "kim", "lee");
                assertThat(fresh.stats().bytesReceived())
                        .as("the past was not replayed")
                        .isLessThan(old.stats().bytesReceived());
            }
        }
    }

    private static Map<String, ConversationState> states(Conversations conversations) {
        return conversations.all().stream()
                .collect(Collectors.toMap(ConversationState::conversationId, state -> state));
    }

    private ParleyClient device(String user, String device, PositionStore positions, ClientListener listener)
            throws Exception {
        ParleyClient client = ParleyClient.builder()
                .url(cluster.socket("gateway-1"))
                .tokenProvider(() -> cluster.token(user))
                .deviceId(device)
                .positionStore(positions)
                .listener(listener)
                .build();
        client.connect().get(30, TimeUnit.SECONDS);
        return client;
    }

    @Test
    void whatIsUnread_isToldAtWelcome_andWhereItIsRead_onAllDevicesOfWhoRead() throws Exception {
        String conversation = rest("victor").createDirect("walter").conversationId();
        try (Phone victor = phone("victor", "phone", "gateway-1");
                Phone phone = phone("walter", "phone", "gateway-1");
                Phone tablet = phone("walter", "tablet", "gateway-2")) {
            for (int i = 0; i < 4; i++) {
                victor.client().send(conversation, "line " + i).get(30, TimeUnit.SECONDS);
            }
            Awaitility.await()
                    .atMost(HEALED_WITHIN)
                    .until(() -> phone.shown(conversation).size() == 5 && phone.unread(conversation) == 4);
            assertThat(countsOfMessages(tablet, conversation))
                    .as("a message tells nobody counts")
                    .isEmpty();

            phone.client().read(conversation, 3);

            Counts left = Counts.newBuilder()
                    .setConversationId(conversation)
                    .setUnread(2)
                    .setOrdinal(4)
                    .build();
            Awaitility.await().atMost(HEALED_WITHIN).untilAsserted(() -> {
                assertThat(countsOfMessages(tablet, conversation)).containsExactly(left);
                assertThat(countsOfMessages(phone, conversation)).containsExactly(left);
            });
            assertThat(countsOfMessages(victor, conversation)).isEmpty();
            try (Phone fresh = phone("walter", "watch", "gateway-2")) {
                Awaitility.await()
                        .atMost(HEALED_WITHIN)
                        .untilAsserted(
                                () -> assertThat(fresh.counts(conversation)).containsExactly(left));
            }
        }
    }

    /// Without those of the conversation as it was created, which a first welcome may tell.
    private static List<Counts> countsOfMessages(Phone phone, String conversation) {
        return phone.counts(conversation).stream()
                .filter(counts -> counts.getOrdinal() > 0)
                .toList();
    }

    @Test
    void tenDevicesAtMost_andARevokedOneIsClosed_onWhicheverGatewayItIs() throws Exception {
        ParleyRest rest = rest("oscar");
        String conversation = rest.createDirect("mallory").conversationId();
        List<Phone> phones = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                phones.add(phone("oscar", "d" + i, i % 2 == 0 ? "gateway-1" : "gateway-2"));
                int count = i + 1;
                Awaitility.await()
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> rest.devices().size() == count);
            }
            phones.getFirst()
                    .client()
                    .send(conversation, "to myself, everywhere")
                    .get(10, TimeUnit.SECONDS);
            for (Phone phone : phones) {
                Awaitility.await(phone + " sees what another device sent")
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> phone.shown(conversation).size() == 2);
            }

            phones.add(phone("oscar", "d10", "gateway-2"));
            assertRevoked(phones.getFirst());
            Phone fifth = phones.get(5);
            rest.revokeDevice("d5");
            assertRevoked(fifth);
            rest.revokeDevice("d4");
            assertRevoked(phones.get(4));

            Awaitility.await()
                    .atMost(Duration.ofSeconds(2))
                    .until(() -> rest.devices().size() == 8);
            fifth.client().connect().get(10, TimeUnit.SECONDS);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> rest.devices().size() == 9);
            assertThat(phones.get(1).closes()).isEmpty();
        } finally {
            phones.forEach(Phone::close);
        }
    }

    private static void assertRevoked(Phone phone) {
        Awaitility.await(phone + " is closed")
                .atMost(Duration.ofSeconds(5))
                .until(() -> phone.client().state() == ClientState.STOPPED_BY_SERVER);
        assertThat(phone.closes()).containsExactly(CloseCode.DEVICE_REVOKED.code());
    }

    private void assertOneOrder(String conversation, int events, ParleyRest rest, Phone... phones) {
        for (Phone phone : phones) {
            Awaitility.await(phone + " has everything")
                    .atMost(HEALED_WITHIN)
                    .untilAsserted(() -> assertThat(phone.shown(conversation)).hasSize(events));
            assertThat(phone.shown(conversation).stream().mapToLong(Event::getSeq))
                    .as("dense at " + phone)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, events).boxed().toList());
            assertThat(phone.transcript(conversation))
                    .as("as at " + phones[0])
                    .isEqualTo(phones[0].transcript(conversation));
        }
        assertThat(history(rest, conversation)).isEqualTo(phones[0].transcript(conversation));
    }

    private static void assertSentInOrder(Phone phone, int index, List<Event> shown) {
        String user = phone.toString().substring(0, phone.toString().indexOf('/'));
        List<String> accepted = shown.stream()
                .filter(event ->
                        event.hasMessage() && event.getSender().getUserId().equals(user))
                .map(event -> event.getMessage().getContent().getText().getBody())
                .toList();
        List<String> sent = List.of("gateway-2", "chat-1", "router-1").stream()
                .flatMap(victim ->
                        IntStream.range(0, 60).filter(i -> i % 3 == index).mapToObj(i -> victim + " " + i))
                .toList();
        assertThat(accepted).as("order of sending of " + phone).isEqualTo(sent);
    }

    private static List<String> history(ParleyRest rest, String conversation) {
        List<Event> events = new ArrayList<>();
        HistoryPage page = rest.after(conversation, 0, 200);
        events.addAll(page.items());
        while (page.hasMore()) {
            page = rest.next(conversation, page, 200);
            events.addAll(page.items());
        }
        return events.stream().map(Phone::line).toList();
    }

    private Phone phone(String user, String device, String... gateways) throws Exception {
        Phone phone = new Phone(cluster, user, device, gateways);
        phone.client().connect().get(30, TimeUnit.SECONDS);
        return phone;
    }

    private ParleyRest rest(String user) {
        return new ParleyRest(runtime, cluster.edge(), () -> cluster.token(user), "rest");
    }
}
