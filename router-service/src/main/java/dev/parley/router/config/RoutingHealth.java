package dev.parley.router.config;

import dev.parley.router.inbound.PollLoop;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Up while both loops are in their groups and polling. Says nothing about Redis: while it is away the router
/// is doing what it should, which is to wait.
final class RoutingHealth implements HealthIndicator {

    private final List<PollLoop<?>> loops;

    RoutingHealth(List<PollLoop<?>> loops) {
        this.loops = loops;
    }

    @Override
    public Health health() {
        return loops.stream().allMatch(PollLoop::isReading)
                ? Health.up().build()
                : Health.outOfService().build();
    }
}
