package dev.parley.stack.edge;

import java.util.List;

/// Who serves a path. The first path segments decide, as in the routes of the Kubernetes gateway.
enum Target {
    GATEWAY("/v1/connect", "/v1/events", "/v1/poll", "/v1/frames", "/v1/tickets"),
    CHAT("/v1/conversations", "/v1/users", "/v1/devices", "/v1/keys"),
    HISTORY("/v1/history", "/v1/sync", "/v1/search", "/v1/media", "/v1/backups"),
    TOKEN("/dev/token"),
    KEY_SET("/.well-known/jwks.json"),
    PLUG("/dev/plug"),
    OPERATOR("/ops/api"),
    NONE;

    private final List<String> prefixes;

    Target(String... prefixes) {
        this.prefixes = List.of(prefixes);
    }

    /// @param uri a request target, with or without a query
    static Target of(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        for (Target target : values()) {
            for (String prefix : target.prefixes) {
                // "/v1/eventsX" is not below "/v1/events".
                if (path.equals(prefix) || path.startsWith(prefix + "/")) {
                    return target;
                }
            }
        }
        return NONE;
    }
}
