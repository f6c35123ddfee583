package dev.parley.bus.memory;

import dev.parley.bus.SessionDirectory;
import dev.parley.bus.SessionDirectoryContract;
import java.time.Clock;

class InMemorySessionDirectoryTest extends SessionDirectoryContract {

    private final SessionDirectory directory = new InMemorySessionDirectory(Clock.systemUTC());

    @Override
    protected SessionDirectory directory() {
        return directory;
    }
}
