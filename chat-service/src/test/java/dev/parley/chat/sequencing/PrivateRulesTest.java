package dev.parley.chat.sequencing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.Hide;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.v1.ConversationSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Blocks, settings and what is deleted for oneself: in the log, but in no conversation's order.
class PrivateRulesTest {

    private static final String DIRECT = Identifiers.directConversation("ann", "ben");

    private final Partition partition = new Partition();

    @Test
    void aBlock_stopsBothDirections_andTakesNoSeq() {
        partition.accept(Commands.createDirect("ann", "ben"));
        partition.accept(Commands.post("ann", DIRECT, "hi"));

        LogEvent block = partition.accept(Commands.block("ben", "ann", false));

        assertThat(block.getEvent().getSeq()).isZero();
        assertThat(block.getPrivateEvent().getBlock().getBy()).isEqualTo("ben");
        assertThat(block.getAudienceList()).isEmpty();
        for (String user : List.of("ann", "ben")) {
            partition.refuse(Commands.post(user, DIRECT, "hi"), ErrorCode.NOT_ALLOWED);
            partition.refuse(direct(Commands.edit(user, 2, "ann")), ErrorCode.NOT_ALLOWED);
            partition.refuse(direct(Commands.react(user, 2, "+1")), ErrorCode.NOT_ALLOWED);
            partition.refuse(direct(Commands.pin(user, 2)), ErrorCode.NOT_ALLOWED);
        }
        partition.accept(direct(Commands.delete("ann", 2, "ann")));

        partition.accept(Commands.block("ben", "ann", true));
        assertThat(partition
                        .accept(Commands.post("ann", DIRECT, "hi"))
                        .getEvent()
                        .getSeq())
                .isEqualTo(4);
    }

    @Test
    void twoBlocks_areLiftedOneByOne() {
        partition.accept(Commands.createDirect("ann", "ben"));
        partition.accept(Commands.block("ben", "ann", false));
        partition.accept(Commands.block("ben", "ann", false));
        partition.accept(Commands.block("ann", "ben", false));
        partition.accept(Commands.block("ben", "ann", true));
        partition.refuse(Commands.post("ben", DIRECT, "hi"), ErrorCode.NOT_ALLOWED);
        partition.accept(Commands.block("ann", "ben", true));
        partition.accept(Commands.post("ben", DIRECT, "hi"));
    }

    @Test
    void aStranger_canBeBlockedBeforeTheyWrite() {
        partition.accept(Commands.block("ben", "ann", false));
        partition.refuse(Commands.post("ann", DIRECT, "hi"), ErrorCode.NOT_A_MEMBER);

        LogEvent created = partition.accept(Commands.createDirect("ann", "ben"));

        assertThat(created.getEvent().getSeq()).isEqualTo(1);
        partition.refuse(Commands.post("ann", DIRECT, "hi"), ErrorCode.NOT_ALLOWED);
        ConversationState state = partition.conversation(DIRECT);
        assertThat(ConversationState.of(state.snapshot())).isEqualTo(state);
    }

    @Test
    void nobodyBlocksThemselves_orInAForeignConversation() {
        partition.refuse(Commands.block("ann", "ann", false), ErrorCode.INVALID);
        partition.refuse(
                Commands.block("ann", "ben", false).toBuilder()
                        .setConversationId(Identifiers.directConversation("ann", "cid"))
                        .build(),
                ErrorCode.INVALID);
    }

    @Test
    void settings_areToldToTheUserAlone() {
        partition.accept(Commands.createDirect("ann", "ben"));
        LogEvent changed = partition.accept(settings("ann", "so far"));

        assertThat(changed.getAudienceList()).containsExactly("ann");
        assertThat(changed.getPrivateEvent().getSettings().getDraft()).isEqualTo("so far");
        assertThat(changed.getPrivateEvent().getSettings().getConversationId()).isEqualTo(DIRECT);
        partition.refuse(settings("cid", "mine"), ErrorCode.NOT_A_MEMBER);
        partition.refuse(settings("ann", "x".repeat(ProtocolLimits.MAX_DRAFT_BYTES + 1)), ErrorCode.TOO_LARGE);
    }

    @Test
    void hiding_isOfSomethingThatIsThere() {
        partition.accept(Commands.createDirect("ann", "ben"));
        partition.accept(Commands.post("ben", DIRECT, "hi"));
        LogEvent hidden = partition.accept(hide("ann", 2));
        assertThat(hidden.getAudienceList()).containsExactly("ann");
        partition.refuse(hide("ann", 3), ErrorCode.TARGET_NOT_FOUND);
        partition.refuse(hide("ann", 0), ErrorCode.INVALID);
        partition.refuse(hide("cid", 2), ErrorCode.NOT_A_MEMBER);
    }

    private static Command settings(String user, String draft) {
        return Commands.by(user, DIRECT)
                .setSettings(ConversationSettings.newBuilder().setDraft(draft))
                .build();
    }

    private static Command hide(String user, long seq) {
        return Commands.by(user, DIRECT).setHide(Hide.newBuilder().setSeq(seq)).build();
    }

    private static Command direct(Command command) {
        return command.toBuilder().setConversationId(DIRECT).build();
    }
}
