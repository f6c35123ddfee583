package dev.parley.terminal.chat;

import dev.parley.client.ClientListener;
import dev.parley.client.ParleyClient;
import dev.parley.client.StateChange;
import dev.parley.client.rest.ConversationSummary;
import dev.parley.client.rest.ParleyRest;
import dev.parley.proto.v1.Ack;
import dev.parley.proto.v1.Error;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Receipt;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is shown: listens to the client and knows which conversation is open. Its monitor guards the rooms; the
/// client's calls and the typed commands meet here.
public final class Chat implements ClientListener {

    private static final int SHOWN_ON_OPEN = 15;

    /// An own message whose mark may still change.
    private static final class OwnLine {
        final Room room;
        final int line;
        long seq;
        Mark mark = Mark.PENDING;

        OwnLine(Room room, int line) {
            this.room = room;
            this.line = line;
        }
    }

    private final Screen screen;
    private final String me;
    private final Rooms rooms;
    private final List<OwnLine> ownLines = new ArrayList<>();
    private @Nullable ParleyClient client;
    private @Nullable Room open;
    private boolean caughtUp;

    public Chat(Screen screen, String me) {
        this.screen = screen;
        this.me = me;
        this.rooms = new Rooms(me);
    }

    public void attach(ParleyClient made) {
        client = made;
    }

    /// The past is in: from now on messages are news.
    public synchronized void caughtUp(List<ConversationSummary> summaries) {
        caughtUp = true;
        summaries.forEach(summary -> {
            Room room = rooms.room(summary.conversationId());
            room.take(summary);
            room.unread(summary.unread());
        });
        list();
    }

    @Override
    public synchronized void onEvent(Event event) {
        Room room = rooms.room(event.getConversationId());
        room.take(event);
        if (!caughtUp) {
            return;
        }
        boolean mine = event.getSender().getUserId().equals(me);
        boolean thisDevice = mine && event.getSender().getDeviceId().equals(client().deviceId());
        if (room == open) {
            if (!thisDevice || !event.hasMessage()) {
                screen.print(Wording.event(event));
            }
            client().read(room.conversationId(), event.getSeq());
        } else if (!mine) {
            if (event.hasMessage()) {
                room.unread(room.unread() + 1);
            }
            screen.print("[" + room.name() + "] " + Wording.event(event) + "   (/open " + rooms.number(room) + ")");
        }
    }

    @Override
    public synchronized void onReceipt(Receipt receipt) {
        if (receipt.getUserId().equals(me)) {
            return;
        }
        Room room = rooms.room(receipt.getConversationId());
        room.take(receipt);
        for (Iterator<OwnLine> lines = ownLines.iterator(); lines.hasNext(); ) {
            OwnLine own = lines.next();
            if (own.room != room || own.seq == 0) {
                continue;
            }
            Mark mark = room.markOf(own.seq);
            if (mark.compareTo(own.mark) > 0) {
                own.mark = mark;
                screen.mark(own.line, mark, "#" + own.seq + (mark == Mark.READ ? " read" : " delivered"));
            }
            if (own.mark == Mark.READ) {
                lines.remove();
            }
        }
    }

    @Override
    public void onState(StateChange change) {
        String said = Wording.state(change);
        // The first attempt is not news; a wait or an end is.
        if (!said.isEmpty()) {
            screen.print(said);
        }
    }

    @Override
    public void onError(Error error) {
        screen.print("— the server says: " + error.getCode() + " " + Wording.clean(error.getMessage()));
    }

    synchronized @Nullable Room open() {
        return open;
    }

    String prompt() {
        Room room = open();
        String name = room == null ? "" : room.name();
        return me + (name.isEmpty() ? "" : "@" + name) + "> ";
    }

    synchronized void list() {
        List<Room> all = rooms.all();
        if (all.isEmpty()) {
            screen.print("No conversations yet. /direct bob begins one; /help says what else there is.");
            return;
        }
        for (Room room : all) {
            screen.print("%3d  %-24s %s%s"
                    .formatted(
                            rooms.number(room),
                            Wording.clean(room.name()),
                            room.isGroup() ? room.members().size() + " members" : "direct",
                            room.unread() > 0 ? ", " + room.unread() + " unread" : ""));
        }
    }

    synchronized void open(String what) {
        var found = rooms.find(what);
        if (found.isEmpty()) {
            screen.print("No conversation \"" + what + "\". /list shows them.");
            return;
        }
        show(found.get());
    }

    synchronized void show(ConversationSummary summary) {
        Room room = rooms.room(summary.conversationId());
        // The answer may be here before the `created` event is.
        room.take(summary);
        show(room);
    }

    /// Not under the monitor: the answer may take seconds, and messages go on meanwhile.
    void history(int count, ParleyRest rest) {
        Room room = open();
        if (room == null) {
            screen.print("Open a conversation first: /list, /open 1.");
            return;
        }
        List<Event> items = rest.newest(room.conversationId(), count).items();
        items.reversed().forEach(event -> screen.print("#" + event.getSeq() + " " + Wording.event(event)));
    }

    synchronized void say(String text) {
        if (open == null) {
            screen.print("To whom? /direct bob, or /list and /open 1.");
            return;
        }
        Room room = open;
        OwnLine own = new OwnLine(room, screen.printOwn(Mark.PENDING, me + ": " + text));
        client().send(room.conversationId(), text).whenComplete((ack, failure) -> answered(own, ack, failure));
    }

    private synchronized void answered(OwnLine own, @Nullable Ack ack, @Nullable Throwable failure) {
        if (ack == null) {
            String why = failure == null ? "" : Objects.requireNonNullElse(failure.getMessage(), failure.toString());
            screen.mark(own.line, Mark.REFUSED, "not sent");
            screen.print("— not sent: " + why);
            return;
        }
        own.seq = ack.getSeq();
        own.mark = own.room.markOf(own.seq);
        ownLines.add(own);
        screen.mark(own.line, own.mark, "#" + own.seq + " sent");
    }

    private void show(Room room) {
        open = room;
        screen.print("— " + Wording.clean(room.name()) + ", " + String.join(", ", room.members()));
        room.newest(SHOWN_ON_OPEN).forEach(event -> screen.print(Wording.event(event)));
        room.unread(0);
        if (room.head() > 0) {
            client().read(room.conversationId(), room.head());
        }
    }

    private ParleyClient client() {
        return Objects.requireNonNull(client, "attach() comes first");
    }
}
