package dev.parley.contract;

/// The Unicode property White_Space; `Character.isWhitespace` leaves out the no-break spaces.
public final class WhiteSpace {

    private WhiteSpace() {}

    /// True if there is nothing else in the text, or nothing at all.
    public static boolean isAll(String text) {
        return text.codePoints().allMatch(WhiteSpace::is);
    }

    private static boolean is(int c) {
        return (c >= 0x09 && c <= 0x0d) || c == 0x85 || Character.isSpaceChar(c);
    }
}
