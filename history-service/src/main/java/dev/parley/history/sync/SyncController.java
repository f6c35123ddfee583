package dev.parley.history.sync;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.parley.contract.ErrorCode;
import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.PersonalReader;
import dev.parley.history.reading.ReadLimiter;
import dev.parley.history.reading.ReadRefused;
import dev.parley.proto.v1.Sync;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// `POST /v1/sync` for clients without a socket: the body of a `sync` frame in, the body of a `page` frame out, as
/// JSON.
@RestController
final class SyncController {

    private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer().omittingInsignificantWhitespace();

    private final SyncReader reader;
    private final ReadLimiter limiter;

    SyncController(ArchiveReader archive, PersonalReader personal, ReplayLimits limits, ReadLimiter limiter) {
        this.reader = new SyncReader(archive, personal, limits);
        this.limiter = limiter;
    }

    @PostMapping("/v1/sync")
    Mono<ResponseEntity<String>> sync(Principal user, @RequestBody byte[] body) {
        SyncRequest request = SyncRequest.of(parse(body), Map.of());
        return Mono.fromFuture(() -> limiter.run(() -> {
            String json = PRINTER.print(reader.page(user.getName(), request));
            return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(json);
        }));
    }

    private static Sync parse(byte[] body) {
        try {
            String json = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            Sync.Builder sync = Sync.newBuilder();
            PARSER.merge(json, sync);
            return sync.build();
        } catch (CharacterCodingException | InvalidProtocolBufferException | RuntimeException e) {
            // The parser lets some of Gson's unchecked exceptions through.
            throw new ReadRefused(ErrorCode.INVALID, "body: not a sync", e);
        }
    }
}
