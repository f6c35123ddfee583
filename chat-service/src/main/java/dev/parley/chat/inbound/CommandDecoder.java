package dev.parley.chat.inbound;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.chat.sequencing.CommandRecord;
import dev.parley.proto.log.Command;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// Makes a command of a record of `parley.commands`. The judgement depends on the record alone, so every owner throws
/// out the same ones.
final class CommandDecoder {

    /// A frame (64 KiB) or 500 member ids (64 KiB) with room to spare; the event made of it must fit Kafka's 1
    /// MiB.
    static final int MAX_BYTES = 256 * 1024;

    sealed interface Decoded {

        record Good(CommandRecord record) implements Decoded {}

        record Poison(String reason) implements Decoded {}
    }

    private CommandDecoder() {}

    static Decoded decode(ConsumerRecord<String, byte[]> message) {
        byte @Nullable [] value = message.value();
        if (value == null) {
            return new Decoded.Poison("no value");
        }
        if (value.length > MAX_BYTES) {
            return new Decoded.Poison("value: " + value.length + " bytes (expected: <= " + MAX_BYTES + ")");
        }
        Command command;
        try {
            command = Command.parseFrom(value);
        } catch (InvalidProtocolBufferException e) {
            return new Decoded.Poison("not a parley.log.v1.Command");
        }
        if (!command.getConversationId().equals(message.key())) {
            // The partition is the key's. Taken from here, the command would be numbered by two owners.
            return new Decoded.Poison("key is not the conversation id");
        }
        return new Decoded.Good(new CommandRecord(message.offset(), message.timestamp(), command));
    }
}
