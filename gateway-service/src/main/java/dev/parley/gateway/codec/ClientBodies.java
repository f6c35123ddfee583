package dev.parley.gateway.codec;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.parley.proto.v1.Frame;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// Which bodies of a frame exist, and which of them a client may send.
final class ClientBodies {

    private static final Set<Integer> ALL = Frame.getDescriptor().getOneofs().getFirst().getFields().stream()
            .map(FieldDescriptor::getNumber)
            .collect(Collectors.toUnmodifiableSet());

    private static final Set<Integer> FROM_CLIENT = Arrays.stream(new int[] {
                Frame.HELLO_FIELD_NUMBER,
                Frame.SEND_FIELD_NUMBER,
                Frame.EDIT_FIELD_NUMBER,
                Frame.DELETE_FIELD_NUMBER,
                Frame.REACT_FIELD_NUMBER,
                Frame.PIN_FIELD_NUMBER,
                Frame.SYNC_FIELD_NUMBER,
                Frame.RECEIVED_FIELD_NUMBER,
                Frame.READ_FIELD_NUMBER,
                Frame.TYPING_FIELD_NUMBER,
                Frame.WATCH_FIELD_NUMBER,
                Frame.BACKGROUND_FIELD_NUMBER,
                Frame.PING_FIELD_NUMBER,
                Frame.REFRESH_FIELD_NUMBER
            })
            .boxed()
            .collect(Collectors.toUnmodifiableSet());

    private ClientBodies() {}

    static boolean isBody(int fieldNumber) {
        return ALL.contains(fieldNumber);
    }

    static boolean mayComeFromClient(int fieldNumber) {
        return FROM_CLIENT.contains(fieldNumber);
    }
}
