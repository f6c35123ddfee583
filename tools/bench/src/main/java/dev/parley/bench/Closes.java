package dev.parley.bench;

import dev.parley.bench.report.Report;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// Sessions that ended during a run, by close code and reason. Any thread.
final class Closes {

    private final Map<String, Integer> counts = new ConcurrentSkipListMap<>();

    /// @param code -1 if the socket ended without a close frame
    void count(int code, String reason) {
        counts.merge(reason.isEmpty() ? Integer.toString(code) : code + " " + reason, 1, Integer::sum);
    }

    void report(Report report) {
        if (!counts.isEmpty()) {
            report.line("**Sessions ended by the server during the run: " + counts + ".**");
        }
    }
}
