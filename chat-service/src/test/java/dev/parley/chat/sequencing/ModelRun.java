package dev.parley.chat.sequencing;

import static dev.parley.chat.sequencing.ModelViolation.check;

import dev.parley.contract.ErrorCode;
import dev.parley.log.LogIndexGate;
import dev.parley.proto.log.LogEvent;
import dev.parley.proto.log.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// One random sequence: clients, owners, logs, checkpoint rows and readers take steps in an order only the seed knows;
/// afterwards every promise is checked.
final class ModelRun {

    static final int PARTITION = 5;

    private static final int MAX_OWNERS = 3;
    private static final int STEPS_TO_FINISH = 200_000;

    private final Random random;
    private final Sabotage sabotage;
    private final ModelLogic logic;
    private final boolean isLong;
    private final ModelCounts counts = new ModelCounts();
    private final ModelCommands commands;
    private final ModelClients clients;
    private final ModelLedger ledger = new ModelLedger();
    private final ModelStore store;
    private final List<LogEvent> events = new ArrayList<>();
    private final LogIndexGate truthGate = new LogIndexGate(LogIndexGate.NONE);
    private final List<ModelChannel> channels = new ArrayList<>();
    private final List<ModelStore.Write> writes = new ArrayList<>();
    private final List<ModelOwner> owners = new ArrayList<>();
    private final List<ModelReader> readers = new ArrayList<>();
    private long committed = -1;
    private long clockMillis = 1_790_000_500_000L;
    private int version = 1;
    private long secondFrom = Long.MAX_VALUE;

    ModelRun(long seed, Sabotage sabotage, ModelLogic logic) {
        random = new Random(seed);
        this.sabotage = sabotage;
        this.logic = logic;
        // Now and then a long one, in which dedup windows overflow.
        isLong = random.nextInt(250) == 0;
        commands = new ModelCommands(random);
        clients = new ModelClients(random, commands);
        store = new ModelStore(sabotage);
        // The router: acks are made from what it reads.
        readers.add(new ModelReader(sabotage, this::ack));
        readers.add(new ModelReader(sabotage, event -> {}));
        readers.add(new ModelReader(sabotage, event -> {}));
    }

    /// @throws RuntimeException if a promise is broken
    ModelCounts play() {
        int steps = isLong ? 8_000 : 150 + random.nextInt(450);
        for (int i = 0; i < steps; i++) {
            step();
        }
        finish();
        checkEverything();
        counts.sequences = 1;
        counts.commands = commands.size();
        counts.events = events.size();
        counts.accepted = ledger.truth().size();
        counts.acks = ledger.acked().size();
        return counts;
    }

    private void step() {
        clockMillis += random.nextInt(4);
        int dice = random.nextInt(isLong ? 2_000 : 400);
        if (dice == 0) {
            rollOut();
        } else if (dice < 4) {
            owners.add(newOwner());
            if (owners.size() > MAX_OWNERS) {
                crash(owners.removeFirst());
            }
        } else if (dice < 8 && !owners.isEmpty()) {
            crash(owners.remove(random.nextInt(owners.size())));
        } else if (dice < 16 && !owners.isEmpty()) {
            counts.pauses++;
            owners.get(random.nextInt(owners.size())).pauseOrWake();
        } else {
            peacefulStep();
        }
    }

    private void peacefulStep() {
        int dice = random.nextInt(100);
        if (dice < 12) {
            clients.act();
        } else if (dice < 60) {
            ownerStep();
        } else if (dice < 76) {
            landAppend();
        } else if (dice < 90) {
            landWrite();
        } else {
            readers.get(random.nextInt(readers.size())).act(events, random);
        }
    }

    private void ownerStep() {
        if (owners.isEmpty()) {
            owners.add(newOwner());
        }
        ModelOwner owner = owners.get(random.nextInt(owners.size()));
        for (int i = random.nextInt(4); i >= 0 && !owner.isPaused(); i--) {
            owner.step();
        }
    }

    private void landAppend() {
        channels.removeIf(ModelChannel::isOver);
        if (!channels.isEmpty()) {
            channels.get(random.nextInt(channels.size())).landOne(this);
        }
    }

    private void landWrite() {
        if (writes.isEmpty()) {
            return;
        }
        int which = random.nextInt(writes.size());
        // What a stopped or dead owner has under way may come very late.
        if (owners.contains(writes.get(which).writer())
                        && !writes.get(which).writer().isPaused()
                || random.nextInt(8) == 0) {
            ModelStore.Write write = writes.remove(which);
            store.land(write);
            write.writer().rowLanded(write);
        }
    }

    private ModelOwner newOwner() {
        return new ModelOwner(this, logic.version(version));
    }

    private void crash(ModelOwner owner) {
        counts.crashes++;
        owner.die();
        writes.removeIf(write -> write.writer() == owner && random.nextBoolean());
    }

    /// The second version of the logic: every owner of the first is gone, nothing of theirs is under way, and the
    /// last one has finished and committed what it read.
    private void rollOut() {
        if (version == 2) {
            return;
        }
        counts.rollOuts++;
        if (sabotage == Sabotage.ROLLED_OUT_WITHOUT_DRAINING) {
            owners.forEach(this::crash);
            owners.clear();
            secondFrom = Math.max(committed, 0);
        } else {
            drain();
            secondFrom = commands.size();
            committed = secondFrom;
        }
        version = 2;
    }

    /// One owner, no more faults: everything that was sent is decided, written and answered.
    private void drain() {
        owners.forEach(this::crash);
        owners.clear();
        for (ModelChannel channel : channels) {
            if (random.nextBoolean()) {
                channel.dropAll();
            }
            while (!channel.isEmpty()) {
                channel.landOne(this);
            }
        }
        channels.clear();
        ModelOwner last = newOwner();
        owners.add(last);
        for (int i = 0; !last.isDone(); i++) {
            if (last.isPaused()) {
                last.pauseOrWake();
            }
            boolean stuck = i >= STEPS_TO_FINISH;
            check(!stuck, () -> "no progress without faults");
            last.step();
            landAppend();
            landWrite();
        }
        last.die();
        owners.clear();
        channels.clear();
    }

    private void finish() {
        drain();
        while (!writes.isEmpty()) {
            landWrite();
        }
        for (ModelReader reader : readers) {
            reader.read(events, Integer.MAX_VALUE);
        }
    }

    private void checkEverything() {
        Reference reference = Reference.of(commands, logic, secondFrom);
        List<LogEvent> truth = ledger.truth();
        ModelChecks.dense(truth);
        ModelChecks.sameEvents("the log", truth, "a run without faults", reference.events());
        for (ModelReader reader : readers) {
            ModelChecks.sameEvents("a reader", reader.model(), "the log", truth);
        }
        ModelChecks.firstInFirstOut(truth, clients);
        ledger.acked().keySet().forEach(name -> check(ledger.isStored(name), () -> "acked and lost: " + name));
        ledger.checkAnswers(reference);
        try {
            ModelChecks.sameState(nextOwner(), store, reference.state(), sabotage);
        } catch (OwnershipLostException e) {
            throw new ModelViolation("checkpoint and log do not fit together: " + e.getMessage());
        }
    }

    /// Whoever comes next, from nothing but what is stored.
    private PartitionOwner nextOwner() {
        TakeOver takeOver = PartitionOwner.takeOver(PARTITION, store.checkpoint(), logic.version(version));
        List<EventRecord> rest = new ArrayList<>();
        for (long offset = takeOver.firstEventOffset(); offset < events.size(); offset++) {
            rest.add(new EventRecord(offset, events.get((int) offset)));
        }
        takeOver.fold(rest, store);
        return takeOver.complete(events.size());
    }

    // What owners and channels see of the world.

    Random random() {
        return random;
    }

    Sabotage sabotage() {
        return sabotage;
    }

    ModelCounts counts() {
        return counts;
    }

    ModelCommands commands() {
        return commands;
    }

    List<LogEvent> events() {
        return events;
    }

    ModelStore store() {
        return store;
    }

    long committed() {
        return committed;
    }

    long clockMillis() {
        return clockMillis;
    }

    ModelChannel openChannel() {
        ModelChannel channel = new ModelChannel(random);
        channels.add(channel);
        return channel;
    }

    void write(ModelStore.Write write) {
        writes.add(write);
    }

    /// Kafka refuses the commit of a member that was expelled; this world does not even do that.
    void commit(long offset) {
        committed = offset;
    }

    long land(LogEvent event) {
        events.add(event);
        if (truthGate.accept(event.getLogIndex())) {
            ledger.stored(event);
        }
        return events.size() - 1L;
    }

    void ack(LogEvent event) {
        ModelLedger.Name name = ModelLedger.Name.of(event.getEvent());
        if (!event.hasPrivateEvent()) {
            ledger.acked(name, event.getEvent().getSeq());
        }
        clients.settle(name);
    }

    void answer(Outcome outcome) {
        long offset = Long.parseLong(outcome.getOrigin().getRe());
        CommandRecord record = commands.records().get((int) offset);
        ledger.answered(offset, record, outcome);
        boolean again = outcome.getRefused().getCode().equals(ErrorCode.UNAVAILABLE.name());
        if (!again) {
            clients.settle(new ModelLedger.Name(
                    WindowKey.of(record.command()), record.command().getClientId()));
        }
    }
}
