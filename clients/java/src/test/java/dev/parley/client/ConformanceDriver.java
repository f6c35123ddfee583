package dev.parley.client;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// The Java client behind the line protocol of clients/conformance. It runs at speed 1: the client has no clock that
/// can be set.
final class ConformanceDriver implements ClientListener {

    private static final MediaType JSON = MediaType.get("application/json");

    private final PrintStream out;
    private @Nullable ParleyClient client;

    private ConformanceDriver(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        ConformanceDriver driver = new ConformanceDriver(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        // Standard output is the line protocol's alone; logs go to the other one.
        System.setOut(System.err);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            driver.take(JsonParser.parseString(line).getAsJsonObject());
        }
        driver.close();
    }

    private void take(JsonObject line) {
        String what = line.get("do").getAsString();
        ParleyClient to = client;
        if (what.equals("start")) {
            client = start(line);
        } else if (to == null) {
            say("failed", what + " before start");
        } else {
            act(to, what, line);
        }
    }

    private ParleyClient start(JsonObject line) {
        String origin = line.get("url").getAsString();
        String user = line.get("user").getAsString();
        return ParleyClient.builder()
                .url(origin.replaceFirst("^http", "ws") + "/v1/connect")
                .deviceId(line.get("deviceId").getAsString())
                .tokenProvider(() -> token(origin, user))
                .json(true)
                .listener(this)
                .build();
    }

    private void act(ParleyClient to, String what, JsonObject line) {
        switch (what) {
            case "connect" ->
                // How it went is told by the states.
                to.connect();
            case "send" -> send(to, line);
            case "read" ->
                to.read(
                        line.get("conversationId").getAsString(),
                        line.get("seq").getAsLong());
            case "retryNow" -> to.retryNow();
            case "close" -> to.close();
            default -> say("failed", "cannot " + what);
        }
    }

    private void send(ParleyClient from, JsonObject line) {
        String ref = line.get("ref").getAsString();
        var unused = from.send(
                        line.get("conversationId").getAsString(),
                        line.get("text").getAsString())
                .whenComplete((ack, error) -> answered(ref, ack, error));
    }

    private void answered(String ref, @Nullable Ack ack, @Nullable Throwable error) {
        Throwable cause = error instanceof CompletionException ? error.getCause() : error;
        JsonObject told = new JsonObject();
        told.addProperty("ref", ref);
        if (ack != null) {
            told.addProperty("seq", ack.getSeq());
            say("acked", told);
        } else if (cause instanceof RefusedException refused) {
            told.addProperty("code", refused.word());
            say("refused", told);
        } else if (!(cause instanceof ClientClosedException)) {
            say("failed", String.valueOf(cause));
        }
    }

    private void close() {
        if (client != null) {
            client.close();
        }
    }

    @Override
    public void onState(StateChange change) {
        JsonObject told = new JsonObject();
        told.addProperty("state", word(change.state()));
        told.addProperty("transport", "websocket");
        change.closeCode().ifPresent(code -> told.addProperty("closeCode", code));
        say("status", told);
    }

    @Override
    public void onEvent(Event event) {
        JsonObject told = new JsonObject();
        told.addProperty("conversationId", event.getConversationId());
        told.addProperty("seq", event.getSeq());
        told.addProperty("senderId", event.getSender().getUserId());
        if (event.hasMessage()) {
            told.addProperty("text", event.getMessage().getContent().getText().getBody());
        }
        say("event", told);
    }

    @Override
    public void onGap(String conversationId, long from, long to) {
        gap(conversationId, from, to, false);
    }

    @Override
    public void onSkipped(String conversationId, long from, long to) {
        gap(conversationId, from, to, true);
    }

    @Override
    public void onRestarted(String conversationId, long epoch) {
        JsonObject told = new JsonObject();
        told.addProperty("conversationId", conversationId);
        told.addProperty("epoch", epoch);
        say("restarted", told);
    }

    private void gap(String conversationId, long from, long to, boolean inHistory) {
        JsonObject told = new JsonObject();
        told.addProperty("conversationId", conversationId);
        told.addProperty("from", from);
        told.addProperty("to", to);
        told.addProperty("inHistory", inHistory);
        say("gap", told);
    }

    private void say(String what, String text) {
        JsonObject line = new JsonObject();
        line.addProperty(what, text);
        say(line);
    }

    private void say(String what, JsonObject told) {
        JsonObject line = new JsonObject();
        line.add(what, told);
        say(line);
    }

    private synchronized void say(JsonObject line) {
        out.println(line);
    }

    private static String word(ClientState state) {
        return switch (state) {
            case IDLE -> "idle";
            case CONNECTING -> "connecting";
            case CONNECTED -> "connected";
            case DRAINING -> "draining";
            case BACKING_OFF -> "backing-off";
            case STOPPED_BY_SERVER -> "stopped";
            case CLOSED -> "closed";
        };
    }

    private static String token(String origin, String user) throws IOException {
        JsonObject asked = new JsonObject();
        asked.addProperty("user", user);
        Request request = new Request.Builder()
                .url(origin + "/dev/token")
                .post(RequestBody.create(asked.toString(), JSON))
                .build();
        try (Response answer = ClientRuntime.shared().http().newCall(request).execute()) {
            return JsonParser.parseString(answer.body().string())
                    .getAsJsonObject()
                    .get("token")
                    .getAsString();
        }
    }
}
