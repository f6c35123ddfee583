package dev.parley.history.sync;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.Identifiers;
import dev.parley.contract.ProtocolLimits;
import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.PersonalReader;
import dev.parley.history.reading.ReadLimiter;
import dev.parley.history.reading.ReadRefused;
import dev.parley.history.reading.SeqRange;
import dev.parley.history.reading.UnreadReader;
import dev.parley.proto.log.CountsAnswer;
import dev.parley.proto.v1.Sync;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// What gateways ask on behalf of their sessions, in protobuf. No token: the gateway authenticated the user, and the
/// edge does not route these paths; a network policy keeps others away.
@RestController
@RequestMapping(path = "/internal/v1", produces = InternalSyncController.PROTOBUF)
final class InternalSyncController {

    static final String PROTOBUF = "application/x-protobuf";

    /// `conversation=seq` pairs, comma separated: heads just announced to the client.
    static final String HEADS_HEADER = "Parley-Heads";

    private final SyncReader syncReader;
    private final HeadsReader headsReader;
    private final CountsReader countsReader;
    private final HeadWait headWait;
    private final ReadLimiter limiter;

    InternalSyncController(
            ArchiveReader archive,
            PersonalReader personal,
            UnreadReader unread,
            ReplayLimits limits,
            ReadLimiter limiter) {
        this.syncReader = new SyncReader(archive, personal, limits);
        this.headsReader = new HeadsReader(archive);
        this.countsReader = new CountsReader(archive, unread);
        this.headWait = new HeadWait(archive);
        this.limiter = limiter;
    }

    /// Body `parley.v1.Sync`, answer `parley.v1.Page`. Waits up to two seconds for the archive to reach the
    /// announced heads; if it does not, the page says `more`.
    @PostMapping("/sync")
    Mono<ResponseEntity<byte[]>> sync(
            @RequestParam String user,
            @RequestHeader(name = HEADS_HEADER, defaultValue = "") String announced,
            @RequestBody(required = false) byte @Nullable [] body) {
        checkUser(user);
        SyncRequest request = SyncRequest.of(parse(body), parseHeads(announced));
        // The wait holds no place among the readers: it reads single rows, seldom.
        return Mono.fromFuture(() ->
                limiter.run(() -> headWait.await(request.announced()), () -> response(syncReader.page(user, request))));
    }

    /// A `parley.v1.Page` of heads and epochs only: every conversation of the user, sorted by id. A gap
    /// behind the head marks a membership that has ended: what the conversation's own head is by now is not
    /// for this user.
    @GetMapping("/heads")
    Mono<ResponseEntity<byte[]>> heads(
            @RequestParam String user,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(defaultValue = "" + ProtocolLimits.MAX_HEADS) int limit) {
        checkUser(user);
        int rows = Math.clamp(limit, 1, ProtocolLimits.MAX_HEADS);
        return Mono.fromFuture(() -> limiter.run(() -> {
            PageBuilder page = new PageBuilder(ProtocolLimits.MAX_PAGE_EVENTS);
            headsReader
                    .read(user, after, rows, Map.of(), page)
                    .forEach((id, last) -> page.gap(id, new SeqRange(last + 1, SeqRange.OPEN), false));
            return response(page.build());
        }));
    }

    /// Body `parley.v1.Sync`, of which only the ids in `positions` count; answer `CountsAnswer`: what the user
    /// has not read in those they are in.
    @PostMapping("/counts")
    Mono<ResponseEntity<byte[]>> counts(
            @RequestParam String user, @RequestBody(required = false) byte @Nullable [] body) {
        checkUser(user);
        List<String> ids = parse(body).getPositionsMap().keySet().stream()
                .sorted()
                .limit(ProtocolLimits.MAX_COUNTS)
                .toList();
        return Mono.fromFuture(() -> limiter.run(() -> response(CountsAnswer.newBuilder()
                .addAllCounts(countsReader.read(user, ids))
                .build())));
    }

    private static ResponseEntity<byte[]> response(MessageLite page) {
        return ResponseEntity.ok()
                .contentType(MediaType.parseMediaType(PROTOBUF))
                .body(page.toByteArray());
    }

    private static Sync parse(byte @Nullable [] body) {
        try {
            return body == null ? Sync.getDefaultInstance() : Sync.parseFrom(body);
        } catch (InvalidProtocolBufferException e) {
            throw new ReadRefused(ErrorCode.INVALID, "body: not a parley.v1.Sync", e);
        }
    }

    private static void checkUser(String user) {
        if (!Identifiers.isUserId(user)) {
            throw new ReadRefused(ErrorCode.INVALID, "user: not a user id");
        }
    }

    static Map<String, Long> parseHeads(String header) {
        Map<String, Long> heads = new HashMap<>();
        for (String pair : header.split(",", -1)) {
            // The id itself may hold a '=' or even a ','; then this pair is not understood and nothing is waited for.
            int equals = pair.lastIndexOf('=');
            if (equals > 0) {
                try {
                    heads.put(
                            pair.substring(0, equals).strip(),
                            Long.parseLong(pair.substring(equals + 1).strip()));
                } catch (NumberFormatException e) {
                    throw new ReadRefused(ErrorCode.INVALID, HEADS_HEADER + ": not conversation=seq", e);
                }
            }
        }
        return heads;
    }
}
