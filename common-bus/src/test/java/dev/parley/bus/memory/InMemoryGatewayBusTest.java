package dev.parley.bus.memory;

import dev.parley.bus.GatewayBus;
import dev.parley.bus.GatewayBusContract;

class InMemoryGatewayBusTest extends GatewayBusContract {

    private final InMemoryGatewayBus bus = new InMemoryGatewayBus("one");
    private final GatewayBus other = bus.publisher("two");

    @Override
    protected GatewayBus bus() {
        return bus;
    }

    @Override
    protected GatewayBus otherPublisher() {
        return other;
    }

    @Override
    protected void cutAndRestoreLink() {
        bus.breakLink(address);
        bus.restoreLink(address);
    }
}
