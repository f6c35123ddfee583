package dev.parley.gateway.inbound;

import dev.parley.proto.log.Command;
import dev.parley.proto.log.Delete;
import dev.parley.proto.log.Edit;
import dev.parley.proto.log.Pin;
import dev.parley.proto.log.Post;
import dev.parley.proto.log.React;
import dev.parley.proto.log.Target;
import dev.parley.proto.v1.Frame;

/// What all frames that become a command have in common.
///
/// @param targetSeq the message it is about; 0 for a new one
record ClientCommand(Frame frame, String conversationId, String clientId, long targetSeq) {

    static boolean isOne(Frame frame) {
        return switch (frame.getBodyCase()) {
            case SEND, EDIT, DELETE, REACT, PIN -> true;
            default -> false;
        };
    }

    static ClientCommand of(Frame frame) {
        return switch (frame.getBodyCase()) {
            case SEND ->
                new ClientCommand(
                        frame,
                        frame.getSend().getConversationId(),
                        frame.getSend().getClientId(),
                        0);
            case EDIT ->
                new ClientCommand(
                        frame,
                        frame.getEdit().getConversationId(),
                        frame.getEdit().getClientId(),
                        frame.getEdit().getTargetSeq());
            case DELETE ->
                new ClientCommand(
                        frame,
                        frame.getDelete().getConversationId(),
                        frame.getDelete().getClientId(),
                        frame.getDelete().getTargetSeq());
            case REACT ->
                new ClientCommand(
                        frame,
                        frame.getReact().getConversationId(),
                        frame.getReact().getClientId(),
                        frame.getReact().getTargetSeq());
            case PIN ->
                new ClientCommand(
                        frame,
                        frame.getPin().getConversationId(),
                        frame.getPin().getClientId(),
                        frame.getPin().getTargetSeq());
            default -> throw new IllegalArgumentException("no command: " + frame.getBodyCase());
        };
    }

    /// Puts its body into the command.
    ///
    /// @param target what is known of the message it is about; without an author if there is none
    void writeTo(Command.Builder command, Target target) {
        switch (frame.getBodyCase()) {
            case SEND ->
                command.setPost(Post.newBuilder()
                        .setContent(frame.getSend().getContent())
                        .setReplyTo(frame.getSend().getReplyTo())
                        .setForwarded(frame.getSend().getForwarded())
                        .setThreadRoot(frame.getSend().getThreadRoot()));
            case EDIT ->
                command.setEdit(Edit.newBuilder()
                        .setTarget(target)
                        .setContent(frame.getEdit().getContent()));
            case DELETE -> command.setDelete(Delete.newBuilder().setTarget(target));
            case REACT ->
                command.setReact(React.newBuilder()
                        .setTarget(target)
                        .setEmoji(frame.getReact().getEmoji())
                        .setRemoved(frame.getReact().getRemoved()));
            case PIN ->
                command.setPin(Pin.newBuilder()
                        .setTarget(target)
                        .setRemoved(frame.getPin().getRemoved()));
            default -> throw new IllegalStateException("no command: " + frame.getBodyCase());
        }
    }
}
