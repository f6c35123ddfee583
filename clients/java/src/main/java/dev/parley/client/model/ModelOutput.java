package dev.parley.client.model;

import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Refused;

/// What the model wants done. Called while an input is handled, in the order in which it has to happen; an
/// implementation queues and returns, it never calls back into the model.
public interface ModelOutput {

    /// Write a frame to the socket that is open now.
    void transmit(Frame frame);

    /// Hand an event to the application: per conversation each seq once, ascending, no hole but those told by
    /// `gap`.
    void deliver(Event event);

    /// The seqs `from..to` are not available to this user; the next event comes after them.
    void gap(String conversationId, long from, long to);

    /// The seqs `from..to` are not replayed, because this device was too far behind; the history has them.
    /// The next event comes after them.
    void skipped(String conversationId, long from, long to);

    /// Whether the application has taken what was delivered, but for a little. While it has not, no page is
    /// asked for: so what waits for the application is bounded. Who said no calls {@link DeviceModel#wake}
    /// when it changes.
    boolean takesPage();

    /// The server lost this conversation's state and rebuilt it: what is held of it is void, delivery starts at 1
    /// again.
    void restarted(String conversationId, long epoch);

    /// The command is stored and has its place.
    void acked(OutgoingCommand command, Ack ack);

    /// The command was refused for good.
    void refused(OutgoingCommand command, Refused refused);

    /// Receipts, typing, presence, and errors that answer no command: passed on as they are.
    void notice(Frame frame);
}
