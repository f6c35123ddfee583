package dev.parley.chat.conversations;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.parley.chat.archive.ReadEvent;
import dev.parley.chat.archive.ReadMembers;
import dev.parley.chat.receipts.Marks;
import dev.parley.chat.receipts.ReadReceipts;
import dev.parley.chat.settings.SettingsStore;
import dev.parley.contract.ErrorCode;
import dev.parley.contract.ProtocolLimits;
import dev.parley.proto.v1.Event;
import dev.parley.proto.v1.Member;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Receipts as members may see them, from the stored marks: behind what was said by up to five seconds. Who
/// hides what they read is seen to read by nobody but themselves, and sees nobody else read. What moved while one had
/// blocked the other is shown to neither of the other. Everybody but present members is told that there is no such
/// conversation.
public final class ReceiptReader {

    private final ReadMembers readMembers;
    private final ReadReceipts readReceipts;
    private final ReadEvent readEvent;
    private final SettingsStore settings;

    /// @param members by user id
    private record Room(List<Member> members, Member self, Map<String, Marks> stored, Set<String> hiding) {

        Marks marks(Member member) {
            return stored.getOrDefault(member.getUserId(), Marks.NONE).from(member.getJoinedSeq());
        }

        boolean isReadShown(Member member) {
            boolean own = member.getUserId().equals(self.getUserId());
            return own || (!hiding.contains(member.getUserId()) && !hiding.contains(self.getUserId()));
        }
    }

    public ReceiptReader(CqlSession session, String keyspace, SettingsStore settings) {
        readMembers = new ReadMembers(session, keyspace);
        readReceipts = new ReadReceipts(session, keyspace);
        readEvent = new ReadEvent(session, keyspace);
        this.settings = settings;
    }

    /// How far each member has got, in the order of their ids.
    CompletableFuture<PageJson<ReceiptJson.MemberMarks>> marks(
            String conversationId, String userId, PageRequest request) {
        return room(conversationId, userId).thenApply(room -> {
            List<Member> page = page(room.members, request);
            List<ReceiptJson.MemberMarks> items = page.stream()
                    .limit(request.limit())
                    .map(member -> ReceiptJson.MemberMarks.of(
                            member.getUserId(), room.marks(member), room.isReadShown(member)))
                    .toList();
            return new PageJson<>(items, next(page, request), page.size() > request.limit());
        });
    }

    /// Who has received and read the message at `seq`.
    CompletableFuture<ReceiptJson.OfMessage> ofMessage(
            String conversationId, long seq, String userId, PageRequest request) {
        return room(conversationId, userId)
                .thenCompose(room -> readEvent
                        .execute(conversationId, seq)
                        .thenApply(event -> ofMessage(room, author(room, seq, event), seq, request)));
    }

    private static String author(Room room, long seq, Optional<Event> found) {
        Event event = found.filter(Event::hasMessage)
                .filter(message -> seq >= room.self.getJoinedSeq())
                .orElseThrow(() -> new ProblemException(ErrorCode.TARGET_NOT_FOUND, "No such message."));
        String author = event.getSender().getUserId();
        if (room.members.size() > ProtocolLimits.MAX_MEMBERS_NAMED_IN_RECEIPTS
                && !author.equals(room.self.getUserId())) {
            throw new ProblemException(ErrorCode.FORBIDDEN, "In a large group only the author sees who has a message.");
        }
        return author;
    }

    private static ReceiptJson.OfMessage ofMessage(Room room, String author, long seq, PageRequest request) {
        List<Member> recipients = room.members.stream()
                .filter(member ->
                        member.getJoinedSeq() <= seq && !member.getUserId().equals(author))
                .toList();
        List<Member> page = page(recipients, request);
        List<ReceiptJson.Recipient> items = page.stream()
                .limit(request.limit())
                .map(member -> new ReceiptJson.Recipient(
                        member.getUserId(), isDelivered(room, member, seq), isRead(room, member, seq)))
                .toList();
        return new ReceiptJson.OfMessage(
                Long.toString(seq),
                (int) recipients.stream()
                        .filter(member -> isDelivered(room, member, seq))
                        .count(),
                (int) recipients.stream()
                        .filter(member -> isRead(room, member, seq))
                        .count(),
                items,
                next(page, request),
                page.size() > request.limit());
    }

    private static boolean isDelivered(Room room, Member member, long seq) {
        return room.marks(member).deliveredSeq() >= seq;
    }

    private static boolean isRead(Room room, Member member, long seq) {
        return room.marks(member).readSeq() >= seq && room.isReadShown(member);
    }

    private CompletableFuture<Room> room(String conversationId, String userId) {
        CompletableFuture<List<Member>> members =
                readMembers.execute(conversationId).toCompletableFuture();
        CompletableFuture<Map<String, Marks>> stored =
                readReceipts.execute(conversationId, userId).toCompletableFuture();
        return members.thenCombine(stored, (present, marks) -> room(present, marks, userId))
                .thenCompose(room -> room);
    }

    private CompletableFuture<Room> room(List<Member> present, Map<String, Marks> stored, String userId) {
        List<Member> members = new ArrayList<>(present);
        members.sort(Comparator.comparing(Member::getUserId));
        Member self = members.stream()
                .filter(member -> member.getUserId().equals(userId))
                .findAny()
                .orElseThrow(Problems::notFound);
        Set<String> users = new HashSet<>();
        members.forEach(member -> users.add(member.getUserId()));
        return settings.hiding(users).thenApply(hiding -> new Room(members, self, stored, hiding));
    }

    /// One more than the limit, if there are: that there is another page.
    private static List<Member> page(List<Member> members, PageRequest request) {
        return members.stream()
                .filter(member -> member.getUserId().compareTo(request.after()) > 0)
                .limit(request.limit() + 1L)
                .toList();
    }

    private static @Nullable String next(List<Member> page, PageRequest request) {
        return page.size() > request.limit()
                ? Cursor.after(page.get(request.limit() - 1).getUserId())
                : null;
    }
}
