package dev.parley.chaos.load;

import dev.parley.bench.wire.RestApi;
import dev.parley.chaos.check.CommandId;
import dev.parley.chaos.check.Device;
import dev.parley.chaos.check.Entry;
import dev.parley.chaos.check.FaultWindow;
import dev.parley.chaos.check.Memberships;
import dev.parley.chaos.check.Recording;
import dev.parley.chaos.check.Told;
import dev.parley.client.ClientRuntime;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// All devices of a run, connected over all gateways, with their conversations.
public final class Fleet implements AutoCloseable {

    private static final Duration CONNECT_WITHIN = Duration.ofMinutes(3);
    private static final Duration TOKEN_LIFE = Duration.ofHours(4);

    private final RestApi rest;
    private final Recorder recorder = new Recorder();
    private final ClientRuntime runtime = ClientRuntime.create();
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final List<Talker> talkers = new ArrayList<>();
    private final Map<String, String> creatorOf = new HashMap<>();
    /// In the order of the plan.
    private final List<String> conversations = new ArrayList<>();
    private final Map<String, List<String>> directOf = new HashMap<>();
    private final Map<String, List<String>> groupsOf = new HashMap<>();

    private Fleet(RestApi rest) {
        this.rest = rest;
    }

    /// Issues tokens, creates the conversations, connects every device; device i prefers gateway i mod n.
    public static Fleet connect(Scenario scenario, List<URI> gateways, boolean marks, RestApi rest)
            throws InterruptedException, TimeoutException, java.util.concurrent.ExecutionException {
        Fleet fleet = new Fleet(rest);
        try {
            fleet.issueTokens(scenario);
            fleet.createConversations(scenario);
            List<CompletableFuture<Void>> connecting = new ArrayList<>();
            for (int i = 0; i < scenario.devices().size(); i++) {
                Device device = scenario.devices().get(i);
                Talker talker = new Talker(
                        device,
                        fleet.tokenOf(device.userId()),
                        rotated(gateways, i),
                        marks,
                        fleet.runtime,
                        fleet.recorder);
                fleet.talkers.add(talker);
                connecting.add(talker.connect());
            }
            try {
                CompletableFuture.allOf(connecting.toArray(CompletableFuture[]::new))
                        .get(CONNECT_WITHIN.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                fleet.talkers.stream().limit(10).forEach(talker -> System.err.println("    " + talker));
                throw e;
            }
            return fleet;
        } catch (InterruptedException
                | TimeoutException
                | java.util.concurrent.ExecutionException
                | RuntimeException e) {
            fleet.close();
            throw e;
        }
    }

    List<String> conversations() {
        return conversations;
    }

    List<Talker> talkers() {
        return talkers;
    }

    List<String> directOf(Device device) {
        return directOf.getOrDefault(device.userId(), List.of());
    }

    /// Groups where this device talks, as a member or not.
    List<String> groupsOf(Device device) {
        return groupsOf.getOrDefault(device.userId(), List.of());
    }

    Set<String> users() {
        return tokens.keySet();
    }

    Recorder recorder() {
        return recorder;
    }

    RestApi rest() {
        return rest;
    }

    /// A conversation this device's user has no part in.
    String foreignTo(Device device, SplittableRandom random) {
        while (true) {
            String conversation = conversations.get(random.nextInt(conversations.size()));
            boolean directPeer = directOf(device).contains(conversation);
            if (!directPeer && !groupsOf(device).contains(conversation)) {
                return conversation;
            }
        }
    }

    /// What does not yet hold everything anybody was told of, or waits for an answer; empty: all is settled.
    public List<String> unsettled() {
        List<Told> told = recorder.told();
        Map<String, Long> heads = heads(told);
        Memberships memberships = Memberships.of(applied(told));
        List<String> unsettled = new ArrayList<>();
        for (Talker talker : talkers) {
            if (!talker.isSettled()) {
                unsettled.add(talker + " is not settled");
                continue;
            }
            for (String conversation : conversationsOf(talker.device())) {
                long head =
                        memberships.last(talker.device().userId(), conversation, heads.getOrDefault(conversation, 0L));
                long position = talker.position(conversation);
                if (position < head) {
                    unsettled.add(talker + " holds " + position + " of " + head + " in " + conversation);
                    break;
                }
            }
        }
        return unsettled;
    }

    /// Sends up to `count` acked commands again, by REST and as the same device, and records the answers as acks:
    /// a repeat must give the old seq (P3). Those sent around the fault come first; it is they that may have been
    /// written twice. Only such as the dedup window still holds. Returns how many were answered.
    public int repeat(FaultWindow fault, int count) {
        int answered = 0;
        for (Told.Sent sent : Repeats.choose(recorder.told(), fault, count)) {
            CommandId command = sent.command();
            JsonNode answer = rest.sendMessage(
                            tokenOf(command.device().userId()),
                            command.device().deviceId(),
                            command.conversationId(),
                            command.clientId(),
                            sent.body())
                    .join();
            long seq = answer.path("seq").asLong(0);
            long messageId = answer.path("messageId").asLong(0);
            recorder.write(nanos -> new Told.Acked(command, seq, messageId, nanos));
            answered++;
        }
        return answered;
    }

    /// Reads all conversations from history and closes the record of this run so far.
    public Recording record(List<FaultWindow> faults) {
        HistoryReader reader = new HistoryReader(rest);
        Map<String, List<Entry>> history = new HashMap<>();
        creatorOf.forEach(
                (conversation, creator) -> history.put(conversation, reader.read(tokenOf(creator), conversation)));
        return new Recording(recorder.told(), history, devices(), faults);
    }

    /// Everybody reads its groups and one of others, in all the ways REST knows, into the record.
    public void readGroups() {
        HistoryReader reader = new HistoryReader(rest);
        SplittableRandom random = new SplittableRandom(conversations.size());
        for (String user : tokens.keySet()) {
            Device device = new Device(user, "rest");
            List<String> read = new ArrayList<>(groupsOf(device));
            read.add(foreignTo(device, random));
            read.forEach(conversation -> reader.readAll(device, tokenOf(user), conversation, recorder));
        }
    }

    Set<Device> devices() {
        Set<Device> devices = new HashSet<>();
        talkers.forEach(talker -> devices.add(talker.device()));
        return devices;
    }

    private static List<Entry> applied(List<Told> record) {
        return record.stream()
                .filter(Told.Applied.class::isInstance)
                .map(told -> ((Told.Applied) told).entry())
                .toList();
    }

    /// Conversation → highest seq anybody was told of.
    private static Map<String, Long> heads(List<Told> record) {
        Map<String, Long> heads = new HashMap<>();
        for (Told told : record) {
            switch (told) {
                case Told.Acked acked -> heads.merge(acked.command().conversationId(), acked.seq(), Math::max);
                case Told.Applied applied ->
                    heads.merge(
                            applied.entry().conversationId(), applied.entry().seq(), Math::max);
                default -> {
                    // No seq in it.
                }
            }
        }
        return heads;
    }

    @Override
    public void close() {
        talkers.forEach(Talker::close);
        runtime.close();
    }

    String tokenOf(String user) {
        String token = tokens.get(user);
        if (token == null) {
            throw new IllegalArgumentException("no token of " + user);
        }
        return token;
    }

    private List<String> conversationsOf(Device device) {
        List<String> all = new ArrayList<>(directOf(device));
        all.addAll(groupsOf(device));
        return all;
    }

    private void issueTokens(Scenario scenario) {
        Map<String, CompletableFuture<String>> issuing = new LinkedHashMap<>();
        scenario.devices()
                .forEach(device -> issuing.computeIfAbsent(device.userId(), user -> rest.token(user, TOKEN_LIFE)));
        issuing.forEach((user, token) -> tokens.put(user, token.join()));
    }

    private void createConversations(Scenario scenario) {
        int number = 0;
        for (Scenario.Planned planned : scenario.conversations()) {
            String creator = planned.members().getFirst();
            List<String> others = planned.members().subList(1, planned.members().size());
            String id = planned.group()
                    ? rest.createGroup(tokenOf(creator), "chaos " + number, others)
                            .join()
                    : rest.createDirect(tokenOf(creator), others.getFirst()).join();
            number++;
            conversations.add(id);
            creatorOf.put(id, creator);
            Map<String, List<String>> index = planned.group() ? groupsOf : directOf;
            Stream.concat(planned.members().stream(), planned.outsiders().stream())
                    .forEach(person -> index.computeIfAbsent(person, user -> new ArrayList<>())
                            .add(id));
        }
    }

    private static List<String> rotated(List<URI> gateways, int first) {
        List<String> urls = new ArrayList<>();
        for (int i = 0; i < gateways.size(); i++) {
            URI gateway = gateways.get((first + i) % gateways.size());
            urls.add(gateway.resolve("/v1/connect").toString());
        }
        return urls;
    }
}
