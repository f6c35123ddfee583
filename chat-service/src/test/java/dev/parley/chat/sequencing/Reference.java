package dev.parley.chat.sequencing;

import dev.parley.proto.log.ConversationSnapshot;
import dev.parley.proto.log.DedupSnapshot;
import dev.parley.proto.log.LogEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The same commands without any fault: one owner, one pass, nothing in between.
///
/// @param decisions by command offset; null for a record that cannot be decoded
record Reference(List<@Nullable Decision> decisions, List<LogEvent> events, PartitionState state) {

    static final StateSource NO_ROWS = new StateSource() {
        @Override
        public Optional<ConversationSnapshot> conversation(String conversationId) {
            return Optional.empty();
        }

        @Override
        public Optional<DedupSnapshot> window(WindowKey key) {
            return Optional.empty();
        }
    };

    /// @param secondFrom the first command that the second version decided about
    static Reference of(ModelCommands commands, ModelLogic logic, long secondFrom) {
        PartitionState state = new PartitionState(ModelRun.PARTITION, null);
        List<@Nullable Decision> decisions = new ArrayList<>();
        List<LogEvent> events = new ArrayList<>();
        for (CommandRecord record : commands.records()) {
            if (commands.isUndecodable(record.offset())) {
                decisions.add(null);
                continue;
            }
            state.load(state.missing(List.of(record)), NO_ROWS);
            Decision decision =
                    logic.version(record.offset() < secondFrom ? 1 : 2).decide(state, record);
            if (decision instanceof Decision.Accept accept) {
                LogEvent event = accept.event();
                state.apply(event);
                events.add(event);
            }
            decisions.add(decision);
        }
        return new Reference(decisions, events, state);
    }
}
