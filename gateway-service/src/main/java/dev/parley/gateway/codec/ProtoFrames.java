package dev.parley.gateway.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Frame;
import java.io.IOException;

/// The binary encoding. Unknown fields are dropped, as in JSON, so that nothing unchecked reaches the log.
final class ProtoFrames {

    private static final Parser<Frame> PARSER = DiscardUnknownFieldsParser.wrap(Frame.parser());

    private ProtoFrames() {}

    static Decoded decode(byte[] bytes) {
        Frame frame;
        boolean twoBodies;
        try {
            frame = PARSER.parseFrom(bytes);
            twoBodies = hasTwoBodies(bytes);
        } catch (InvalidProtocolBufferException e) {
            return new Decoded.Undecodable("not a frame");
        } catch (IOException e) {
            throw new IllegalStateException("a byte array is read without I/O", e);
        }
        if (twoBodies) {
            return Decoded.Wrong.invalid(frame.getId(), "", "more than one body");
        }
        if (!ClientBodies.mayComeFromClient(frame.getBodyCase().getNumber())) {
            return new Decoded.Wrong(frame.getId(), "", "", ErrorCode.UNKNOWN_FRAME, "no body a client sends");
        }
        return new Decoded.Valid(frame);
    }

    /// The parser keeps the last of two bodies and tells nobody.
    private static boolean hasTwoBodies(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        int body = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int number = WireFormat.getTagFieldNumber(tag);
            if (ClientBodies.isBody(number)) {
                if (body != 0 && body != number) {
                    return true;
                }
                body = number;
            }
            in.skipField(tag);
        }
        return false;
    }
}
