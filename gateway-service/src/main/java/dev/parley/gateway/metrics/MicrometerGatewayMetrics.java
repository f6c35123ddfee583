package dev.parley.gateway.metrics;

import dev.parley.contract.CloseCode;
import dev.parley.contract.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counters named `parley.gateway.*`. Tags are words of closed vocabularies, never ids.
public final class MicrometerGatewayMetrics implements GatewayMetrics {

    private final MeterRegistry registry;
    private final Counter accepted;
    private final Counter delivered;
    private final Counter busLoss;
    private final Counter activityDropped;

    public MicrometerGatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.accepted = registry.counter("parley.gateway.accepted");
        this.delivered = registry.counter("parley.gateway.delivered");
        this.busLoss = registry.counter("parley.gateway.bus.loss");
        this.activityDropped = registry.counter("parley.gateway.activity.dropped");
    }

    @Override
    public void accepted() {
        accepted.increment();
    }

    @Override
    public void refused(ErrorCode code) {
        registry.counter("parley.gateway.refused", "code", code.name()).increment();
    }

    @Override
    public void wrongFrame(ErrorCode code) {
        registry.counter("parley.gateway.wrong", "code", code.name()).increment();
    }

    @Override
    public void delivered(int sockets) {
        delivered.increment(sockets);
    }

    @Override
    public void closed(CloseCode code) {
        registry.counter("parley.gateway.closed", "code", Integer.toString(code.code()))
                .increment();
    }

    @Override
    public void busLoss() {
        busLoss.increment();
    }

    @Override
    public void unavailable(String part) {
        registry.counter("parley.gateway.unavailable", "part", part).increment();
    }

    @Override
    public void activityDropped() {
        activityDropped.increment();
    }
}
