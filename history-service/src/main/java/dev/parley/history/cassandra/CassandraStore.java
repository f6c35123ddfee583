package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import dev.parley.history.archive.ArchiveBatch;
import dev.parley.history.archive.ArchiveBatch.Body;
import dev.parley.history.archive.ArchiveBatch.EditMark;
import dev.parley.history.archive.ArchiveBatch.Erasure;
import dev.parley.history.archive.ArchiveBatch.EventRow;
import dev.parley.history.archive.ArchiveStore;
import dev.parley.history.archive.ArchiveUnavailable;
import dev.parley.history.archive.Fact;
import dev.parley.history.archive.Fact.Mentioned;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The archive in Cassandra. Rows go in unlogged batches, grouped by replica; all statements are idempotent and carry
/// their timestamp, so a batch that timed out is simply written again.
///
/// What disappears is written with the time it has left by the clock given here, and not at all once that is over: a
/// replay does not bring it back.
final class CassandraStore implements ArchiveStore {

    private final InFlight inFlight;
    private final ReplicaBatches batches;
    private final InstantSource clock;
    private final InsertEvent insertEvent;
    private final PutContent putContent;
    private final MarkEdited markEdited;
    private final Erase erase;
    private final SelectErasure selectErasure;
    private final FactStatements factStatements;
    private final RaiseHead raiseHead;

    CassandraStore(CqlSession session, String keyspace, int maxInFlight, InstantSource clock) {
        this.inFlight = new InFlight(session, maxInFlight);
        this.batches = new ReplicaBatches(session, keyspace);
        this.clock = clock;
        this.insertEvent = new InsertEvent(session, keyspace);
        this.putContent = new PutContent(session, keyspace);
        this.markEdited = new MarkEdited(session, keyspace);
        this.erase = new Erase(session, keyspace);
        this.selectErasure = new SelectErasure(session, keyspace);
        this.factStatements = new FactStatements(session, keyspace);
        this.raiseHead = new RaiseHead(session, keyspace);
    }

    @Override
    public void write(ArchiveBatch batch) throws ArchiveUnavailable {
        try {
            writeEvents(batch);
            eraseDeleted(batch.erasures());
            settleEdits(batch.edits());
            writeFacts(batch.facts());
            // Last: a head promises everything above.
            inFlight.execute(
                    batches.of(batch.heads().stream().map(raiseHead::bind).toList()));
        } catch (DriverException e) {
            throw new ArchiveUnavailable("write failed", e);
        }
    }

    private void writeEvents(ArchiveBatch batch) {
        Instant now = clock.instant();
        List<BoundStatement> statements = new ArrayList<>();
        for (EventRow row : batch.events()) {
            statements.add(insertEvent.row(row));
            Body content = row.content();
            if (content != null) {
                addFading(statements, row.conversationId(), row.seq(), content, row.timestamp(), now);
                // Those of an edit belong to its target.
                if (row.envelope().hasMessage() && !content.mentioned().isEmpty()) {
                    statements.add(insertEvent.mentioned(row, content));
                }
            }
        }
        for (EditMark edit : batch.edits()) {
            statements.add(markEdited.bind(edit));
            addFading(statements, edit.conversationId(), edit.targetSeq(), edit.content(), edit.timestamp(), now);
        }
        inFlight.execute(batches.of(statements));
    }

    private void addFading(
            List<BoundStatement> statements,
            String conversationId,
            long seq,
            Body content,
            long timestamp,
            Instant now) {
        if (content.expiresAt() != null) {
            Lifetime.secondsLeft(content.expiresAt(), now)
                    .ifPresent(seconds -> statements.add(
                            putContent.bind(conversationId, seq, content.encoded(), seconds, timestamp)));
        }
    }

    /// The edits of a message that were accepted before its deletion are marked in it by now, and so is whom it
    /// mentioned: they stand earlier in the log.
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
                for (String userId : state.mentioned()) {
                    statements.addAll(
                            forgotten(erasure.conversationId(), userId, erasure.targetSeq(), erasure.deleteSeq()));
                }
            }
        }
        inFlight.execute(statements);
    }

    /// An edit accepted after the deletion of its target has no effect: its own content must not stay
    /// either, and it mentions nobody. Any other edit mentions whom it names and no longer whom it does
    /// not.
    private void settleEdits(List<EditMark> edits) {
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
                for (String userId : state.mentioned()) {
                    if (state.deletedSeq() != 0) {
                        statements.addAll(
                                forgotten(edit.conversationId(), userId, edit.targetSeq(), state.deletedSeq()));
                    } else if (!edit.content().mentioned().contains(userId)) {
                        statements.addAll(dropped(edit, userId));
                    }
                }
            }
        }
        inFlight.execute(statements);
    }

    /// A deleted message mentions nobody, whatever is written later.
    private List<BoundStatement> forgotten(String conversationId, String userId, long seq, long deleteSeq) {
        return factStatements.of(
                new Mentioned(conversationId, userId, seq, false, null, Erase.timestamp(deleteSeq)), Instant.MIN);
    }

    /// Of somebody whom only a later edit mentions, this says no and the later one yes: it wins.
    private List<BoundStatement> dropped(EditMark edit, String userId) {
        return factStatements.of(
                new Mentioned(
                        edit.conversationId(),
                        userId,
                        edit.targetSeq(),
                        false,
                        edit.content().expiresAt(),
                        edit.timestamp()),
                clock.instant());
    }

    private void writeFacts(List<Fact> facts) {
        Instant now = clock.instant();
        // What keeps a conversation silent first: whoever sees its members sees that too.
        List<BoundStatement> silences = new ArrayList<>();
        List<BoundStatement> others = new ArrayList<>();
        facts.forEach(
                fact -> (fact instanceof Fact.Requested ? silences : others).addAll(factStatements.of(fact, now)));
        inFlight.execute(batches.of(silences));
        inFlight.execute(batches.of(others));
    }
}
