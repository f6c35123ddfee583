package dev.parley.client;

import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Ping;

/// A ping each interval that the server announced; a server that says nothing for 2.5 intervals is dead, whatever TCP
/// believes. Guarded by the client's lock.
final class Heartbeat {

    private long intervalMillis = ProtocolLimits.HEARTBEAT.toMillis();
    private long pingAtMillis = Alarm.NEVER;
    private long heardAtMillis;
    private long number;

    void begin(int announcedMillis, long nowMillis) {
        intervalMillis = announcedMillis > 0 ? announcedMillis : ProtocolLimits.HEARTBEAT.toMillis();
        pingAtMillis = nowMillis + intervalMillis;
        heardAtMillis = nowMillis;
    }

    void end() {
        pingAtMillis = Alarm.NEVER;
    }

    void heard(long nowMillis) {
        heardAtMillis = nowMillis;
    }

    boolean isDead(long nowMillis) {
        return pingAtMillis != Alarm.NEVER && nowMillis >= deadAtMillis();
    }

    /// Sends a ping if it is time.
    void pump(long nowMillis, Socket socket) {
        if (nowMillis >= pingAtMillis) {
            socket.send(Frame.newBuilder()
                    .setId("p" + ++number)
                    .setPing(Ping.getDefaultInstance())
                    .build());
            pingAtMillis = nowMillis + intervalMillis;
        }
    }

    long nextAtMillis() {
        return pingAtMillis == Alarm.NEVER ? Alarm.NEVER : Math.min(pingAtMillis, deadAtMillis());
    }

    private long deadAtMillis() {
        return heardAtMillis + intervalMillis * 5 / 2;
    }
}
