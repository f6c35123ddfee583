package dev.parley.log.path;

/// What can happen to a message at an instance, in the order of docs/message-path.md.
public enum Step {

    /// Kafka acknowledged the event at its offset (step 5). Detail: where it is in the log.
    SEQUENCED,

    /// Its bus frames are published (step 6). Detail: the gateways, or "nobody".
    ROUTED,

    /// History's rows are written (step 9a). Detail: the offset.
    STORED,

    /// The origin session was handed its ack (step 8). Detail: user and device.
    ACKED,

    /// Another session was handed the event (step 8). Detail: user and device.
    DELIVERED,

    /// A device says it has everything up to a seq. Detail: user and device.
    RECEIVED,

    /// A user has read everything up to a seq. Detail: user and device.
    READ
}
