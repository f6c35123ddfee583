package dev.parley.history;

import com.google.protobuf.Timestamp;
import dev.parley.kit.Isolation;
import dev.parley.log.KafkaSettings;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.PrivateEvent;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Created;
import dev.parley.proto.v1.Deleted;
import dev.parley.proto.v1.Edited;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Hidden;
import dev.parley.proto.v1.Member;
import dev.parley.proto.v1.MemberLeft;
import dev.parley.proto.v1.MembersAdded;
import dev.parley.proto.v1.Mention;
import dev.parley.proto.v1.Message;
import dev.parley.proto.v1.Pinned;
import dev.parley.proto.v1.Policy;
import dev.parley.proto.v1.PolicyChanged;
import dev.parley.proto.v1.Reacted;
import dev.parley.proto.v1.Renamed;
import dev.parley.proto.v1.Sender;
import dev.parley.proto.v1.Text;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Writes `parley.events` the way the sequencer does: dense seqs per conversation, dense log indexes per partition.
final class TestLog implements AutoCloseable {

    private final String topic;
    private final int partitions;
    private final Producer<String, byte[]> producer;
    private final Map<Integer, Long> logIndexes = new HashMap<>();
    private final Map<String, Long> seqs = new HashMap<>();
    private final Map<String, Long> ordinals = new HashMap<>();

    TestLog(Isolation isolation) {
        KafkaSettings settings = new KafkaSettings(
                isolation.backends().kafkaBootstrap(), isolation.topicPrefix(), isolation.conversationPartitions());
        this.topic = settings.topics().events();
        this.partitions = settings.conversationPartitions();
        this.producer = new KafkaProducer<>(settings.producer("test-log"));
    }

    int partitionOf(String conversation) {
        return Math.floorMod(conversation.hashCode(), partitions);
    }

    Event created(String conversation, String... users) {
        Created.Builder created = Created.newBuilder().setKind("group").setTitle("Team");
        for (int i = 0; i < users.length; i++) {
            created.addMembers(Member.newBuilder().setUserId(users[i]).setRole(i == 0 ? "owner" : "member"));
        }
        return append(conversation, users[0], Event.newBuilder().setCreated(created));
    }

    Event message(String conversation, String user, String text) {
        return message(conversation, user, Message.newBuilder().setContent(text(text)));
    }

    Event message(String conversation, String user, Message.Builder message) {
        ordinals.merge(conversation, 1L, Long::sum);
        return append(conversation, user, Event.newBuilder().setMessage(message));
    }

    Event reply(String conversation, String user, long root, String text) {
        return message(
                conversation, user, Message.newBuilder().setContent(text(text)).setThreadRoot(root));
    }

    /// A message that mentions these users; `*` for all.
    Event mentioning(String conversation, String user, String text, String... users) {
        return message(conversation, user, Message.newBuilder().setContent(text(text, users)));
    }

    Event reacted(String conversation, String user, long target, String emoji, boolean removed) {
        return append(
                conversation,
                user,
                Event.newBuilder()
                        .setReacted(Reacted.newBuilder()
                                .setTargetSeq(target)
                                .setEmoji(emoji)
                                .setRemoved(removed)));
    }

    Event pinned(String conversation, String user, long target, boolean removed) {
        return append(
                conversation,
                user,
                Event.newBuilder()
                        .setPinned(Pinned.newBuilder().setTargetSeq(target).setRemoved(removed)));
    }

    Event policy(String conversation, String user, String history) {
        return append(
                conversation,
                user,
                Event.newBuilder()
                        .setPolicyChanged(PolicyChanged.newBuilder()
                                .setPolicy(Policy.newBuilder().setHistory(history))));
    }

    void hidden(String conversation, String user, long target) {
        own(
                conversation,
                user,
                PrivateEvent.newBuilder().setHidden(Hidden.newBuilder().setSeq(target)));
    }

    /// A private event.
    void own(String conversation, String user, PrivateEvent.Builder event) {
        put(
                conversation,
                LogEvent.newBuilder()
                        .setEvent(Event.newBuilder()
                                .setConversationId(conversation)
                                .setTime(Timestamp.newBuilder().setSeconds(1_790_000_000))
                                .setSender(Sender.newBuilder().setUserId(user)))
                        .setPrivateEvent(event));
    }

    Event edited(String conversation, String user, long target, String text) {
        return append(
                conversation,
                user,
                Event.newBuilder()
                        .setEdited(Edited.newBuilder().setTargetSeq(target).setContent(text(text))));
    }

    Event deleted(String conversation, String user, long target) {
        return append(
                conversation,
                user,
                Event.newBuilder().setDeleted(Deleted.newBuilder().setTargetSeq(target)));
    }

    Event added(String conversation, String by, String user) {
        return append(
                conversation,
                by,
                Event.newBuilder().setMembersAdded(MembersAdded.newBuilder().addUserIds(user)));
    }

    Event left(String conversation, String user) {
        return append(
                conversation,
                user,
                Event.newBuilder().setMemberLeft(MemberLeft.newBuilder().setUserId(user)));
    }

    Event renamed(String conversation, String user, String title) {
        return append(
                conversation,
                user,
                Event.newBuilder().setRenamed(Renamed.newBuilder().setTitle(title)));
    }

    /// A record with this index, whatever the log is at: a twin or an orphan.
    void stray(String conversation, long logIndex, Event event) {
        send(
                conversation,
                LogEvent.newBuilder()
                        .setLogIndex(logIndex)
                        .setEvent(event)
                        .build()
                        .toByteArray());
    }

    void garbage(String conversation) {
        send(conversation, new byte[] {(byte) 0xff, 1, 2, 3});
    }

    long logIndex(String conversation) {
        return logIndexes.getOrDefault(partitionOf(conversation), 0L);
    }

    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }

    Event append(String conversation, String user, Event.Builder event) {
        long seq = seqs.merge(conversation, 1L, Long::sum);
        Event complete = event.setConversationId(conversation)
                .setSeq(seq)
                .setOrdinal(ordinals.getOrDefault(conversation, 0L))
                .setMessageId(seq * 1_000)
                .setTime(Timestamp.newBuilder().setSeconds(1_790_000_000 + seq))
                .setSender(Sender.newBuilder().setUserId(user).setDeviceId(user + "-phone"))
                .setClientId("c" + seq)
                .build();
        put(conversation, LogEvent.newBuilder().setEvent(complete));
        return complete;
    }

    private void put(String conversation, LogEvent.Builder event) {
        long index = logIndexes.merge(partitionOf(conversation), 1L, Long::sum);
        producer.send(new ProducerRecord<>(
                topic,
                partitionOf(conversation),
                conversation,
                event.setLogIndex(index).build().toByteArray()));
    }

    private void send(String conversation, byte[] value) {
        try {
            producer.send(new ProducerRecord<>(topic, partitionOf(conversation), conversation, value))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static Content text(String body, String... mentioned) {
        Text.Builder text = Text.newBuilder().setBody(body);
        for (String user : mentioned) {
            text.addMentions(
                    user.equals("*")
                            ? Mention.newBuilder().setAll(true)
                            : Mention.newBuilder().setUserId(user));
        }
        return Content.newBuilder().setText(text).build();
    }
}
