package dev.parley.gateway.auth;

import java.time.Instant;

/// Who a token or a ticket stands for, and until when.
public record Principal(String userId, Instant expiresAt) {}
