package dev.parley.terminal.chat;

import org.jspecify.annotations.Nullable;

/// Where a person types and reads. Printing may come from any thread, also while a line is being typed.
public interface Screen extends AutoCloseable {

    /// The next typed line; null at the end of the input.
    @Nullable
    String readLine(String prompt);

    void print(String text);

    /// Prints an own message with its mark and gives it a number for later marks.
    int printOwn(Mark mark, String text);

    /// Shows how far an own message has come; `what` says it in words where the sign cannot be changed in place.
    void mark(int line, Mark mark, String what);

    @Override
    void close();
}
