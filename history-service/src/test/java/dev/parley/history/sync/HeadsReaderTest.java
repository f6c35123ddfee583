package dev.parley.history.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.v1.Page;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadsReaderTest {

    private static final Map<Long, Boolean> FROM_THE_START = Map.of(1L, true);

    private final MemoryArchive archive = new MemoryArchive();
    private final PageBuilder page = new PageBuilder(500);

    @Test
    void headOfAnEndedMembership_isItsLastSeq_andIsReturned() {
        archive.conversation("a", 9, 10, Map.of(1L, true, 4L, false));
        archive.conversation("b", 9, 10, Map.of(1L, true, 4L, false, 6L, true));

        assertThat(read()).isEqualTo(Map.of("a", 4L));
        assertThat(page.build().getHeadsMap()).isEqualTo(Map.of("a", 4L, "b", 9L));
    }

    @Test
    void membershipThatEndsWhileHeadsAreRead_isNotToldOfWhatIsBehindIt() {
        archive.conversation("a", 3, 10, FROM_THE_START);
        archive.meanwhile(() -> archive.conversation("a", 6, 10, Map.of(1L, true, 4L, false)));

        read();

        assertThat(page.build().getHeadsMap()).isEqualTo(Map.of("a", 4L));
    }

    @Test
    void conversationThatAppearsWhileHeadsAreRead_isNoTrouble() {
        archive.conversation("b", 3, 10, FROM_THE_START);
        archive.meanwhile(() -> archive.conversation("a", 1, 10, FROM_THE_START));

        read();

        assertThat(page.build()).isEqualTo(Page.newBuilder().putHeads("b", 3).build());
    }

    private Map<String, Long> read() {
        return new HeadsReader(archive).read("alice", "", 1_000, Map.of(), page);
    }
}
