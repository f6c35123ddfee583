package dev.parley.terminal.people;

/// What one person does in a conversation. Steps are numbered from 1 in their order; 0 is the creation.
sealed interface Step {

    String author();

    /// The number of the step it is about; 0: none.
    int target();

    /// @param target the step it replies to; 0: none
    record Say(String author, String text, int target) implements Step {}

    record React(String author, String emoji, int target) implements Step {}

    record Edit(String author, String text, int target) implements Step {}

    record Pin(String author, int target) implements Step {}
}
