package dev.parley.stack.edge;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The instances behind each target, taken in turn. Who refuses a connection is passed over by the caller, which tries
/// the next; so a killed instance costs its turn some microseconds and no request.
final class Upstreams {

    private static final Pattern DEVICE = Pattern.compile("^/v1/(?:events|poll)\\?(?:.*&)?deviceId=([^&]*)");

    private final Map<Target, List<InetSocketAddress>> addresses = new EnumMap<>(Target.class);
    private final Map<Target, AtomicInteger> turns = new EnumMap<>(Target.class);

    Upstreams(List<Integer> gatewayPorts, List<Integer> chatPorts, List<Integer> historyPorts) {
        add(Target.GATEWAY, gatewayPorts);
        add(Target.CHAT, chatPorts);
        add(Target.HISTORY, historyPorts);
    }

    private void add(Target target, List<Integer> ports) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        addresses.put(
                target,
                ports.stream()
                        .map(port -> new InetSocketAddress(loopback, port))
                        .toList());
        turns.put(target, new AtomicInteger());
    }

    /// Every instance, the one whose turn it is first. Empty for what the edge serves itself. What a device asks
    /// without
    /// a WebSocket goes to the same one while that lives: any would do, but it would begin a new session each time.
    ///
    /// @param uri of the request
    List<InetSocketAddress> inTurn(Target target, String uri) {
        List<InetSocketAddress> all = addresses.getOrDefault(target, List.of());
        AtomicInteger turn = turns.get(target);
        if (all.size() < 2 || turn == null) {
            return all;
        }
        Matcher device = DEVICE.matcher(uri);
        int number = device.find() ? device.group(1).hashCode() : turn.getAndIncrement();
        int first = Math.floorMod(number, all.size());
        List<InetSocketAddress> rotated = new ArrayList<>(all.subList(first, all.size()));
        rotated.addAll(all.subList(0, first));
        return rotated;
    }
}
