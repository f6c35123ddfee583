package dev.parley.contract;

import java.time.Duration;

/// Bounds of the public protocol. Fixed: clients rely on them.
public final class ProtocolLimits {

    public static final String SUBPROTOCOL_PROTO = "parley.v1.proto";
    public static final String SUBPROTOCOL_JSON = "parley.v1.json";

    /// What a client may send in one frame.
    public static final int MAX_FRAME_BYTES = 65_536;

    /// UTF-8 bytes of one text.
    public static final int MAX_TEXT_BYTES = 32_768;

    /// UTF-8 bytes of one reaction.
    public static final int MAX_EMOJI_BYTES = 64;

    /// Different reactions that a message shows; those that came first.
    public static final int MAX_EMOJI_PER_MESSAGE = 20;

    /// Different reactions of one user that a message shows; those that came first.
    public static final int MAX_EMOJI_PER_MESSAGE_AND_USER = 10;

    /// Un-acked commands per conversation and device.
    public static final int MAX_IN_FLIGHT = 32;

    /// Accepted commands remembered per conversation and device. Above {@link #MAX_IN_FLIGHT}, so that a
    /// retry is always inside.
    public static final int DEDUP_WINDOW = 128;

    /// Members of one group, its creator included.
    public static final int MAX_MEMBERS = 500;

    /// Up to so many members everybody is told everybody's marks; above, authors are told counts.
    public static final int MAX_MEMBERS_NAMED_IN_RECEIPTS = 100;

    /// UTF-8 bytes of a group's title.
    public static final int MAX_TITLE_BYTES = 512;

    public static final int MAX_DESCRIPTION_BYTES = 4_096;

    public static final int MAX_DRAFT_BYTES = 4_096;

    /// Per message.
    public static final int MAX_MENTIONS = 50;

    /// Usable ones, per group.
    public static final int MAX_INVITES = 50;

    public static final int MAX_CLIENT_ID_BYTES = 128;

    public static final int MAX_CONVERSATION_ID_BYTES = 128;

    public static final int MAX_DEVICES_PER_USER = 10;

    /// UTF-8 bytes of what a user calls a device.
    public static final int MAX_DEVICE_NAME_BYTES = 64;

    public static final int MAX_PLATFORM_BYTES = 32;

    public static final int MAX_SYNC_POSITIONS = 500;

    public static final int MAX_PAGE_EVENTS = 500;

    public static final int DEFAULT_PAGE_EVENTS = 200;

    /// A page as encoded; a single event always passes.
    public static final int MAX_PAGE_BYTES = 256 * 1024;

    /// Heads in one welcome or page.
    public static final int MAX_HEADS = 1_000;

    /// Counts in one welcome: each is up to five rows that are read.
    public static final int MAX_COUNTS = 200;

    /// Unread mentions are counted up to here.
    public static final int MAX_COUNTED_MENTIONS = 100;

    public static final Duration HEARTBEAT = Duration.ofSeconds(25);

    public static final Duration HELLO_WITHIN = Duration.ofSeconds(5);

    private ProtocolLimits() {}
}
