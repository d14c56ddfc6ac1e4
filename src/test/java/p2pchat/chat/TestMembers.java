package p2pchat.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import p2pchat.TestMessages;
import p2pchat.model.Address;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Members, views and messages for tests. */
final class TestMembers {

    private TestMembers() {}

    static NodeId node(int number) {
        return new NodeId(number);
    }

    static MemberId id(int number) {
        return new MemberId(node(number), new Uid(new UUID(7, number)));
    }

    static Member member(int number) {
        return member(number, 4_000 + number);
    }

    static Member member(int number, int port) {
        return new Member(id(number), new Address("10.0.0.1", port), new Nick("nick" + number), ViewId.firstOf(1));
    }

    static StreamId stream(NodeId member, int attempt) {
        return new StreamId(member, attempt);
    }

    /** A view of these members, led by the first one. */
    static View view(int... numbers) {
        List<Member> members = new ArrayList<>();
        for (int number : numbers) {
            members.add(member(number));
        }
        return new View(ViewId.firstOf(1), node(numbers[0]), members);
    }

    static View view(int leader, List<Member> members) {
        return new View(ViewId.firstOf(1), node(leader), members);
    }

    static ChatMessage message(int author, long seq) {
        return message(author, seq, "text " + seq);
    }

    static ChatMessage message(int author, long seq, String text) {
        return TestMessages.create(
                MessageId.at(seq, new Random(author * 1_000_003L + seq)),
                new MessageKey(node(author), seq),
                Optional.empty(),
                List.of(),
                seq,
                1,
                ChatMessage.Kind.TEXT,
                text,
                Optional.empty());
    }
}
