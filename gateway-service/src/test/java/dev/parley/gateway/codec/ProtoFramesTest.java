package dev.parley.gateway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Frame;
import dev.parley.proto.v1.Ping;
import dev.parley.proto.v1.Pong;
import dev.parley.proto.v1.Sync;
import org.junit.jupiter.api.Test;

final class ProtoFramesTest {

    @Test
    void bytesThatAreNoFrame_areUndecodable() {
        assertThat(ProtoFrames.decode(new byte[] {(byte) 0xff, (byte) 0xff, 1}))
                .isInstanceOf(Decoded.Undecodable.class);
        // Field 1 (id) of one byte that is no UTF-8.
        assertThat(ProtoFrames.decode(new byte[] {0x0a, 0x01, (byte) 0xff})).isInstanceOf(Decoded.Undecodable.class);
        // Field 1 longer than the message.
        assertThat(ProtoFrames.decode(new byte[] {0x0a, 0x7f, 0x41})).isInstanceOf(Decoded.Undecodable.class);
    }

    @Test
    void noBody_aServersBody_orAnUnknownOne_isUnknownFrame() {
        Frame pong =
                Frame.newBuilder().setId("7").setPong(Pong.getDefaultInstance()).build();

        assertThat(ProtoFrames.decode(new byte[0]))
                .isInstanceOfSatisfying(
                        Decoded.Wrong.class, wrong -> assertThat(wrong.code()).isEqualTo(ErrorCode.UNKNOWN_FRAME));
        assertThat(ProtoFrames.decode(pong.toByteArray()))
                .isInstanceOfSatisfying(
                        Decoded.Wrong.class, wrong -> assertThat(wrong.re()).isEqualTo("7"));
        // Field 39, length 0.
        assertThat(ProtoFrames.decode(new byte[] {(byte) 0xba, 0x02, 0x00}))
                .isInstanceOfSatisfying(
                        Decoded.Wrong.class, wrong -> assertThat(wrong.code()).isEqualTo(ErrorCode.UNKNOWN_FRAME));
    }

    @Test
    void twoBodies_areInvalid_althoughAParserWouldKeepTheLast() {
        byte[] ping =
                Frame.newBuilder().setPing(Ping.getDefaultInstance()).build().toByteArray();
        byte[] sync =
                Frame.newBuilder().setSync(Sync.getDefaultInstance()).build().toByteArray();
        byte[] both = new byte[ping.length + sync.length];
        System.arraycopy(ping, 0, both, 0, ping.length);
        System.arraycopy(sync, 0, both, ping.length, sync.length);

        assertThat(ProtoFrames.decode(both))
                .isInstanceOfSatisfying(
                        Decoded.Wrong.class, wrong -> assertThat(wrong.code()).isEqualTo(ErrorCode.INVALID));
    }
}
