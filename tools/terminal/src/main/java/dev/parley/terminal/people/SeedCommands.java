package dev.parley.terminal.people;

import dev.parley.proto.log.Command;
import dev.parley.proto.log.Create;
import dev.parley.proto.log.Edit;
import dev.parley.proto.log.Pin;
import dev.parley.proto.log.Post;
import dev.parley.proto.log.React;
import dev.parley.proto.log.Target;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Mention;
import dev.parley.proto.v1.Text;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The commands of a conversation's steps. Device and client id say which step an event came from, so that the history
/// tells how far a former run got.
final class SeedCommands {

    static final String DEVICE = "seed";

    private static final Pattern CLIENT_ID = Pattern.compile("seed-(\\d{1,6})");
    private static final Pattern MENTION = Pattern.compile("@([a-z]+)");

    private final Conversation conversation;

    /// After every user id; see {@link Neighbours}.
    private final String suffix;

    SeedCommands(Conversation conversation, String suffix) {
        this.conversation = conversation;
        this.suffix = suffix;
    }

    /// The number of the step that this event came from; 0: the creation. Empty: somebody else's.
    static OptionalInt numberOf(Event event) {
        Matcher matcher = CLIENT_ID.matcher(event.getClientId());
        boolean ours = event.getSender().getDeviceId().equals(DEVICE) && matcher.matches();
        return ours ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
    }

    Command creation() {
        return command(conversation.creator(), 0)
                .setCreate(Create.newBuilder()
                        .setKind(conversation.isDirect() ? "direct" : "group")
                        .setTitle(conversation.title())
                        .addAllMembers(conversation
                                .members()
                                .subList(1, conversation.members().size())))
                .build();
    }

    /// @param target what the step is about, as the history has it; the default if it is about nothing
    Command of(int number, Target target) {
        Step step = conversation.steps().get(number - 1);
        Command.Builder command = command(step.author(), number);
        switch (step) {
            case Step.Say say ->
                command.setPost(
                        Post.newBuilder().setContent(content(say.text())).setReplyTo(target.getSeq()));
            case Step.React react ->
                command.setReact(React.newBuilder().setTarget(target).setEmoji(react.emoji()));
            case Step.Edit edit ->
                command.setEdit(Edit.newBuilder().setTarget(target).setContent(content(edit.text())));
            case Step.Pin pin -> command.setPin(Pin.newBuilder().setTarget(target));
        }
        return command.build();
    }

    private Command.Builder command(String userId, int number) {
        return Command.newBuilder()
                .setConversationId(conversation.id())
                .setUserId(userId)
                .setDeviceId(DEVICE)
                .setClientId("seed-" + number);
    }

    private Content content(String text) {
        Text.Builder body = Text.newBuilder().setBody(text);
        Matcher mention = MENTION.matcher(text);
        while (mention.find()) {
            body.addMentions(Mention.newBuilder()
                    .setStart(mention.start())
                    .setLength(mention.end() - mention.start())
                    .setUserId(mention.group(1) + suffix));
        }
        return Content.newBuilder().setText(body).build();
    }
}
