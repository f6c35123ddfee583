package dev.parley.chat.sequencing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A partition under test: every command is decided and, if accepted, applied.
final class Partition {

    static final int NUMBER = 5;
    static final long MILLIS = 1_790_000_000_000L;

    private final ConversationSequencer sequencer = new ConversationSequencer();
    private final PartitionState state = new PartitionState(NUMBER, null);
    private long offset;
    private long millis = MILLIS;

    PartitionState state() {
        return state;
    }

    ConversationState conversation(String id) {
        @Nullable ConversationState conversation = state.conversation(id);
        assertThat(conversation).as(id).isNotNull();
        if (conversation == null) {
            throw new AssertionError(id);
        }
        return conversation;
    }

    /// The next command is appended that much later.
    void passMillis(long more) {
        millis += more;
    }

    Decision decide(Command command) {
        CommandRecord record = new CommandRecord(offset++, millis, command);
        state.load(state.missing(List.of(record)), Reference.NO_ROWS);
        Decision decision = sequencer.decide(state, record);
        if (decision instanceof Decision.Accept accept) {
            LogEvent event = accept.event();
            assertThat(state.apply(event)).isTrue();
        }
        return decision;
    }

    LogEvent accept(Command command) {
        Decision decision = decide(command);
        assertThat(decision).as("%s", command).isInstanceOf(Decision.Accept.class);
        return ((Decision.Accept) decision).event();
    }

    Outcome answer(Command command) {
        Decision decision = decide(command);
        assertThat(decision).as("%s", command).isInstanceOf(Decision.Answer.class);
        return ((Decision.Answer) decision).outcome();
    }

    void refuse(Command command, ErrorCode code) {
        Outcome outcome = answer(command);
        assertThat(outcome.getRefused().getCode()).isEqualTo(code.name());
        assertThat(outcome.getRefused().getClientId()).isEqualTo(command.getClientId());
        assertThat(outcome.getOrigin()).isEqualTo(command.getOrigin());
    }
}
