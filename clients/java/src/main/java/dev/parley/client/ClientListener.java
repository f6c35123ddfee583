package dev.parley.client;

import dev.parley.proto.v1.ConversationSettings;
import dev.parley.proto.v1.Counts;
import dev.parley.proto.v1.Error;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Hidden;
import dev.parley.proto.v1.Presence;
import dev.parley.proto.v1.Receipt;
import dev.parley.proto.v1.Typing;

/// What the application hears. All methods of one client are called one after another, never two at once, on a virtual
/// thread; an exception is logged and the next call follows. A listener that is slow holds back its own client only:
/// when many calls wait, the socket is no longer read and the server may close it as a slow consumer, after which the
/// client comes back and fetches what it missed.
public interface ClientListener {

    /// An event of a conversation: per conversation each seq once, ascending, own commands included.
    default void onEvent(Event event) {}

    /// The seqs `from..to` (both inclusive) are not available to this user.
    default void onGap(String conversationId, long from, long to) {}

    /// The seqs `from..to` (both inclusive) are not replayed, because this device was too far behind. The
    /// history has them (`ParleyRest.before(conversationId, to + 1, …)`), for when somebody looks at them;
    /// what they changed of members, roles and title stands in `ParleyRest.conversation`.
    default void onSkipped(String conversationId, long from, long to) {
        onGap(conversationId, from, to);
    }

    /// What is held of this conversation is void: its events come again from seq 1.
    default void onRestarted(String conversationId, long epoch) {}

    /// How far another member, or another device of this user, has received and read.
    default void onReceipt(Receipt receipt) {}

    default void onTyping(Typing typing) {}

    default void onPresence(Presence presence) {}

    /// This user changed, on some device, how a conversation looks to them; what is absent stays.
    default void onSettings(ConversationSettings change) {}

    /// What this user has not read, after a connection began or after they read on some device. It stands for
    /// messages up to the ordinal in it; each later one by somebody else is one more. Told at most once: of
    /// what is not told, `ParleyRest.conversation` has the count.
    default void onCounts(Counts counts) {}

    /// This user deleted a message for themselves.
    default void onHidden(Hidden hidden) {}

    /// An error of the server that answers no command.
    default void onError(Error error) {}

    default void onState(StateChange change) {}
}
