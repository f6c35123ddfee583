package dev.parley.history.archive;

import dev.parley.history.archive.ArchiveBatch.EditMark;
import dev.parley.history.archive.ArchiveBatch.Erasure;
import dev.parley.history.archive.ArchiveBatch.EventRow;
import dev.parley.history.archive.ArchiveBatch.Head;
import dev.parley.proto.v1.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Says which rows follow from accepted events. A function of the events alone, so the archive after a replay is the
/// archive before it.
public final class Projection {

    private final List<EventRow> events = new ArrayList<>();
    private final List<EditMark> edits = new ArrayList<>();
    private final List<Erasure> erasures = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();
    private final Map<String, Head> heads = new HashMap<>();

    private Projection() {}

    public static ArchiveBatch of(List<ArchivedEvent> accepted) {
        Projection projection = new Projection();
        accepted.forEach(projection::add);
        return new ArchiveBatch(
                projection.events,
                projection.edits,
                projection.erasures,
                projection.facts,
                List.copyOf(projection.heads.values()));
    }

    private void add(ArchivedEvent archived) {
        if (archived.logEvent().hasRequest()) {
            facts.add(PrivateProjection.requested(archived.logEvent(), archived.writeTimestamp()));
        }
        if (archived.logEvent().hasPrivateEvent()) {
            // In no conversation's order: neither an item nor a head.
            facts.addAll(PrivateProjection.facts(archived.logEvent(), archived.writeTimestamp()));
            return;
        }
        Event event = archived.logEvent().getEvent();
        String conversation = event.getConversationId();
        long timestamp = archived.writeTimestamp();

        events.add(MessageProjection.row(event, timestamp));
        Head head = new Head(
                conversation,
                event.getSeq(),
                event.getOrdinal(),
                archived.logEvent().getEpoch());
        heads.merge(conversation, head, (a, b) -> a.timestamp() >= b.timestamp() ? a : b);
        facts.addAll(GroupProjection.facts(event, timestamp));
        facts.addAll(MessageProjection.facts(event, timestamp));
        if (event.hasEdited()) {
            edits.add(MessageProjection.editMark(event, timestamp));
        } else if (event.hasDeleted()) {
            erasures.add(new Erasure(conversation, event.getDeleted().getTargetSeq(), event.getSeq()));
        }
    }
}
