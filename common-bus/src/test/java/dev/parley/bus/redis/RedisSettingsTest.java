package dev.parley.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.RedisURI;
import org.junit.jupiter.api.Test;

class RedisSettingsTest {

    @Test
    void uri_tellsWhetherItIsACluster() {
        assertThat(settings("redis://localhost:6379").isCluster()).isFalse();
        assertThat(settings("rediss://u:p@localhost:6379/0").isCluster()).isFalse();
        assertThat(settings("redis-sentinel://a:26379,b:26379/0#main").isCluster())
                .isFalse();
        assertThat(settings("redis://a:1,b:2").isCluster()).isTrue();
        assertThat(settings("redis-cluster://a:1").isCluster()).isTrue();
    }

    @Test
    void clusterNodes_areAllTaken_withTls() {
        assertThat(settings("rediss-cluster://:secret@a:1,b:2").clusterUris())
                .allMatch(RedisURI::isSsl)
                .extracting(uri -> uri.getHost() + ":" + uri.getPort())
                .containsExactly("a:1", "b:2");
    }

    @Test
    void password_isNotPrinted() {
        assertThat(settings("redis://user:secret@localhost:6379"))
                .hasToString("RedisSettings[uri=redis://[redacted]@localhost:6379, keyPrefix=]");
    }

    @Test
    void emptyUri_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> settings(" "));
    }

    private static RedisSettings settings(String uri) {
        return new RedisSettings(uri, "");
    }
}
