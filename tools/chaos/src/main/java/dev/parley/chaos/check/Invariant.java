package dev.parley.chaos.check;

/// What must hold after any fault. The promises P1–P7 of the design, split into statements a program can check.
public enum Invariant {
    NO_LOSS("I1", "every acked message is in history (P1)"),
    ONCE("I2", "every command is in history at most once (P3)"),
    DENSE("I3", "seqs of a conversation are 1..head, and a seq shows the same event everywhere (P2)"),
    ONE_ORDER("I4", "every device applies in the order of history, each seq it may see once, none skipped (P2)"),
    SENDER_FIFO("I5", "the messages of one device stand in the order they were sent (P2)"),
    REAL_TIME("I6", "what was acked before another was sent stands before it (P2)"),
    DELIVERY(
            "I7",
            "every online device has every event it may see within 10 s of the fault's end or its reconnect (P5)"),
    NO_GHOST("I8", "nothing is in history that no client sent, or whose refusal was final"),
    AUTHORITY(
            "I9", "nothing from a non-member is in history, and nobody is told of anything outside a membership (P4)"),
    ACK_TRUTH("I10", "the acked seq is history's, and a repeated command gets the same again (P3)"),
    UNIQUE_IDS("I11", "message ids are unique"),
    ANSWERED("I13", "every command is answered in the end"),
    SERVED("I14", "history and sync serve a user the seqs of its memberships, all of them and no others (P4)"),
    REFUSED_RIGHTLY("I15", "NOT_A_MEMBER is told only to whom may have been none since the send (P4)"),
    REPLAY_HARMLESS("P7", "rewinding consumer groups to 0 changes nothing");

    private final String id;
    private final String statement;

    Invariant(String id, String statement) {
        this.id = id;
        this.statement = statement;
    }

    public String id() {
        return id;
    }

    public String statement() {
        return statement;
    }
}
