package dev.parley.chaos.check;

import dev.parley.chaos.check.Told.Applied;
import dev.parley.chaos.check.Told.Changed;
import dev.parley.chaos.check.Told.HeadTold;
import dev.parley.chaos.check.Told.Read;
import dev.parley.chaos.check.Told.Refused;
import dev.parley.chaos.check.Told.Seen;
import dev.parley.chaos.check.Told.Sent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who may speak, who is told, and what is served to whom, by the membership that stands in the log: I9, I14, I15.
final class MembershipRules {

    private static final Set<String> NO_MEMBER = Set.of("NOT_A_MEMBER", "NOT_FOUND");

    private final Recording recording;
    private final Memberships memberships;
    private final List<Violation> violations = new ArrayList<>();

    private MembershipRules(Recording recording) {
        this.recording = recording;
        this.memberships = recording.memberships();
    }

    static List<Violation> check(Recording recording) {
        MembershipRules rules = new MembershipRules(recording);
        rules.speakers();
        rules.listeners();
        rules.readers();
        rules.refusals();
        return rules.violations;
    }

    private void speakers() {
        recording.history().forEach((conversation, rows) -> {
            for (Entry row : rows) {
                if (!memberships.sees(row.sender().userId(), conversation, row.seq())) {
                    violations.add(new Violation(
                            Invariant.AUTHORITY,
                            conversation,
                            "seq " + row.seq() + " is from " + row.sender() + ", who is no member there"));
                }
            }
        });
    }

    private void listeners() {
        for (Told told : recording.told()) {
            switch (told) {
                case Applied applied ->
                    listener(
                            applied.device(),
                            applied.entry().conversationId(),
                            applied.entry().seq(),
                            "was told of");
                case Seen seen ->
                    listener(
                            seen.device(),
                            seen.entry().conversationId(),
                            seen.entry().seq(),
                            "was sent");
                case HeadTold head ->
                    listener(head.device(), head.conversationId(), head.seq(), "was told of the head");
                default -> {
                    // Tells nothing of others.
                }
            }
        }
    }

    private void listener(Device device, String conversationId, long seq, String what) {
        if (!memberships.sees(device.userId(), conversationId, seq)) {
            violations.add(new Violation(
                    Invariant.AUTHORITY,
                    conversationId,
                    device + ", a member during " + memberships.of(device.userId(), conversationId) + ", " + what
                            + " seq " + seq));
        }
    }

    private void readers() {
        for (Read read : recording.told(Read.class)) {
            String user = read.by().userId();
            String conversation = read.conversationId();
            if (read.found() == memberships.of(user, conversation).isEmpty()) {
                violation(read, read.found() ? "found it and never was a member" : "was answered NOT_FOUND");
                continue;
            }
            List<Entry> visible = recording.history().getOrDefault(conversation, List.of()).stream()
                    .filter(row -> memberships.sees(user, conversation, row.seq()))
                    .toList();
            if (!read.rows().equals(visible)) {
                int at = Checker.firstDifference(visible, read.rows());
                violation(
                        read,
                        "got " + read.rows().size() + " rows of " + visible.size() + ", first difference at row " + at);
            }
        }
    }

    private void violation(Read read, String what) {
        violations.add(
                new Violation(Invariant.SERVED, read.conversationId(), read.by() + " by " + read.how() + " " + what));
    }

    /// A refusal is wrong if its sender surely was a member all the time from the send to the refusal:
    /// somebody had been told of the join before the send, and nobody had asked for the end before the
    /// refusal came.
    private void refusals() {
        Map<String, Map<Long, Long>> firstTold = new HashMap<>();
        Map<String, Map<Long, Long>> asked = new HashMap<>();
        for (Told told : recording.told()) {
            switch (told) {
                case Applied applied ->
                    note(
                            firstTold,
                            applied.entry().conversationId(),
                            applied.entry().seq(),
                            applied.nanos());
                case Changed changed -> {
                    note(firstTold, changed.conversationId(), changed.seq(), changed.nanos());
                    note(asked, changed.conversationId(), changed.seq(), changed.askedNanos());
                }
                default -> {
                    // Says nothing about the membership.
                }
            }
        }
        Map<CommandId, Long> sentAt = new HashMap<>();
        recording.told(Sent.class).forEach(sent -> sentAt.put(sent.command(), sent.nanos()));
        for (Refused refused : recording.told(Refused.class)) {
            Long sent = sentAt.get(refused.command());
            if (sent != null && NO_MEMBER.contains(refused.code())) {
                String conversation = refused.command().conversationId();
                refusal(
                        refused,
                        sent,
                        firstTold.getOrDefault(conversation, Map.of()),
                        asked.getOrDefault(conversation, Map.of()));
            }
        }
    }

    private void refusal(Refused refused, long sentNanos, Map<Long, Long> firstTold, Map<Long, Long> asked) {
        CommandId command = refused.command();
        for (Memberships.Window window : memberships.of(command.device().userId(), command.conversationId())) {
            boolean began = firstTold.getOrDefault(window.joined(), Long.MAX_VALUE) < sentNanos;
            // When an end was asked for whose answer nobody got is not known: it may have been any time before.
            boolean lasted = window.isOpen() || asked.getOrDefault(window.left(), Long.MIN_VALUE) > refused.nanos();
            if (began && lasted) {
                violations.add(new Violation(
                        Invariant.REFUSED_RIGHTLY,
                        command.conversationId(),
                        command + " was refused with " + refused.code() + " inside the membership " + window));
            }
        }
    }

    private static void note(Map<String, Map<Long, Long>> times, String conversation, long seq, long nanos) {
        times.computeIfAbsent(conversation, id -> new HashMap<>()).merge(seq, nanos, Math::min);
    }
}
