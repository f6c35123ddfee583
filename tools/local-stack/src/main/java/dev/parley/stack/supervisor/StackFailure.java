package dev.parley.stack.supervisor;

/// The stack cannot do what was asked; the message is for the user and says what to do about it.
public final class StackFailure extends Exception {

    private static final long serialVersionUID = 1L;

    StackFailure(String message) {
        super(message);
    }
}
