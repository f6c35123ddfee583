package dev.parley.chat.config;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.bus.GatewayBus;
import dev.parley.bus.SessionDirectory;
import dev.parley.chat.devices.DeviceLog;
import dev.parley.chat.devices.DeviceLoop;
import dev.parley.chat.devices.ManageDevices;
import dev.parley.chat.devices.ReadDevices;
import dev.parley.chat.devices.SessionCloser;
import dev.parley.log.KafkaSettings;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/// The parts of the list of devices.
@Configuration(proxyBeanMethods = false)
class DeviceConfiguration {

    @Bean
    SessionCloser sessionCloser(SessionDirectory directory, GatewayBus bus, ExecutorService blocking) {
        return new SessionCloser(directory, bus, blocking);
    }

    @Bean
    DeviceLoop deviceLoop(
            KafkaSettings kafka,
            ChatSettings settings,
            CqlSession cassandra,
            SessionDirectory directory,
            SessionCloser closer) {
        return new DeviceLoop(
                kafka, settings.instanceId(), cassandra, settings.cassandra().keyspace(), directory, closer);
    }

    @Bean(destroyMethod = "close")
    DeviceLog deviceLog(KafkaSettings kafka, ChatSettings settings, ExecutorService blocking) {
        return new DeviceLog(kafka, settings.instanceId(), Clock.systemUTC(), blocking);
    }

    @Bean
    RouterFunction<ServerResponse> devices(
            CqlSession cassandra,
            ChatSettings settings,
            DeviceLog log,
            SessionDirectory directory,
            SessionCloser closer) {
        ManageDevices devices = new ManageDevices(
                new ReadDevices(cassandra, settings.cassandra().keyspace()), log, directory, closer, Clock.systemUTC());
        return RouterFunctions.route()
                .GET("/v1/devices", devices::list)
                .PATCH("/v1/devices/{id}", devices::rename)
                .DELETE("/v1/devices/{id}", devices::revoke)
                .build();
    }
}
