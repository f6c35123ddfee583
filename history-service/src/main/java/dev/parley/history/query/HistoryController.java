package dev.parley.history.query;

import com.google.protobuf.util.JsonFormat;
import dev.parley.history.reading.ArchiveReader;
import dev.parley.history.reading.AsideReader;
import dev.parley.history.reading.PersonalReader;
import dev.parley.history.reading.ReadLimiter;
import dev.parley.proto.v1.Event;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// `GET /v1/history/{id}`: the events of a conversation, or some of its messages, as JSON, at most 200 at a time.
@RestController
final class HistoryController {

    private static final JsonFormat.Printer JSON = JsonFormat.printer().omittingInsignificantWhitespace();

    private final HistoryReader reader;
    private final ReadLimiter limiter;

    HistoryController(ArchiveReader archive, AsideReader aside, PersonalReader personal, ReadLimiter limiter) {
        this.reader = new HistoryReader(archive, aside, personal);
        this.limiter = limiter;
    }

    @GetMapping("/v1/history/{conversationId}")
    Mono<ResponseEntity<String>> history(
            Principal user, @PathVariable String conversationId, @RequestParam MultiValueMap<String, String> query) {
        HistoryRequest request = HistoryRequest.parse(conversationId, query.toSingleValueMap());
        return Mono.fromFuture(() -> limiter.run(() -> {
            HistoryPage page = reader.page(user.getName(), conversationId, request);
            return response(conversationId, request, page);
        }));
    }

    private static ResponseEntity<String> response(String conversationId, HistoryRequest request, HistoryPage page)
            throws IOException {
        StringBuilder json = new StringBuilder("{\"items\":[");
        String separator = "";
        for (Event item : page.items()) {
            json.append(separator);
            JSON.appendTo(item, json);
            separator = ",";
        }
        json.append("],\"nextCursor\":");
        String next = page.nextCursor();
        // A cursor is base64url: nothing in it to escape.
        json.append(next == null ? "null" : '"' + next + '"');
        json.append(",\"hasMore\":").append(next != null).append('}');

        ResponseEntity.BodyBuilder response = ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON);
        if (next != null) {
            String path = "/v1/history/"
                    + URLEncoder.encode(conversationId, StandardCharsets.UTF_8).replace("+", "%20");
            String link = "<" + path + "?" + request.query() + "&cursor=" + next + ">; rel=\"next\"";
            response = response.header(HttpHeaders.LINK, link);
        }
        return response.body(json.toString());
    }
}
