package dev.parley.history.reading;

/// How far the archive has a conversation. Every row up to `seq` can be read once this can be read.
///
/// @param seq the greatest seq; 0 if nothing is there
/// @param epoch grows only if the conversation's state was ever lost and rebuilt
/// @param pastIsOpen whether who joins may see what was before
/// @param ordinal of the newest message
public record ConversationHead(long seq, long epoch, boolean pastIsOpen, long ordinal) {

    public static final ConversationHead NOTHING = new ConversationHead(0, 0);

    public ConversationHead(long seq, long epoch) {
        this(seq, epoch, false, 0);
    }
}
