package dev.parley.chat.settings;

/// @param readReceipts whether others see how far this user has read, and this user how far others have
public record UserSettings(boolean readReceipts) {

    /// Of somebody who never chose.
    public static final UserSettings DEFAULT = new UserSettings(true);
}
