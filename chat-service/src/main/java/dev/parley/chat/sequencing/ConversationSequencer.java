package dev.parley.chat.sequencing;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Refused;
import dev.parley.proto.v1.Sender;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Step 4 of docs/message-path.md.
///
/// Decides about one command: at most one event, or an answer. Deterministic: the same state and the same record give
/// the same decision, byte for byte, whoever decides and whenever; no clock, no random number, no look-up enters it.
/// That is what makes the events of two owners twins and not rivals. It changes nothing: the caller applies the
/// event.
///
/// Repeats are recognised before anything is authorised, so a re-sent command gets its old ack even when its sender
/// has left since; its first content stands. The limit is the window of 128 accepted commands per device and
/// conversation.
///
/// Any change of what is decided, or of a byte of the event, raises {@link #LOGIC_VERSION} and is rolled out by
/// draining: no owner with the old logic may live, or have an append under way, when the first with the new one
/// decides.
public final class ConversationSequencer {

    public static final int LOGIC_VERSION = 3;

    static final long FIRST_SEQ = 1;

    /// After a crash the answer to a command may be lost; its sender is asked to try again at once.
    private static final int ANSWER_LOST_RETRY_MILLIS = 100;

    private final int logicVersion;
    private final CommandRules rules;

    public ConversationSequencer() {
        this(LOGIC_VERSION, Permissions.standard());
    }

    /// Another version of the logic, so that a test can roll one out.
    ConversationSequencer(int logicVersion, Permissions permissions) {
        this.logicVersion = logicVersion;
        rules = new CommandRules(permissions);
    }

    /// @param state with everything loaded that it lacked for this command ({@link PartitionState#missing})
    public Decision decide(PartitionState state, CommandRecord record) {
        Command command = record.command();
        if (!CommandRules.isAddressed(command)) {
            return malformed(command);
        }
        DedupWindow.@Nullable Entry first = state.window(WindowKey.of(command)).find(command.getClientId());
        if (first != null) {
            return duplicate(command, first);
        }
        @Nullable ConversationState before = state.conversation(command.getConversationId());
        long messageId = MessageIds.next(state.partition(), record.appendTimeMillis(), state.lastMessageId());
        return switch (rules.judge(before, command, MessageIds.millis(messageId))) {
            case Verdict.Accepted accepted ->
                new Decision.Accept(number(state, record, before, accepted.kind(), messageId));
            case Verdict.AcceptedPrivately accepted ->
                new Decision.Accept(apart(state, record, before, accepted, messageId));
            case Verdict.Refused refused -> refuse(command, refused);
            case Verdict.AlreadySo present -> exists(command, present.conversation());
        };
    }

    /// Answers a command that a former owner decided about without accepting it, and whose answer may be lost
    /// with that owner. The state has moved on, so what it was cannot be told; a repeat still gets its ack,
    /// anything else may try again.
    Decision.Answer answerAgain(PartitionState state, CommandRecord record) {
        Command command = record.command();
        if (!CommandRules.isAddressed(command)) {
            return malformed(command);
        }
        DedupWindow.@Nullable Entry first = state.window(WindowKey.of(command)).find(command.getClientId());
        if (first != null) {
            return duplicate(command, first);
        }
        Refused.Builder refused = Refused.newBuilder()
                .setClientId(command.getClientId())
                .setCode(ErrorCode.UNAVAILABLE.name())
                .setMessage("the answer was lost, send again")
                .setRetryAfterMillis(ANSWER_LOST_RETRY_MILLIS);
        return new Decision.Answer(answer(command).setRefused(refused).build());
    }

    private LogEvent number(
            PartitionState state,
            CommandRecord record,
            @Nullable ConversationState before,
            Event.Builder kind,
            long messageId) {
        kind.setSeq(before == null ? FIRST_SEQ : before.lastSeq() + 1)
                .setOrdinal((before == null ? 0 : before.lastOrdinal()) + (kind.hasMessage() ? 1 : 0));
        LogEvent.Builder event = envelope(state, record, before, kind, messageId);
        return event.addAllAudience(audience(before, event.build())).build();
    }

    /// A private event: named and timed like any other, but without a seq.
    private LogEvent apart(
            PartitionState state,
            CommandRecord record,
            @Nullable ConversationState before,
            Verdict.AcceptedPrivately accepted,
            long messageId) {
        LogEvent.Builder event =
                envelope(state, record, before, Event.newBuilder(), messageId).setPrivateEvent(accepted.event());
        Set<String> audience = new LinkedHashSet<>(accepted.audience());
        if (event.hasRequest()) {
            audience.add(event.getRequest().getUserId());
        }
        return event.addAllAudience(audience).build();
    }

    private LogEvent.Builder envelope(
            PartitionState state,
            CommandRecord record,
            @Nullable ConversationState before,
            Event.Builder event,
            long messageId) {
        Command command = record.command();
        LogEvent.Builder logged = LogEvent.newBuilder()
                .setLogIndex(state.logIndex() + 1)
                .setLogicVersion(logicVersion)
                .setCommandOffset(record.offset())
                .setEpoch(before == null ? 0 : before.epoch())
                .setEvent(event.setConversationId(command.getConversationId())
                        .setMessageId(messageId)
                        .setTime(MessageIds.time(messageId))
                        .setSender(Sender.newBuilder()
                                .setUserId(command.getUserId())
                                .setDeviceId(command.getDeviceId()))
                        .setClientId(command.getClientId()));
        if (command.hasOrigin()) {
            logged.setOrigin(command.getOrigin());
        }
        RequestRules.change(before, command).ifPresent(logged::setRequest);
        return logged;
    }

    /// The members at the event's seq; a joiner and a leaver are told of their own coming and going.
    private static Set<String> audience(@Nullable ConversationState before, LogEvent event) {
        Set<String> after = ConversationState.after(before, event).members().keySet();
        if (before == null || before.members().keySet() == after) {
            return after;
        }
        Set<String> both = new LinkedHashSet<>(before.members().keySet());
        both.addAll(after);
        return both;
    }

    private static Decision.Answer malformed(Command command) {
        return refuse(
                command,
                CommandRules.refused(ErrorCode.INVALID, "conversation, user, device or client id is malformed"));
    }

    private static Decision.Answer duplicate(Command command, DedupWindow.Entry first) {
        Ack.Builder ack = Ack.newBuilder()
                .setClientId(command.getClientId())
                .setConversationId(command.getConversationId())
                .setSeq(first.seq())
                .setOrdinal(first.ordinal())
                .setMessageId(first.messageId())
                .setTime(MessageIds.time(first.messageId()))
                .setDuplicate(true);
        return new Decision.Answer(answer(command).setDuplicate(ack).build());
    }

    private static Decision.Answer refuse(Command command, Verdict.Refused refused) {
        Refused.Builder body = Refused.newBuilder()
                .setClientId(command.getClientId())
                .setCode(refused.code().name())
                .setMessage(refused.reason())
                .setRetryAfterMillis((int) refused.retryAfter().toMillis());
        return new Decision.Answer(answer(command).setRefused(body).build());
    }

    private static Decision.Answer exists(Command command, ConversationState conversation) {
        return new Decision.Answer(answer(command)
                .setExists(conversation.view(command.getConversationId()))
                .build());
    }

    private static Outcome.Builder answer(Command command) {
        Outcome.Builder outcome = Outcome.newBuilder().setClientId(command.getClientId());
        if (command.hasOrigin()) {
            outcome.setOrigin(command.getOrigin());
        }
        return outcome;
    }
}
