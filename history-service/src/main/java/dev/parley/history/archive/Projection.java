package dev.parley.history.archive;

import com.google.protobuf.ByteString;
import dev.parley.history.archive.ArchiveBatch.EditMark;
import dev.parley.history.archive.ArchiveBatch.Erasure;
import dev.parley.history.archive.ArchiveBatch.EventRow;
import dev.parley.history.archive.ArchiveBatch.Head;
import dev.parley.history.archive.ArchiveBatch.Joining;
import dev.parley.history.archive.ArchiveBatch.Leaving;
import dev.parley.history.archive.ArchiveBatch.Naming;
import dev.parley.history.archive.ArchiveBatch.RoleChange;
import dev.parley.proto.v1.Content;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Says which rows follow from accepted events. A function of the events alone, so the archive after a replay is the
/// archive before it.
public final class Projection {

    private final List<EventRow> events = new ArrayList<>();
    private final List<EditMark> edits = new ArrayList<>();
    private final List<Erasure> erasures = new ArrayList<>();
    private final List<Naming> namings = new ArrayList<>();
    private final List<Joining> joinings = new ArrayList<>();
    private final List<Leaving> leavings = new ArrayList<>();
    private final List<RoleChange> roleChanges = new ArrayList<>();
    private final Map<String, Head> heads = new HashMap<>();

    private Projection() {}

    public static ArchiveBatch of(List<ArchivedEvent> accepted) {
        Projection projection = new Projection();
        accepted.forEach(projection::add);
        return new ArchiveBatch(
                projection.events,
                projection.edits,
                projection.erasures,
                projection.namings,
                projection.joinings,
                projection.leavings,
                projection.roleChanges,
                List.copyOf(projection.heads.values()));
    }

    private void add(ArchivedEvent archived) {
        Event event = archived.logEvent().getEvent();
        String conversation = event.getConversationId();
        long seq = event.getSeq();
        long timestamp = archived.writeTimestamp();

        events.add(new EventRow(conversation, seq, withoutContent(event), content(event), timestamp));
        Head head = new Head(
                conversation, seq, event.getOrdinal(), archived.logEvent().getEpoch());
        heads.merge(conversation, head, (a, b) -> a.timestamp() >= b.timestamp() ? a : b);

        switch (event.getKindCase()) {
            case CREATED -> {
                namings.add(new Naming(
                        conversation,
                        event.getCreated().getKind(),
                        event.getCreated().getTitle(),
                        timestamp));
                for (Member member : event.getCreated().getMembersList()) {
                    joinings.add(new Joining(conversation, member.getUserId(), member.getRole(), seq, timestamp));
                }
            }
            case MEMBERS_ADDED -> {
                for (String userId : event.getMembersAdded().getUserIdsList()) {
                    joinings.add(new Joining(conversation, userId, "member", seq, timestamp));
                }
            }
            case MEMBER_REMOVED ->
                leavings.add(new Leaving(conversation, event.getMemberRemoved().getUserId(), seq, timestamp));
            case MEMBER_LEFT ->
                leavings.add(new Leaving(conversation, event.getMemberLeft().getUserId(), seq, timestamp));
            case ROLE_CHANGED ->
                roleChanges.add(new RoleChange(
                        conversation,
                        event.getRoleChanged().getUserId(),
                        event.getRoleChanged().getRole(),
                        timestamp));
            case RENAMED ->
                namings.add(new Naming(conversation, null, event.getRenamed().getTitle(), timestamp));
            case EDITED ->
                edits.add(new EditMark(
                        conversation,
                        event.getEdited().getTargetSeq(),
                        seq,
                        event.getEdited().getContent().toByteString(),
                        timestamp));
            case DELETED ->
                erasures.add(new Erasure(conversation, event.getDeleted().getTargetSeq(), seq));
            case OWNERSHIP_TRANSFERRED -> {
                roleChanges.add(new RoleChange(conversation, event.getSender().getUserId(), "admin", timestamp));
                roleChanges.add(new RoleChange(
                        conversation, event.getOwnershipTransferred().getUserId(), "owner", timestamp));
            }
            case MESSAGE, POLICY_CHANGED, REACTED, DESCRIBED, PICTURE_CHANGED, PINNED, KIND_NOT_SET -> {
                // A row and nothing else.
            }
        }
    }

    private static @Nullable ByteString content(Event event) {
        Content content = switch (event.getKindCase()) {
            case MESSAGE -> event.getMessage().getContent();
            case EDITED -> event.getEdited().getContent();
            default -> null;
        };
        return content == null ? null : content.toByteString();
    }

    private static Event withoutContent(Event event) {
        return switch (event.getKindCase()) {
            case MESSAGE ->
                event.toBuilder()
                        .setMessage(event.getMessage().toBuilder().clearContent())
                        .build();
            case EDITED ->
                event.toBuilder()
                        .setEdited(event.getEdited().toBuilder().clearContent())
                        .build();
            default -> event;
        };
    }
}
