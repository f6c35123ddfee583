package dev.parley.chaos.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Holds a recording against every invariant. Deterministic, without I/O, after the run: it cannot disturb what it
/// judges. It proves violations, not their absence: what no client saw and no history row shows is outside its sight.
public final class Checker {

    private final Duration deliverWithin;

    /// @param deliverWithin P5's bound, 10 s in the design
    public Checker(Duration deliverWithin) {
        this.deliverWithin = deliverWithin;
    }

    /// All violations, by invariant. Empty: every promise held, as far as the recording shows.
    public List<Violation> check(Recording recording) {
        List<Violation> violations = new ArrayList<>();
        violations.addAll(HistoryRules.check(recording));
        violations.addAll(OrderRules.check(recording));
        violations.addAll(AnswerRules.check(recording));
        violations.addAll(MembershipRules.check(recording));
        violations.addAll(new DeliveryRule(deliverWithin).check(recording));
        return violations;
    }

    /// P7: what history said before its readers were rewound, and after.
    public List<Violation> checkReplay(Recording before, Recording after) {
        List<Violation> violations = new ArrayList<>();
        before.history().forEach((conversation, rows) -> {
            List<Entry> now = after.history().getOrDefault(conversation, List.of());
            if (!rows.equals(now)) {
                violations.add(new Violation(
                        Invariant.REPLAY_HARMLESS,
                        conversation,
                        "history had " + rows.size() + " rows, has " + now.size() + "; first difference at row "
                                + firstDifference(rows, now)));
            }
        });
        return violations;
    }

    static int firstDifference(List<Entry> one, List<Entry> other) {
        int common = Math.min(one.size(), other.size());
        for (int i = 0; i < common; i++) {
            if (!one.get(i).equals(other.get(i))) {
                return i;
            }
        }
        return common;
    }
}
