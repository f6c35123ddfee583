package dev.parley.chat;

import dev.parley.kit.Isolation;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

/// The whole service in this JVM, on a free port.
public final class ChatInstance implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private ChatInstance(ConfigurableApplicationContext context) {
        this.context = context;
    }

    public static ChatInstance start(Isolation isolation) {
        return start(isolation, Map.of());
    }

    public static ChatInstance start(Isolation isolation, Map<String, String> more) {
        Map<String, Object> properties = new HashMap<>(isolation.settings());
        properties.put("server.port", "0");
        properties.put("server.address", "127.0.0.1");
        properties.putAll(more);
        String[] arguments = properties.entrySet().stream()
                .map(entry -> "--" + entry.getKey() + "=" + entry.getValue())
                .toArray(String[]::new);
        return new ChatInstance(new SpringApplicationBuilder(ChatApplication.class)
                .web(WebApplicationType.REACTIVE)
                .initializers(ChatInstance::withOwnLoops)
                .run(arguments));
    }

    /// Reactor Netty's event loops are one for the whole process by default, and the first application that is closed
    /// ends them for all.
    private static void withOwnLoops(ConfigurableApplicationContext context) {
        if (context instanceof GenericApplicationContext beans) {
            beans.registerBean(ReactorResourceFactory.class, () -> {
                ReactorResourceFactory loops = new ReactorResourceFactory();
                loops.setUseGlobalResources(false);
                return loops;
            });
        }
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public int port() {
        return Integer.parseInt(String.valueOf(context.getEnvironment().getProperty("local.server.port")));
    }

    @Override
    public void close() {
        context.close();
    }
}
