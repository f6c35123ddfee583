package dev.parley.history.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import dev.parley.contract.ErrorCode;
import dev.parley.history.archive.ArchiveBatch;
import dev.parley.history.archive.ArchiveStore;
import dev.parley.history.archive.ArchiveUnavailable;
import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.AsideReader;
import dev.parley.history.reading.ConversationHead;
import dev.parley.history.reading.Listing;
import dev.parley.history.reading.Membership;
import dev.parley.history.reading.ReadRefused;
import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.StoredEvent;
import dev.parley.history.reading.UnreadReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The archive, connected as soon as Cassandra can be reached. Until then reads are refused with `UNAVAILABLE` and
/// writes fail as they do in any outage, so that the order in which processes start does not matter. Once connected
/// the driver reconnects by itself.
public final class CassandraConnection
        implements ArchiveReader, AsideReader, UnreadReader, ArchiveStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CassandraConnection.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final Duration RECONNECT_MIN = Duration.ofMillis(200);
    private static final Duration RECONNECT_MAX = Duration.ofSeconds(2);

    private record Connected(
            CqlSession session, CassandraReader reader, AsideTables aside, UnreadTables unread, CassandraStore store) {}

    private final CassandraSettings settings;
    private final String instanceId;
    private final InstantSource clock;
    private final Runnable onConnected;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile @Nullable Connected connected;
    private @Nullable Thread connecting;

    /// @param onConnected called once, when reads and writes can begin
    public CassandraConnection(
            CassandraSettings settings, String instanceId, InstantSource clock, Runnable onConnected) {
        this.settings = settings;
        this.instanceId = instanceId;
        this.clock = clock;
        this.onConnected = onConnected;
    }

    /// Connects in the background.
    public void start() {
        connecting = Thread.ofVirtual().name("cassandra-connect").start(this::connect);
    }

    @Override
    public void close() {
        closing.countDown();
        if (connecting != null) {
            connecting.interrupt();
            try {
                connecting.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Connected now = connected;
        if (now != null) {
            now.session().close();
        }
    }

    @Override
    public void write(ArchiveBatch batch) throws ArchiveUnavailable {
        Connected now = connected;
        if (now == null) {
            throw new ArchiveUnavailable("not connected", new IllegalStateException("Cassandra not reached yet"));
        }
        now.store().write(batch);
    }

    @Override
    public Map<String, ConversationHead> heads(Collection<String> conversationIds) {
        return reader().heads(conversationIds);
    }

    @Override
    public Map<String, Membership> memberships(String userId, Collection<String> conversationIds) {
        return reader().memberships(userId, conversationIds);
    }

    @Override
    public List<String> conversationsOf(String userId, String afterId, int limit) {
        return reader().conversationsOf(userId, afterId, limit);
    }

    @Override
    public List<List<StoredEvent>> events(List<Part> parts) {
        return reader().events(parts);
    }

    @Override
    public List<StoredEvent> events(String conversationId, Collection<Long> seqs) {
        return reader().events(conversationId, seqs);
    }

    @Override
    public Map<String, Set<Long>> hidden(String userId, Map<String, ? extends Collection<Long>> seqs) {
        return reached().aside().hidden(userId, seqs);
    }

    @Override
    public List<Reacting> reactions(String conversationId, Collection<Long> targets) {
        return reached().aside().reactions(conversationId, targets);
    }

    @Override
    public List<Listing.Entry> entries(
            String userId, String conversationId, Listing listing, SeqRange range, boolean newestFirst, int limit) {
        return reached().aside().entries(userId, conversationId, listing, range, newestFirst, limit);
    }

    @Override
    public Map<String, Long> readMarks(String userId, Collection<String> conversationIds) {
        return reached().unread().readMarks(userId, conversationIds);
    }

    @Override
    public Map<String, Long> ordinals(Map<String, Long> seqs) {
        return reached().unread().ordinals(seqs);
    }

    @Override
    public Map<String, Set<Long>> mentions(String userId, Map<String, Long> above, int rows) {
        return reached().unread().mentions(userId, above, rows);
    }

    private CassandraReader reader() {
        return reached().reader();
    }

    private Connected reached() {
        Connected now = connected;
        if (now == null) {
            throw new ReadRefused(ErrorCode.UNAVAILABLE, "the archive is not reached yet");
        }
        return now;
    }

    private void connect() {
        while (true) {
            CqlSession session = null;
            try {
                session = open();
                new Schema(session, settings).create();
                Queries queries = new Queries(new InFlight(session, settings.maxInFlight()));
                connected = new Connected(
                        session,
                        new CassandraReader(session, settings.keyspace(), queries),
                        new AsideTables(session, settings.keyspace(), queries),
                        new UnreadTables(session, settings.keyspace(), queries),
                        new CassandraStore(session, settings.keyspace(), settings.maxInFlight(), clock));
                LOG.info("archive connected keyspace={}", settings.keyspace());
                onConnected.run();
                return;
            } catch (DriverException | IllegalStateException e) {
                LOG.warn("archive not reached retryInMillis={} error={}", RETRY_AFTER.toMillis(), e.toString());
                if (session != null) {
                    session.close();
                }
            }
            try {
                if (closing.await(RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private CqlSession open() {
        DriverConfigLoader config = DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.SESSION_NAME, instanceId)
                .withStringList(DefaultDriverOption.CONTACT_POINTS, settings.contactPoints())
                .withString(DefaultDriverOption.LOAD_BALANCING_LOCAL_DATACENTER, settings.localDatacenter())
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, settings.consistency())
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, settings.requestTimeout())
                // Every statement here can be repeated, so the driver may try the next node.
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, RECONNECT_MIN)
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, RECONNECT_MAX)
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(settings.keyspace()))
                // A dead peer is noticed in seconds, not by the kernel's patience.
                .withDuration(DefaultDriverOption.HEARTBEAT_INTERVAL, Duration.ofSeconds(5))
                .withDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT, Duration.ofSeconds(2))
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(5))
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(5))
                .build();
        return CqlSession.builder().withConfigLoader(config).build();
    }
}
