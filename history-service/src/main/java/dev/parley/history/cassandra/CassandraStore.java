package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BatchStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.DefaultBatchType;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.parley.history.archive.ArchiveBatch;
import dev.parley.history.archive.ArchiveBatch.EditMark;
import dev.parley.history.archive.ArchiveBatch.Erasure;
import dev.parley.history.archive.ArchiveBatch.EventRow;
import dev.parley.history.archive.ArchiveStore;
import dev.parley.history.archive.ArchiveUnavailable;
import dev.parley.history.reading.SeqRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The archive in Cassandra. Rows of one partition go in unlogged batches, which are one mutation each; all statements
/// are idempotent and carry their timestamp, so a batch that timed out is simply written again.
final class CassandraStore implements ArchiveStore {

    /// Rows of one batch. Tens, because a mutation is held in memory whole (CASSANDRA-6737).
    private static final int BATCH_ROWS = 50;
    private static final int BATCH_BYTES = 256 * 1024;

    private record Partition(String conversationId, long bucket) {}

    private final InFlight inFlight;
    private final InsertEvent insertEvent;
    private final MarkEdited markEdited;
    private final Erase erase;
    private final SelectErasure selectErasure;
    private final NameConversation nameConversation;
    private final PutMember putMember;
    private final PutWindow putWindow;
    private final RaiseHead raiseHead;

    CassandraStore(CqlSession session, String keyspace, int maxInFlight) {
        this.inFlight = new InFlight(session, maxInFlight);
        this.insertEvent = new InsertEvent(session, keyspace);
        this.markEdited = new MarkEdited(session, keyspace);
        this.erase = new Erase(session, keyspace);
        this.selectErasure = new SelectErasure(session, keyspace);
        this.nameConversation = new NameConversation(session, keyspace);
        this.putMember = new PutMember(session, keyspace);
        this.putWindow = new PutWindow(session, keyspace);
        this.raiseHead = new RaiseHead(session, keyspace);
    }

    @Override
    public void write(ArchiveBatch batch) throws ArchiveUnavailable {
        try {
            writeEvents(batch);
            eraseDeleted(batch.erasures());
            eraseEditsOfDeleted(batch.edits());
            writeMemberships(batch);
            // Last: a head promises everything above.
            inFlight.execute(batch.heads().stream().map(raiseHead::bind).toList());
        } catch (DriverException e) {
            throw new ArchiveUnavailable("write failed", e);
        }
    }

    private void writeEvents(ArchiveBatch batch) {
        Map<Partition, List<EventRow>> partitions = batch.events().stream()
                .collect(Collectors.groupingBy(
                        row -> new Partition(row.conversationId(), SeqRange.bucketOf(row.seq())),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<Statement<?>> statements = new ArrayList<>();
        partitions.values().forEach(rows -> statements.addAll(batches(rows)));
        batch.edits().forEach(edit -> statements.add(markEdited.bind(edit)));
        inFlight.execute(statements);
    }

    private List<Statement<?>> batches(List<EventRow> rows) {
        List<Statement<?>> batches = new ArrayList<>();
        List<BoundStatement> open = new ArrayList<>();
        int bytes = 0;
        for (EventRow row : rows) {
            int size = row.envelope().getSerializedSize()
                    + (row.content() == null ? 0 : row.content().size());
            if (!open.isEmpty() && (open.size() == BATCH_ROWS || bytes + size > BATCH_BYTES)) {
                batches.add(unlogged(open));
                open = new ArrayList<>();
                bytes = 0;
            }
            open.add(insertEvent.bind(row));
            bytes += size;
        }
        batches.add(unlogged(open));
        return batches;
    }

    /// The edits of a message that were accepted before its deletion are marked in it by now: they stand earlier
    /// in the log.
    private void eraseDeleted(List<Erasure> erasures) {
        List<List<SelectErasure.State>> states = inFlight.query(
                erasures.stream()
                        .map(erasure -> selectErasure.bind(erasure.conversationId(), erasure.targetSeq()))
                        .toList(),
                selectErasure::map);
        List<Statement<?>> statements = new ArrayList<>();
        for (int i = 0; i < erasures.size(); i++) {
            Erasure erasure = erasures.get(i);
            statements.add(erase.target(erasure.conversationId(), erasure.targetSeq(), erasure.deleteSeq()));
            for (SelectErasure.State state : states.get(i)) {
                for (long editSeq : state.edits()) {
                    statements.add(erase.edit(erasure.conversationId(), editSeq, erasure.deleteSeq()));
                }
            }
        }
        inFlight.execute(statements);
    }

    /// An edit accepted after the deletion of its target has no effect, and its own content must not stay either.
    private void eraseEditsOfDeleted(List<EditMark> edits) {
        List<List<SelectErasure.State>> states = inFlight.query(
                edits.stream()
                        .map(edit -> selectErasure.bind(edit.conversationId(), edit.targetSeq()))
                        .toList(),
                selectErasure::map);
        List<Statement<?>> statements = new ArrayList<>();
        for (int i = 0; i < edits.size(); i++) {
            EditMark edit = edits.get(i);
            for (SelectErasure.State state : states.get(i)) {
                if (state.deletedSeq() != 0) {
                    statements.add(erase.edit(edit.conversationId(), edit.editSeq(), state.deletedSeq()));
                }
            }
        }
        inFlight.execute(statements);
    }

    private void writeMemberships(ArchiveBatch batch) {
        Map<String, List<BoundStatement>> members = new LinkedHashMap<>();
        List<Statement<?>> statements = new ArrayList<>();
        batch.namings().forEach(naming -> statements.add(nameConversation.bind(naming)));
        batch.joinings().forEach(joining -> {
            group(members, joining.conversationId()).add(putMember.joined(joining));
            statements.add(putWindow.joined(joining));
        });
        batch.leavings().forEach(leaving -> {
            group(members, leaving.conversationId()).add(putMember.left(leaving));
            statements.add(putWindow.ended(leaving));
        });
        batch.roleChanges()
                .forEach(change -> group(members, change.conversationId()).add(putMember.role(change)));
        for (List<BoundStatement> ofOneConversation : members.values()) {
            for (int from = 0; from < ofOneConversation.size(); from += BATCH_ROWS) {
                int to = Math.min(from + BATCH_ROWS, ofOneConversation.size());
                statements.add(unlogged(ofOneConversation.subList(from, to)));
            }
        }
        inFlight.execute(statements);
    }

    private static List<BoundStatement> group(Map<String, List<BoundStatement>> groups, String conversationId) {
        return groups.computeIfAbsent(conversationId, absent -> new ArrayList<>());
    }

    private static Statement<?> unlogged(Collection<BoundStatement> statements) {
        // Of one partition, so no batch log is needed for it to be whole.
        return statements.size() == 1
                ? statements.iterator().next()
                : BatchStatement.newInstance(DefaultBatchType.UNLOGGED).addAll(statements);
    }
}
