package dev.parley.chat.sequencing;

import java.util.function.Supplier;

/// A promise was broken in a simulated run.
final class ModelViolation extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ModelViolation(String message) {
        super(message);
    }

    /// The message is only made when it is needed: printing an event costs more than simulating it.
    static void check(boolean holds, Supplier<String> message) {
        if (!holds) {
            throw new ModelViolation(message.get());
        }
    }
}
