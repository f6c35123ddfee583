package dev.parley.history.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Described;
import dev.parley.proto.v1.Edited;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.Mention;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Reacted;
import dev.parley.proto.v1.Renamed;
import dev.parley.proto.v1.Sender;
import dev.parley.proto.v1.Text;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EncodedSizeTest {

    private static final Timestamp TIME = Timestamp.newBuilder()
            .setSeconds(1_790_000_000)
            .setNanos(123_456_789)
            .build();

    private static final List<String> TEXTS = List.of(
            "",
            "plain",
            "\"quoted\" \\ back",
            "\u0000\u0001\n\t\u007f",
            "grüße",
            "שלום",
            "日本語",
            "👍🏽 ok",
            "<a href='x'>&=</a>",
            "\u2028");

    @Test
    void size_isNeverBelowEitherEncoding() throws Exception {
        for (String text : TEXTS) {
            String body = text.repeat(50);
            Content content = Content.newBuilder()
                    .setText(Text.newBuilder().setBody(body))
                    .build();
            Created.Builder created = Created.newBuilder().setKind("group").setTitle(body);
            for (int i = 0; i < 500; i++) {
                created.addMembers(Member.newBuilder()
                        .setUserId("user" + i)
                        .setRole("member")
                        .setJoinedSeq(1));
            }
            check(full().setMessage(Message.newBuilder().setContent(content).setReplyTo(Long.MAX_VALUE)));
            check(full().setHidden(true)
                    .setMessage(Message.newBuilder()
                            .setContent(mentioning(content))
                            .setReplyTo(Long.MAX_VALUE)
                            .setThreadRoot(Long.MAX_VALUE)
                            .setForwarded(true)
                            .setExpiresAt(TIME)));
            check(full().setDescribed(Described.newBuilder().setDescription(body)));
            check(full().setReacted(Reacted.newBuilder().setTargetSeq(1).setEmoji(text)));
            check(full().setMessage(Message.getDefaultInstance()));
            check(full().setEdited(
                            Edited.newBuilder().setTargetSeq(Long.MAX_VALUE).setContent(content)));
            check(full().setCreated(created));
            check(full().setRenamed(Renamed.newBuilder().setTitle(body)));
        }
    }

    private static Content.Builder mentioning(Content content) {
        Content.Builder mentioning = content.toBuilder();
        for (int i = 0; i < 50; i++) {
            mentioning
                    .getTextBuilder()
                    .addMentions(Mention.newBuilder()
                            .setStart(32_000 + i)
                            .setLength(32_000)
                            .setUserId("u".repeat(100) + i)
                            .setAll(true));
        }
        return mentioning;
    }

    private static Event.Builder full() {
        return Event.newBuilder()
                .setConversationId("g_0123456789abcdef")
                .setSeq(Long.MAX_VALUE)
                .setOrdinal(Long.MAX_VALUE)
                .setMessageId(Long.MAX_VALUE)
                .setTime(TIME)
                .setSender(Sender.newBuilder().setUserId("alice").setDeviceId("alice-phone"))
                .setClientId("0f6c5b1e-3c7d-4a57-9a53-ef5f1f3c2b11")
                .setEditedSeq(Long.MAX_VALUE)
                .setDeletedSeq(Long.MAX_VALUE);
    }

    private static void check(Event.Builder builder) throws Exception {
        Event event = builder.build();
        int json = JsonFormat.printer()
                .omittingInsignificantWhitespace()
                .print(event)
                .getBytes(StandardCharsets.UTF_8)
                .length;
        // The comma or the tag and length that go with it in a page.
        assertThat(EncodedSize.of(event)).isGreaterThanOrEqualTo(Math.max(json + 1, event.getSerializedSize() + 6));
    }
}
