package dev.parley.bus.limits;

import java.time.Duration;
import java.util.Locale;

/// The table of limits that hold over all instances. `docs/limits.md` is printed from it. The limits of one session
/// (`ClientConnection`, `CommandFlow` in gateway-service) need no store and stay there.
public enum Limits {
    SEND(
            Per.USER,
            400,
            100,
            Duration.ofSeconds(1),
            Away.OPEN,
            "what one person can mean, over all devices; a device alone has 50"),
    GROUP_SEND(
            Per.CONVERSATION,
            300,
            100,
            Duration.ofSeconds(1),
            Away.OPEN,
            "each message of a group goes to up to 500 people, so its price is the group's, not its sender's"),
    CREATE_CONVERSATION(
            Per.USER, 300, 60, Duration.ofMinutes(1), Away.OPEN, "each writes a row for every member, asked or not"),
    CHANGE_MEMBERS(Per.USER, 200, 60, Duration.ofMinutes(1), Away.OPEN, "each is told to all members before and after"),
    CHANGE_CONVERSATION(
            Per.USER, 200, 60, Duration.ofMinutes(1), Away.OPEN, "titles, policies, pins: told to all members"),
    INVITE(Per.USER, 60, 20, Duration.ofMinutes(1), Away.OPEN, "links are made by hand"),
    JOIN(
            Per.USER,
            30,
            10,
            Duration.ofMinutes(1),
            Away.CLOSED,
            "a link's secret must not be found by trying, not even during an outage"),
    BLOCK(Per.USER, 100, 30, Duration.ofMinutes(1), Away.OPEN, "private, but in the log"),
    SETTINGS(Per.USER, 200, 120, Duration.ofMinutes(1), Away.OPEN, "drafts change while people type"),
    CHANGE_DEVICES(
            Per.USER,
            60,
            20,
            Duration.ofMinutes(1),
            Away.OPEN,
            "ten devices at most; whoever lost one must get it off the list"),
    OTHER_CHANGE(Per.USER, 200, 120, Duration.ofMinutes(1), Away.OPEN, "whatever has no line of its own");

    /// Whose bucket it is.
    public enum Per {
        USER,
        CONVERSATION
    }

    /// What happens while the store of the buckets cannot be reached.
    public enum Away {
        /// It is let through: an outage must not become a larger one.
        OPEN,
        /// It is refused as unavailable.
        CLOSED
    }

    private final Per per;
    private final Allowance allowance;
    private final Away away;
    private final String why;

    Limits(Per per, int burst, int refill, Duration period, Away away, String why) {
        this.per = per;
        this.allowance = new Allowance(name().toLowerCase(Locale.ROOT).replace('_', '-'), burst, refill, period);
        this.away = away;
        this.why = why;
    }

    public Per per() {
        return per;
    }

    public Allowance allowance() {
        return allowance;
    }

    public Away away() {
        return away;
    }

    /// For people.
    public String why() {
        return why;
    }
}
