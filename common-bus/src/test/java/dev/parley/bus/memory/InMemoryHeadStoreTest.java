package dev.parley.bus.memory;

import dev.parley.bus.HeadStore;
import dev.parley.bus.HeadStoreContract;

class InMemoryHeadStoreTest extends HeadStoreContract {

    private final HeadStore heads = new InMemoryHeadStore();

    @Override
    protected HeadStore heads() {
        return heads;
    }
}
