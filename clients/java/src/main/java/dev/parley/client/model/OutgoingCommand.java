package dev.parley.client.model;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Delete;
import dev.parley.proto.v1.Deleted;
import dev.parley.proto.v1.Edit;
import dev.parley.proto.v1.Edited;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Mention;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Pin;
import dev.parley.proto.v1.Pinned;
import dev.parley.proto.v1.React;
import dev.parley.proto.v1.Reacted;
import dev.parley.proto.v1.Send;
import dev.parley.proto.v1.Sender;
import dev.parley.proto.v1.Text;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A command that waits in the outbox for its ack. The `clientId` is chosen once and travels with every repeat: it is
/// what makes a repeat harmless.
public record OutgoingCommand(String clientId, String conversationId, Body body) {

    /// What is asked for.
    public sealed interface Body {}

    /// A message.
    ///
    /// @param replyTo 0: no reply
    /// @param threadRoot the first message of the thread it belongs to; 0: none
    /// @param mentions ranges of the text
    public record Post(String text, long replyTo, long threadRoot, boolean forwarded, List<Mention> mentions)
            implements Body {

        public Post {
            mentions = List.copyOf(mentions);
        }

        public Post(String text, long replyTo) {
            this(text, replyTo, 0, false, List.of());
        }
    }

    /// Other text for an own message.
    public record Change(long targetSeq, String text) implements Body {}

    /// The content of a message goes away.
    public record Erase(long targetSeq) implements Body {}

    /// A reaction is set or taken back.
    public record Reaction(long targetSeq, String emoji, boolean removed) implements Body {}

    /// A message is pinned or taken down.
    public record Pinning(long targetSeq, boolean removed) implements Body {}

    /// A command with a `clientId` of its own.
    public static OutgoingCommand of(String conversationId, Body body) {
        return new OutgoingCommand(UUID.randomUUID().toString(), conversationId, body);
    }

    /// What the server would refuse, or what would cost the connection (a frame that is too big is a close, not a
    /// refusal). Empty: worth sending.
    public Optional<ErrorCode> refusedLocally() {
        if (!Identifiers.isClientId(clientId) || !Identifiers.isConversationId(conversationId)) {
            return Optional.of(ErrorCode.INVALID);
        }
        return switch (body) {
            case Post post -> refusedText(post.text());
            case Change change -> refusedText(change.text());
            case Reaction reaction -> refusedText(reaction.emoji());
            case Erase erase -> Optional.empty();
            case Pinning pinning -> Optional.empty();
        };
    }

    Frame toFrame(String frameId) {
        Frame.Builder frame = Frame.newBuilder().setId(frameId);
        switch (body) {
            case Post post ->
                frame.setSend(Send.newBuilder()
                        .setConversationId(conversationId)
                        .setClientId(clientId)
                        .setContent(content(post))
                        .setReplyTo(post.replyTo())
                        .setThreadRoot(post.threadRoot())
                        .setForwarded(post.forwarded()));
            case Change change ->
                frame.setEdit(Edit.newBuilder()
                        .setConversationId(conversationId)
                        .setClientId(clientId)
                        .setTargetSeq(change.targetSeq())
                        .setContent(content(change.text())));
            case Erase erase ->
                frame.setDelete(Delete.newBuilder()
                        .setConversationId(conversationId)
                        .setClientId(clientId)
                        .setTargetSeq(erase.targetSeq()));
            case Reaction reaction ->
                frame.setReact(React.newBuilder()
                        .setConversationId(conversationId)
                        .setClientId(clientId)
                        .setTargetSeq(reaction.targetSeq())
                        .setEmoji(reaction.emoji())
                        .setRemoved(reaction.removed()));
            case Pinning pinning ->
                frame.setPin(Pin.newBuilder()
                        .setConversationId(conversationId)
                        .setClientId(clientId)
                        .setTargetSeq(pinning.targetSeq())
                        .setRemoved(pinning.removed()));
        }
        return frame.build();
    }

    /// The event that every other device gets, rebuilt by the device that got only the ack.
    Event toEvent(Ack ack, Sender sender) {
        Event.Builder event = Event.newBuilder()
                .setConversationId(conversationId)
                .setSeq(ack.getSeq())
                .setOrdinal(ack.getOrdinal())
                .setMessageId(ack.getMessageId())
                .setSender(sender)
                .setClientId(clientId);
        if (ack.hasTime()) {
            event.setTime(ack.getTime());
        }
        switch (body) {
            case Post post -> {
                event.setMessage(Message.newBuilder()
                        .setContent(content(post))
                        .setReplyTo(post.replyTo())
                        .setThreadRoot(post.threadRoot())
                        .setForwarded(post.forwarded()));
                if (ack.hasExpiresAt()) {
                    event.getMessageBuilder().setExpiresAt(ack.getExpiresAt());
                }
            }
            case Change change ->
                event.setEdited(
                        Edited.newBuilder().setTargetSeq(change.targetSeq()).setContent(content(change.text())));
            case Erase erase -> event.setDeleted(Deleted.newBuilder().setTargetSeq(erase.targetSeq()));
            case Reaction reaction ->
                event.setReacted(Reacted.newBuilder()
                        .setTargetSeq(reaction.targetSeq())
                        .setEmoji(reaction.emoji())
                        .setRemoved(reaction.removed()));
            case Pinning pinning ->
                event.setPinned(
                        Pinned.newBuilder().setTargetSeq(pinning.targetSeq()).setRemoved(pinning.removed()));
        }
        return event.build();
    }

    private static Content content(Post post) {
        return Content.newBuilder()
                .setText(Text.newBuilder().setBody(post.text()).addAllMentions(post.mentions()))
                .build();
    }

    private static Content content(String text) {
        return Content.newBuilder().setText(Text.newBuilder().setBody(text)).build();
    }

    /// A lone surrogate has no UTF-8 form: protobuf would write `?` and the reader would hold another text than
    /// the writer.
    private static Optional<ErrorCode> refusedText(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                return Optional.of(ErrorCode.INVALID);
            }
            bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            i += Character.charCount(codePoint);
        }
        return bytes > ProtocolLimits.MAX_TEXT_BYTES ? Optional.of(ErrorCode.TOO_LARGE) : Optional.empty();
    }
}
