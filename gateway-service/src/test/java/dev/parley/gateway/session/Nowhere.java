package dev.parley.gateway.session;

import dev.parley.contract.CloseCode;
import dev.parley.proto.v1.Frame;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;

/// A way out that leads nowhere.
public final class Nowhere implements Outlet, Session.Settlement {

    @Override
    public void settled(String conversationId, String clientId) {}

    @Override
    public void forwarded(Frame frame) {}

    @Override
    public Executor loop() {
        return Runnable::run;
    }

    @Override
    public void send(Frame frame) {}

    @Override
    public void write(Frame frame, ByteBuf encoded) {
        encoded.release();
    }

    @Override
    public void sendPage(Frame page, Runnable written) {
        written.run();
    }

    @Override
    public void ping(long number) {}

    @Override
    public void close(CloseCode code) {}
}
