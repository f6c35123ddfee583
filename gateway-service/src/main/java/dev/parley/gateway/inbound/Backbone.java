package dev.parley.gateway.inbound;

import dev.parley.gateway.auth.TokenVerifier;
import dev.parley.gateway.metrics.GatewayMetrics;
import dev.parley.gateway.pressure.PageBudget;
import dev.parley.gateway.resume.DirectoryKeeper;
import dev.parley.gateway.resume.HeadReader;
import dev.parley.gateway.resume.SyncProxy;
import dev.parley.gateway.resume.Targets;
import dev.parley.gateway.session.SessionRegistry;
import dev.parley.log.path.PathLog;
import java.time.Clock;

/// What every connection works with; one for the whole gateway.
///
/// @param gatewayId bus address of this gateway
public record Backbone(
        String gatewayId,
        Clock clock,
        SessionRegistry registry,
        DirectoryKeeper directory,
        CommandSink commands,
        TokenVerifier tokens,
        HeadReader heads,
        SyncProxy syncs,
        PageBudget pages,
        Targets targets,
        SendLimits limits,
        GatewayMetrics metrics,
        PathLog path) {}
