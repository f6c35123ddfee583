package dev.parley.bus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// A directory whose readings happen, and whose answers arrive, when a test says so and in any order.
final class LateDirectory implements SessionDirectory {

    private final SessionDirectory directory;
    private final Random random;
    private final List<Runnable> pending = new ArrayList<>();
    private final List<CompletableFuture<?>> answers = new ArrayList<>();

    LateDirectory(SessionDirectory directory, Random random) {
        this.directory = directory;
        this.random = random;
    }

    /// Lets one reading happen or one answer arrive.
    ///
    /// @return false if there was none
    boolean step() {
        if (pending.isEmpty()) {
            return false;
        }
        pending.remove(random.nextInt(pending.size())).run();
        // What a look-up found wrong is told here, where the test hears of it.
        answers.stream().filter(CompletableFuture::isCompletedExceptionally).forEach(CompletableFuture::join);
        return true;
    }

    /// An answer whose failure is the test's.
    void remember(CompletableFuture<?> answer) {
        answers.add(answer);
    }

    private <T> CompletionStage<T> late(Supplier<CompletionStage<T>> reading) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        pending.add(() -> {
            T read = reading.get().toCompletableFuture().join();
            pending.add(() -> answer.complete(read));
        });
        return answer;
    }

    @Override
    public CompletionStage<Map<String, List<SessionEntry>>> sessions(Collection<String> userIds) {
        List<String> users = List.copyOf(userIds);
        return late(() -> directory.sessions(users));
    }

    @Override
    public CompletionStage<Map<Integer, DirectoryChanges>> changes(Map<Integer, String> cursorByShard) {
        Map<Integer, String> cursors = Map.copyOf(cursorByShard);
        return late(() -> directory.changes(cursors));
    }

    @Override
    public CompletionStage<Set<String>> live(Collection<String> addresses) {
        return directory.live(addresses);
    }

    @Override
    public CompletionStage<Optional<SessionEntry>> register(SessionEntry entry) {
        return directory.register(entry);
    }

    @Override
    public CompletionStage<Void> refresh(Collection<SessionEntry> entries) {
        return directory.refresh(entries);
    }

    @Override
    public CompletionStage<Void> remove(SessionEntry entry) {
        return directory.remove(entry);
    }

    @Override
    public CompletionStage<Void> renewLease(String address) {
        return directory.renewLease(address);
    }

    @Override
    public CompletionStage<Void> endLease(String address) {
        return directory.endLease(address);
    }

    @Override
    public CompletionStage<List<String>> liveAddresses() {
        return directory.liveAddresses();
    }
}
