package dev.parley.chat.settings;

/// @param readReceipts whether others see how far this user has read, and this user how far others have
/// @param messageRequests whether who begins a conversation with this user has to wait to be let in
public record UserSettings(boolean readReceipts, boolean messageRequests) {

    /// Of somebody who never chose.
    public static final UserSettings DEFAULT = new UserSettings(true, false);
}
