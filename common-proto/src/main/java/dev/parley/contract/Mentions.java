package dev.parley.contract;

import dev.parley.proto.v1.Mention;
import dev.parley.proto.v1.Text;

/// The rules for `@user` and `@all`: ranges of a text, checked alike at the edge and by the sequencer.
public final class Mentions {

    private Mentions() {}

    /// True if the mentions are few enough, inside the text, in order without overlap, and each names one user or
    /// everybody. Whether a named user is a member is not asked: mentioning a stranger is only a word.
    public static boolean areSound(Text text) {
        if (text.getMentionsCount() > ProtocolLimits.MAX_MENTIONS) {
            return false;
        }
        long end = 0;
        for (Mention mention : text.getMentionsList()) {
            boolean namesOne =
                    mention.getAll() ? mention.getUserId().isEmpty() : Identifiers.isUserId(mention.getUserId());
            if (!namesOne || mention.getStart() < end || mention.getLength() <= 0) {
                return false;
            }
            end = (long) mention.getStart() + mention.getLength();
        }
        return end <= text.getBody().length();
    }
}
