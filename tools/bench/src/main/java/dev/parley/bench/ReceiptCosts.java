package dev.parley.bench;

import java.util.List;
import java.util.stream.IntStream;

/// What receipts took, counted from outside and from inside.
///
/// @param members of the group
/// @param busy share of the machine's processors
/// @param marks frames that clients sent
/// @param activities records of `parley.activity`: the marks after the gateways' coalescing
/// @param registers written to Cassandra
/// @param signals records of `parley.signals`
/// @param receipts frames that clients were sent
/// @param redis commands, those of the messages themselves and of the router's look-ups among them
record ReceiptCosts(
        int members,
        double busy,
        double marks,
        double activities,
        double registers,
        double signals,
        double receipts,
        double redis) {

    static List<String> columns() {
        return List.of(
                "members",
                "marks sent",
                "activity records",
                "registers written",
                "signal records",
                "receipt frames",
                "Redis commands",
                "processors busy");
    }

    /// Per message, from counts since the start of something to counts since the start of this run.
    ///
    /// @param idleRedis commands Redis would have served in that time anyway
    ReceiptCosts since(ReceiptCosts before, int groupMembers, int messages, double idleRedis, double busyShare) {
        return new ReceiptCosts(
                groupMembers,
                busyShare,
                (marks - before.marks) / messages,
                (activities - before.activities) / messages,
                (registers - before.registers) / messages,
                (signals - before.signals) / messages,
                (receipts - before.receipts) / messages,
                Math.max(0, redis - before.redis - idleRedis) / messages);
    }

    ReceiptCosts perMember() {
        return new ReceiptCosts(
                members,
                busy,
                marks / members,
                activities / members,
                registers / members,
                signals / members,
                receipts / members,
                redis / members);
    }

    boolean isAtMost(double times, ReceiptCosts other) {
        double[] mine = values();
        double[] others = other.values();
        return IntStream.range(0, mine.length).allMatch(i -> mine[i] <= times * others[i]);
    }

    List<String> row() {
        return List.of(
                Integer.toString(members),
                LoadRun.text("%.2f", marks),
                LoadRun.text("%.2f", activities),
                LoadRun.text("%.2f", registers),
                LoadRun.text("%.2f", signals),
                LoadRun.text("%.2f", receipts),
                LoadRun.text("%.2f", redis),
                LoadRun.text("%.0f %%", busy * 100));
    }

    /// Without Redis: what it serves anyway (refreshes of sessions, heartbeats) is many times what receipts add,
    /// and comes in bursts.
    private double[] values() {
        return new double[] {marks, activities, registers, signals, receipts};
    }
}
