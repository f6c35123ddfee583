package dev.parley.client.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.v1.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Seeded random runs: whatever the network does, every device ends with the same dense sequence, every command is in
/// it once, and each device's commands stand in the order in which they were given.
final class FaultyNetworkTest {

    private static final int RUNS_PER_SEED = 40;
    private static final int STEPS = 250;
    private static final int MAX_STEPS_TO_HEAL = 3_000;
    private static final List<String> CONVERSATIONS = List.of("d_one", "g_two");

    static List<Long> seeds() {
        return List.of(1L, 2L, 3L, 5L, 8L, 13L, 21L, 34L, 55L, 89L);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyDevice_hearsEachSeqOnceAndInOrder_whateverTheNetworkDoes(long seed) {
        for (int run = 0; run < RUNS_PER_SEED; run++) {
            check(seed * 1_000 + run);
        }
    }

    private static void check(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FaultyNetwork network = new FaultyNetwork(seed);
        List<FaultyNetwork.Device> devices = List.of(
                network.device("alice", "alice-device"),
                network.device("bob", "bob-device"),
                network.device("carol", "carol-device"));
        Map<String, List<String>> given = new HashMap<>();
        int number = 0;
        for (int step = 0; step < STEPS; step++) {
            for (FaultyNetwork.Device device : devices) {
                for (int burst = random.nextInt(20) == 0 ? 45 : random.nextInt(2);
                        burst > 0 && step % 8 == 0;
                        burst--) {
                    String conversation = CONVERSATIONS.get(random.nextInt(CONVERSATIONS.size()));
                    String clientId = device.userId + "-" + number++;
                    given.computeIfAbsent(device.userId + " " + conversation, absent -> new ArrayList<>())
                            .add(clientId);
                    device.model.submit(
                            new OutgoingCommand(clientId, conversation, new OutgoingCommand.Post(clientId, 0)),
                            network.now());
                }
            }
            network.step();
        }
        network.heal();
        for (int step = 0; step < MAX_STEPS_TO_HEAL && !network.isQuiet(); step++) {
            network.step();
        }
        assertThat(network.isQuiet()).as("seed %d heals", seed).isTrue();
        for (String conversation : CONVERSATIONS) {
            List<Event> log = network.log.getOrDefault(conversation, List.of());
            for (FaultyNetwork.Device device : devices) {
                List<Event> heard = device.output.delivered.stream()
                        .filter(event -> event.getConversationId().equals(conversation))
                        .toList();
                assertThat(heard)
                        .as("seed %d, %s of %s", seed, conversation, device.userId)
                        .isEqualTo(log);
                assertThat(log.stream()
                                .filter(event -> event.getSender().getUserId().equals(device.userId))
                                .map(Event::getClientId)
                                .toList())
                        .as("seed %d, order of %s", seed, device.userId)
                        .isEqualTo(given.getOrDefault(device.userId + " " + conversation, List.of()));
            }
        }
    }
}
