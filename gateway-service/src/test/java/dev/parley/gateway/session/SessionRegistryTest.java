package dev.parley.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.gateway.codec.Encoding;
import org.junit.jupiter.api.Test;

final class SessionRegistryTest {

    private final SessionRegistry registry = new SessionRegistry();

    private static Session session(String id, String user, String device) {
        return new Session(id, user, device, 1, Encoding.JSON, new Nowhere(), new Nowhere());
    }

    @Test
    void aNewerSessionOfADevice_takesThePlaceOfTheOlder_andOthersStay() {
        Session old = session("1", "alice", "phone");
        Session laptop = session("2", "alice", "laptop");
        Session fresh = session("3", "alice", "phone");
        registry.put(old);
        registry.put(laptop);

        assertThat(registry.put(fresh)).contains(old);
        assertThat(registry.ofUser("alice")).containsExactlyInAnyOrder(laptop, fresh);
        assertThat(registry.byId("1")).isEmpty();
        assertThat(registry.size()).isEqualTo(2);
    }

    @Test
    void aLateRemoval_neverRemovesTheNewerSession() {
        Session old = session("1", "alice", "phone");
        Session fresh = session("2", "alice", "phone");
        registry.put(old);
        registry.put(fresh);

        registry.remove(old);

        assertThat(registry.ofUser("alice")).containsExactly(fresh);
        registry.remove(fresh);
        assertThat(registry.ofUser("alice")).isEmpty();
        assertThat(registry.size()).isZero();
    }
}
