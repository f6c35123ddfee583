package dev.parley.stack.supervisor;

import java.util.ArrayList;
import java.util.List;

/// The services of the system, in the order a message passes them.
enum ServiceKind {
    GATEWAY("gateway", 8081, 512),
    CHAT("chat", 8082, 256),
    ROUTER("router", 8084, 256),
    HISTORY("history", 8085, 256);

    private static final int PORT_STEP = 10;

    private final String word;
    private final int firstPort;
    private final int heapMebibytes;

    ServiceKind(String word, int firstPort, int heapMebibytes) {
        this.word = word;
        this.firstPort = firstPort;
        this.heapMebibytes = heapMebibytes;
    }

    String word() {
        return word;
    }

    int firstPort() {
        return firstPort;
    }

    int heapMebibytes() {
        return heapMebibytes;
    }

    String module() {
        return word + "-service";
    }

    /// `gateway-2`
    String partName(int instance) {
        return word + "-" + instance;
    }

    /// 8081, 8091, 8101 …
    static List<Integer> ports(int first, int count) {
        List<Integer> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(first + i * PORT_STEP);
        }
        return ports;
    }
}
