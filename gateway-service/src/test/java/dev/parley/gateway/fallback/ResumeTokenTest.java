package dev.parley.gateway.fallback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Frame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ResumeTokenTest {

    /// Whatever happened before and after the token, what follows tells the client of every event it was not told.
    @Test
    void whoComesBack_isToldEveryEventAboveTheToken_inAnyHistory() {
        for (long seed = 0; seed < 3_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Map<String, Long> heads = new TreeMap<>();
            int conversations = random.nextInt(1, 60);
            for (int i = 0; i < conversations; i++) {
                heads.put("g_" + i, random.nextLong(1, 50));
            }
            Told told = new Told();
            heads.forEach(told::head);
            Map<String, Long> known = new HashMap<>(heads);
            for (int i = random.nextInt(80); i > 0; i--) {
                String id = "g_" + random.nextInt(conversations);
                long seq = heads.merge(id, 1L, Long::sum);
                known.put(id, seq);
                told.note(event(id, seq));
            }
            ResumeToken token = ResumeToken.decoded(told.token().encoded()).orElseThrow();
            assertThat(token).isEqualTo(told.token());
            for (int i = random.nextInt(20); i > 0; i--) {
                String id = "g_" + random.nextInt(conversations + 2);
                heads.merge(id, 1L, Long::sum);
            }

            ResumeToken.Resumption resumption = token.against(heads);

            heads.forEach((id, head) -> {
                boolean moved = head > known.getOrDefault(id, 0L);
                boolean replayed = resumption.behind().getOrDefault(id, Long.MAX_VALUE) == known.getOrDefault(id, 0L);
                boolean named = resumption.heads().getOrDefault(id, 0L).equals(head);
                assertThat(!moved || replayed || named).as(id).isTrue();
            });
            if (heads.equals(known)) {
                assertThat(resumption.behind()).isEmpty();
                assertThat(resumption.heads()).as("nothing to tell").isEmpty();
            }
        }
    }

    @Test
    void aToken_fitsAHeader_howeverManyConversationsThereAre() {
        Told told = new Told();
        for (int i = 0; i < 5_000; i++) {
            told.note(event("g_" + i, i + 1));
        }

        assertThat(told.token().encoded()).hasSizeLessThan(400);
    }

    @Test
    void whatIsNoToken_isToldSo() {
        for (String text : List.of("x", "AAAA", "not base64 !", "A".repeat(100), "A".repeat(5_000))) {
            assertThat(ResumeToken.decoded(text)).as(text).isEqualTo(Optional.empty());
        }
    }

    private static Frame event(String id, long seq) {
        return Frame.newBuilder()
                .setEvent(Event.newBuilder().setConversationId(id).setSeq(seq))
                .build();
    }
}
