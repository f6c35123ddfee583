package dev.parley.chaos.load;

import dev.parley.bench.wire.RestApi;
import dev.parley.chaos.check.CommandId;
import dev.parley.chaos.check.Device;
import dev.parley.chaos.check.Entry;
import dev.parley.chaos.check.FaultWindow;
import dev.parley.chaos.check.Recording;
import dev.parley.chaos.check.Told;
import dev.parley.client.ClientRuntime;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/// All devices of a run, connected over all gateways, with their conversations.
public final class Fleet implements AutoCloseable {

    private static final Duration CONNECT_WITHIN = Duration.ofMinutes(3);
    private static final Duration TOKEN_LIFE = Duration.ofHours(4);

    private final RestApi rest;
    private final Recorder recorder = new Recorder();
    private final ClientRuntime runtime = ClientRuntime.create();
    private final Map<String, String> tokens = new HashMap<>();
    private final List<Talker> talkers = new ArrayList<>();
    private final Map<String, List<String>> membersOf = new HashMap<>();
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

    List<Talker> talkers() {
        return talkers;
    }

    List<String> directOf(Device device) {
        return directOf.getOrDefault(device.userId(), List.of());
    }

    List<String> groupsOf(Device device) {
        return groupsOf.getOrDefault(device.userId(), List.of());
    }

    /// A conversation this device's user has no part in.
    String foreignTo(Device device, SplittableRandom random) {
        while (true) {
            String conversation = conversations.get(random.nextInt(conversations.size()));
            List<String> members = membersOf.getOrDefault(conversation, List.of());
            if (!members.contains(device.userId())) {
                return conversation;
            }
        }
    }

    /// What does not yet hold everything anybody was told of, or waits for an answer; empty: all is settled.
    public List<String> unsettled() {
        Map<String, Long> heads = heads();
        List<String> unsettled = new ArrayList<>();
        for (Talker talker : talkers) {
            if (!talker.isSettled()) {
                unsettled.add(talker + " is not settled");
                continue;
            }
            for (String conversation : conversationsOf(talker.device())) {
                long head = heads.getOrDefault(conversation, 0L);
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
        Map<String, Set<Device>> devices = new HashMap<>();
        membersOf.forEach((conversation, members) -> {
            history.put(conversation, reader.read(tokenOf(members.getFirst()), conversation));
            Set<Device> there = new HashSet<>();
            talkers.stream()
                    .map(Talker::device)
                    .filter(device -> members.contains(device.userId()))
                    .forEach(there::add);
            devices.put(conversation, there);
        });
        return new Recording(recorder.told(), history, devices, faults);
    }

    /// Conversation → highest seq anybody was told of.
    public Map<String, Long> heads() {
        Map<String, Long> heads = new HashMap<>();
        for (Told told : recorder.told()) {
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

    private String tokenOf(String user) {
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
        Map<String, CompletableFuture<String>> issuing = new HashMap<>();
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
            membersOf.put(id, planned.members());
            Map<String, List<String>> index = planned.group() ? groupsOf : directOf;
            planned.members()
                    .forEach(member -> index.computeIfAbsent(member, user -> new ArrayList<>())
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
