package dev.parley.stack.process;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A process as it can be found again later: its pid and when it started, because pids are used again.
public record ProcessId(long pid, Instant started) {

    /// Clocks of the kernel and of the JVM agree to about a tick.
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    public static ProcessId of(ProcessHandle handle) {
        return new ProcessId(handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH));
    }

    /// The process, if it still runs.
    public Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
    }

    public boolean isAlive() {
        return handle().isPresent();
    }

    private boolean isSame(ProcessHandle handle) {
        Optional<Instant> start = handle.info().startInstant();
        if (start.isEmpty() || started.equals(Instant.EPOCH)) {
            return true;
        }
        return Duration.between(started, start.get()).abs().compareTo(TOLERANCE) <= 0;
    }

    /// Two lines: pid, start as ISO-8601.
    public String format() {
        return pid + "\n" + started + "\n";
    }

    public static Optional<ProcessId> parse(String text) {
        String[] lines = text.strip().split("\\s+");
        try {
            Instant started = lines.length > 1 ? Instant.parse(lines[1]) : Instant.EPOCH;
            return Optional.of(new ProcessId(Long.parseLong(lines[0]), started));
        } catch (NumberFormatException | java.time.format.DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
