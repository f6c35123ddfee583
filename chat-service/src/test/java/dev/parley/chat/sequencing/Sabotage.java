package dev.parley.chat.sequencing;

/// A bug put into the model on purpose, to show that its checks would see one. Each is what a naive implementation
/// does.
enum Sabotage {
    NONE,
    /// An owner believes every acknowledgement, wherever the event landed.
    NO_OFFSET_CHECK,
    /// Readers take every event.
    NO_LOG_INDEX_CHECK,
    /// A repeat is decided like a new command.
    DEDUP_OFF,
    /// The sender is told as soon as the owner has decided.
    ACK_FROM_MEMORY,
    /// Command offsets are committed when they are read.
    COMMIT_BEFORE_WORK,
    /// An event gets the owner's time in place of the command's append time.
    CLOCK_IN_THE_DECISION,
    /// The last checkpoint row to arrive wins.
    CHECKPOINT_WITHOUT_TIMESTAMP,
    /// A new owner starts from the checkpoint as it is.
    FOLD_SKIPPED,

    // Three more, that the design names in passing.

    /// An event handed to the producer counts as written.
    SENT_IS_ACKNOWLEDGED,
    /// The partition's checkpoint is written together with its rows.
    PARTITION_ROW_FIRST,
    /// New logic starts while owners with the old one still have appends under way.
    ROLLED_OUT_WITHOUT_DRAINING
}
