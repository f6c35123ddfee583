package dev.parley.chat.sequencing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.proto.log.Command;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Request;
import dev.parley.proto.v1.ConversationSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A direct conversation with somebody who wants to be asked first.
class RequestRulesTest {

    private static final String DIRECT = Identifiers.directConversation("ann", "ben");
    private static final Request ASKED = Request.newBuilder().setUserId("ben").build();
    private static final Request ENDED = ASKED.toBuilder().setEnded(true).build();

    private final Partition partition = new Partition();

    @Test
    void aDirectConversation_isARequest_untilWhoIsAskedWrites() {
        LogEvent created = partition.accept(asking());
        LogEvent first = partition.accept(Commands.post("ann", DIRECT, "hello"));
        LogEvent answer = partition.accept(Commands.post("ben", DIRECT, "who are you"));
        LogEvent next = partition.accept(Commands.post("ben", DIRECT, "hm"));

        assertThat(created.getRequest()).isEqualTo(ASKED);
        assertThat(created.getEvent().toString()).as("what both are told").doesNotContain("request");
        assertThat(first.hasRequest()).isFalse();
        assertThat(answer.getRequest()).isEqualTo(ENDED);
        assertThat(next.hasRequest()).isFalse();
    }

    @Test
    void aRequest_isEndedByWhoIsAskedOnly_andOnce() {
        partition.accept(asking());
        assertThat(partition.accept(settings("ann", false)).hasRequest()).isFalse();
        assertThat(partition.accept(Commands.block("ann", "ben", false)).hasRequest())
                .isFalse();
        assertThat(partition.accept(Commands.block("ann", "ben", true)).hasRequest())
                .isFalse();

        LogEvent accepted = partition.accept(settings("ben", false));

        assertThat(accepted.getRequest()).isEqualTo(ENDED);
        assertThat(accepted.getAudienceList()).containsExactly("ben");
        assertThat(partition.accept(settings("ben", false)).hasRequest()).isFalse();
        partition.refuse(settings("ben", true), ErrorCode.INVALID);
    }

    @Test
    void aBlock_endsIt_andTellsTheBlockersDevices() {
        partition.accept(asking());

        LogEvent block = partition.accept(Commands.block("ben", "ann", false));

        assertThat(block.getRequest()).isEqualTo(ENDED);
        assertThat(block.getAudienceList()).containsExactly("ben");
    }

    @Test
    void whoBlockedBefore_isNotAsked_norIsAnybodyWhoDoesNotWantToBe() {
        partition.accept(Commands.block("ben", "ann", false));
        assertThat(partition.accept(asking()).hasRequest()).isFalse();
        assertThat(partition.accept(Commands.createDirect("cid", "dan")).hasRequest())
                .isFalse();
        Command group = Commands.createGroup("ann", List.of("ben"));
        assertThat(partition
                        .accept(group.toBuilder()
                                .setCreate(group.getCreate().toBuilder().setAskFirst(true))
                                .build())
                        .hasRequest())
                .isFalse();
    }

    @Test
    void aRequest_isInTheCheckpoint() {
        partition.accept(asking());

        ConversationState state = partition.conversation(DIRECT);

        assertThat(state.requestedOf()).isEqualTo("ben");
        assertThat(ConversationState.of(state.snapshot())).isEqualTo(state);
    }

    private static Command asking() {
        Command create = Commands.createDirect("ann", "ben");
        return create.toBuilder()
                .setCreate(create.getCreate().toBuilder().setAskFirst(true))
                .build();
    }

    private static Command settings(String user, boolean request) {
        return Commands.by(user, DIRECT)
                .setSettings(ConversationSettings.newBuilder().setRequest(request))
                .build();
    }
}
