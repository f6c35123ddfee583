package dev.parley.terminal.chat;

import com.google.protobuf.Timestamp;
import dev.parley.client.StateChange;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;

/// Events and states in words.
final class Wording {

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.systemDefault());

    private Wording() {}

    static String event(Event event) {
        String who = event.getSender().getUserId();
        String said = switch (event.getKindCase()) {
            case MESSAGE ->
                who + ": "
                        + clean(event.getMessage().getContent().getText().getBody())
                        + (event.getEditedSeq() > 0 ? " (edited)" : "")
                        + (event.getDeletedSeq() > 0 ? "(deleted)" : "");
            case CREATED ->
                "— " + who + " began this " + event.getCreated().getKind() + " conversation"
                        + (event.getCreated().getTitle().isEmpty()
                                ? ""
                                : " \"" + clean(event.getCreated().getTitle()) + "\"")
                        + " with "
                        + event.getCreated().getMembersList().stream()
                                .map(Member::getUserId)
                                .filter(user -> !user.equals(who))
                                .limit(8)
                                .collect(Collectors.joining(", "));
            case MEMBERS_ADDED ->
                event.getMembersAdded().getInviteId().isEmpty()
                        ? "— " + who + " added "
                                + String.join(", ", event.getMembersAdded().getUserIdsList())
                        : "— " + who + " joined by an invite";
            case MEMBER_REMOVED ->
                "— " + who + " removed " + event.getMemberRemoved().getUserId();
            case MEMBER_LEFT -> "— " + event.getMemberLeft().getUserId() + " left";
            case RENAMED ->
                "— " + who + " renamed it to \"" + clean(event.getRenamed().getTitle()) + "\"";
            case EDITED ->
                "— " + who + " changed #" + event.getEdited().getTargetSeq() + " to: "
                        + clean(event.getEdited().getContent().getText().getBody());
            case DELETED -> "— " + who + " deleted #" + event.getDeleted().getTargetSeq();
            case REACTED ->
                "— " + who + " reacted " + clean(event.getReacted().getEmoji()) + " to #"
                        + event.getReacted().getTargetSeq();
            case ROLE_CHANGED ->
                "— " + who + " made " + event.getRoleChanged().getUserId() + " "
                        + event.getRoleChanged().getRole();
            case OWNERSHIP_TRANSFERRED ->
                "— " + who + " made " + event.getOwnershipTransferred().getUserId() + " the owner";
            case DESCRIBED ->
                "— " + who + " described it: " + clean(event.getDescribed().getDescription());
            case PICTURE_CHANGED -> "— " + who + " changed the picture";
            case POLICY_CHANGED -> "— " + who + " changed the policy";
            case PINNED ->
                "— " + who + (event.getPinned().getRemoved() ? " took #" : " pinned #")
                        + event.getPinned().getTargetSeq()
                        + (event.getPinned().getRemoved() ? " down" : "");
            case KIND_NOT_SET -> "— something this program does not know";
        };
        return time(event.getTime()) + " " + said;
    }

    static String state(StateChange change) {
        return switch (change.state()) {
            case CONNECTED -> "— connected";
            case BACKING_OFF ->
                "— connection lost ("
                        + (change.closeCode().isPresent() ? change.closeCode().getAsInt() + " " : "")
                        + clean(change.detail()) + "), next try in "
                        + change.retryIn().toMillis() + " ms; what you type waits";
            case DRAINING ->
                "— this gateway restarts; moving on in " + change.retryIn().toMillis() + " ms";
            case STOPPED_BY_SERVER ->
                "— the server ended this session: " + clean(change.detail())
                        + ". Another terminal of the same user? Use --device. /reconnect comes back.";
            case IDLE, CONNECTING, CLOSED -> "";
        };
    }

    /// Other people's text must not move the cursor or set colours.
    static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == '\n' || point == '\t' ? point : Character.isISOControl(point) ? '\ufffd' : point)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static String time(Timestamp time) {
        return time.getSeconds() == 0 ? "--:--" : CLOCK.format(Instant.ofEpochSecond(time.getSeconds()));
    }
}
