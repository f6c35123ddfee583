package dev.parley.gateway.inbound;

import dev.parley.proto.log.Activity;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.SessionChange;

/// The way into the log. Never blocks.
public interface CommandSink {

    /// The log has not acknowledged for too long: new commands are to be answered `UNAVAILABLE`.
    boolean isBehind();

    /// Takes a command; commands of one caller reach the log in the order of the calls.
    ///
    /// @param onFailure run, on any thread, if the log finally refuses it
    /// @return false if it was not taken
    boolean publish(Command command, Runnable onFailure);

    /// Takes a mark or typing; dropped if the log is behind.
    void publish(Activity activity);

    /// Takes news of a session.
    ///
    /// @return false if there was no room for it
    boolean publish(SessionChange change);
}
