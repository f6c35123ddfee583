package dev.parley.stack.supervisor;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "up", description = "Start the whole system on this machine. Data of earlier runs is kept.")
final class UpCommand implements Callable<Integer> {

    @Option(names = "--gateways", defaultValue = "2", description = "How many gateways (${DEFAULT-VALUE}).")
    private int gateways;

    @Option(names = "--chat", defaultValue = "1", description = "How many chat services (${DEFAULT-VALUE}).")
    private int chats;

    @Option(names = "--router", defaultValue = "1", description = "How many routers (${DEFAULT-VALUE}).")
    private int routers;

    @Option(names = "--history", defaultValue = "1", description = "How many history services (${DEFAULT-VALUE}).")
    private int histories;

    @Option(names = "--fresh", description = "Empty the data first.")
    private boolean fresh;

    @Option(
            names = "--port",
            paramLabel = "PART=PORT",
            description = "Move a part: edge, gateway, chat, router, history, redis, kafka, cassandra or people.")
    private Map<String, Integer> ports = new LinkedHashMap<>();

    @Option(names = "--ignore-memory", description = "Start even if memory looks too small.")
    private boolean ignoreMemory;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the call
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        boolean asked = Stream.of("--gateways", "--chat", "--router", "--history", "--port")
                .anyMatch(spec.commandLine().getParseResult()::hasMatchedOption);
        Map<ServiceKind, Integer> instances = new EnumMap<>(ServiceKind.class);
        instances.put(ServiceKind.GATEWAY, gateways);
        instances.put(ServiceKind.CHAT, chats);
        instances.put(ServiceKind.ROUTER, routers);
        instances.put(ServiceKind.HISTORY, histories);
        new Stack(StackLayout.find(), System.out).up(new StackSettings(instances, ports), asked, fresh, ignoreMemory);
        return 0;
    }
}
