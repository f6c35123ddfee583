package dev.parley.history.config;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/// Readiness of this instance: true once it has been connected to the archive and has found the log. A later outage
/// does not take it back, or one outage would take every instance out of service at once.
@Component
class Acceptance {

    private final ApplicationContext context;
    private boolean archiveConnected;
    private boolean logFound;
    private boolean started;

    Acceptance(ApplicationContext context) {
        this.context = context;
    }

    synchronized void archiveConnected() {
        archiveConnected = true;
        publishIfReady();
    }

    synchronized void logFound() {
        logFound = true;
        publishIfReady();
    }

    /// Spring Boot says "accepting" as soon as the context has started, which may be too early.
    @EventListener
    synchronized void correct(AvailabilityChangeEvent<ReadinessState> event) {
        started = true;
        if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC && !(archiveConnected && logFound)) {
            AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        }
    }

    private void publishIfReady() {
        // Before that, Spring Boot's own "accepting" is still to come, and is right.
        if (started && archiveConnected && logFound) {
            AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
        }
    }
}
