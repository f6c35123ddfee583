package dev.parley.chat.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.chat.inbound.CommandDecoder.Decoded;
import dev.parley.proto.log.Command;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

final class CommandDecoderTest {

    private static final Command COMMAND =
            Command.newBuilder().setConversationId("g_1").setUserId("alice").build();

    @Test
    void command_isTakenWithItsOffset() {
        assertThat(CommandDecoder.decode(message("g_1", COMMAND.toByteArray())))
                .isInstanceOfSatisfying(Decoded.Good.class, good -> {
                    assertThat(good.record().offset()).isEqualTo(42);
                    assertThat(good.record().command()).isEqualTo(COMMAND);
                });
    }

    @Test
    void whatIsNoCommand_isPoison() {
        assertThat(decode("g_1", null)).isInstanceOf(Decoded.Poison.class);
        assertThat(decode("g_1", "text".getBytes(StandardCharsets.UTF_8))).isInstanceOf(Decoded.Poison.class);
        assertThat(decode("g_1", new byte[CommandDecoder.MAX_BYTES + 1])).isInstanceOf(Decoded.Poison.class);
        assertThat(decode("g_2", COMMAND.toByteArray())).isInstanceOf(Decoded.Poison.class);
    }

    private static Decoded decode(String key, byte[] value) {
        return CommandDecoder.decode(message(key, value));
    }

    private static ConsumerRecord<String, byte[]> message(String key, byte[] value) {
        return new ConsumerRecord<>("parley.commands", 0, 42, key, value);
    }
}
