package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.parley.history.archive.ArchiveBatch;
import dev.parley.history.archive.ArchiveBatch.EditMark;
import dev.parley.history.archive.ArchiveBatch.Erasure;
import dev.parley.history.archive.ArchiveStore;
import dev.parley.history.archive.ArchiveUnavailable;
import java.util.ArrayList;
import java.util.List;

/// The archive in Cassandra. Rows go in unlogged batches, grouped by replica; all statements are idempotent and carry
/// their timestamp, so a batch that timed out is simply written again.
final class CassandraStore implements ArchiveStore {

    private final InFlight inFlight;
    private final ReplicaBatches batches;
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
        this.batches = new ReplicaBatches(session, keyspace);
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
            inFlight.execute(
                    batches.of(batch.heads().stream().map(raiseHead::bind).toList()));
        } catch (DriverException e) {
            throw new ArchiveUnavailable("write failed", e);
        }
    }

    private void writeEvents(ArchiveBatch batch) {
        List<BoundStatement> statements = new ArrayList<>();
        batch.events().forEach(row -> statements.add(insertEvent.bind(row)));
        batch.edits().forEach(edit -> statements.add(markEdited.bind(edit)));
        inFlight.execute(batches.of(statements));
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
        List<BoundStatement> statements = new ArrayList<>();
        batch.namings().forEach(naming -> statements.add(nameConversation.bind(naming)));
        batch.joinings().forEach(joining -> {
            statements.add(putMember.joined(joining));
            statements.add(putWindow.joined(joining));
        });
        batch.leavings().forEach(leaving -> {
            statements.add(putMember.left(leaving));
            statements.add(putWindow.ended(leaving));
        });
        batch.roleChanges().forEach(change -> statements.add(putMember.role(change)));
        inFlight.execute(batches.of(statements));
    }
}
