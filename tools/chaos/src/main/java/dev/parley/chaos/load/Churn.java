package dev.parley.chaos.load;

import dev.parley.bench.wire.RestProblem;
import dev.parley.chaos.check.Device;
import dev.parley.chaos.check.Told;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Lets people in and puts them out at a fixed rate, by REST, and records what was answered. Nothing waits for an
/// answer, so several changes of a group are underway at once.
public final class Churn implements AutoCloseable {

    private static final String DEVICE = "rest";

    private final Fleet fleet;
    private final RacePlan plan;
    private final Set<CompletableFuture<?>> underway = ConcurrentHashMap.newKeySet();
    private @Nullable Pace pace;

    private Churn(Fleet fleet, RacePlan plan) {
        this.fleet = fleet;
        this.plan = plan;
    }

    /// Begins to change the groups of the plan the fleet was connected for.
    public static Churn start(Fleet fleet, Scenario scenario, double stepsPerSecond, long seed) {
        Churn churn = new Churn(fleet, new RacePlan(scenario.conversations(), seed));
        churn.pace = Pace.start(
                "chaos-churn", stepsPerSecond, () -> churn.plan.next().forEach(churn::ask));
        return churn;
    }

    /// Stops within a second and waits for all answers.
    @Override
    public void close() {
        if (pace != null) {
            pace.close();
        }
        CompletableFuture.allOf(underway.toArray(CompletableFuture[]::new)).join();
    }

    private void ask(RacePlan.Ask ask) {
        String conversation = fleet.conversations().get(ask.group());
        String token = fleet.tokenOf(ask.by());
        List<String> left = ask.change().left();
        long asked = System.nanoTime();
        CompletableFuture<JsonNode> answer = left.isEmpty()
                ? fleet.rest().addMembers(token, conversation, ask.change().joined())
                : fleet.rest().removeMember(token, conversation, left.getFirst());
        Device by = new Device(ask.by(), DEVICE);
        CompletableFuture<Void> recorded = answer.handle((body, failure) -> {
            fleet.recorder().write(nanos -> told(by, conversation, ask, body, failure, asked, nanos));
            return null;
        });
        underway.add(recorded);
        var removed = recorded.thenRun(() -> underway.remove(recorded));
        assert removed != null;
    }

    private static Told told(
            Device by,
            String conversation,
            RacePlan.Ask ask,
            @Nullable JsonNode body,
            @Nullable Throwable failure,
            long asked,
            long nanos) {
        long seq = body == null ? 0 : body.path("seq").asLong(0);
        if (body != null && seq > 0) {
            long messageId = body.path("messageId").asLong(0);
            return new Told.Changed(by, conversation, ask.change(), seq, messageId, asked, nanos);
        }
        return new Told.Unchanged(by, conversation, answer(failure), nanos);
    }

    private static String answer(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause == null) {
            return "already so";
        }
        return cause instanceof RestProblem problem ? Integer.toString(problem.status()) : cause.toString();
    }
}
