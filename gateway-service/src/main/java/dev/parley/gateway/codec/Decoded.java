package dev.parley.gateway.codec;

import dev.parley.contract.ErrorCode;
import dev.parley.proto.v1.Frame;

/// What became of the bytes of one frame.
public sealed interface Decoded {

    /// A frame with exactly one body that a client may send.
    record Valid(Frame frame) implements Decoded {}

    /// It parses but is wrong: answered, and the socket stays.
    ///
    /// @param re the frame's id, empty if it has none
    /// @param body name of its one known body, empty if there is none
    /// @param clientId set if it is a command whose text cannot be taken: the answer is then `refused`, so that
    ///     an outbox can drop the entry; otherwise empty
    record Wrong(String re, String body, String clientId, ErrorCode code, String message) implements Decoded {

        static Wrong invalid(String re, String body, String message) {
            return new Wrong(re, body, "", ErrorCode.INVALID, message);
        }
    }

    /// Not of this encoding at all: the socket closes with 4500.
    record Undecodable(String why) implements Decoded {}
}
