package dev.parley.chat.sequencing;

import dev.parley.proto.log.Command;
import dev.parley.proto.log.Origin;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// `parley.commands`, one partition. Append times stand still, run and sometimes step back.
final class ModelCommands {

    private final Random random;
    private final List<CommandRecord> records = new ArrayList<>();
    private final Set<Long> undecodable = new HashSet<>();
    private long millis = 1_790_000_000_000L;

    ModelCommands(Random random) {
        this.random = random;
    }

    /// Returns the offset. The origin's `re` carries it, so that an answer can be traced to its record.
    long append(Command command) {
        int dice = random.nextInt(20);
        millis += dice == 0 ? -5 : dice < 10 ? 0 : random.nextInt(3);
        long offset = records.size();
        Origin origin = Origin.newBuilder()
                .setAddress("gw-1")
                .setSessionId(command.getDeviceId())
                .setRe(Long.toString(offset))
                .build();
        records.add(new CommandRecord(
                offset, millis, command.toBuilder().setOrigin(origin).build()));
        return offset;
    }

    void appendUndecodable() {
        undecodable.add(append(Command.getDefaultInstance()));
    }

    boolean isUndecodable(long offset) {
        return undecodable.contains(offset);
    }

    List<CommandRecord> records() {
        return records;
    }

    int size() {
        return records.size();
    }
}
