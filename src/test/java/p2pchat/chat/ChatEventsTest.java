package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.member;
import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.OrderMark;

class ChatEventsTest {

    private final List<NetworkEvent> events = new ArrayList<>();
    private final ChatEvents chatEvents = new ChatEvents(node(1), Map.of(), events::add, () -> 77);

    @Test
    void showsEditWithItsTarget() {
        chatEvents.show(new DeliveredMessage(edit(2, 2), OrderMark.PLAIN, List.of(message(2, 1))), true);
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        NetworkEvent.Amended.class,
                        amended -> assertThat(amended.target()).contains(message(2, 1)));
    }

    @Test
    void hidesEditOfDeletedMessage() {
        chatEvents.show(new DeliveredMessage(edit(2, 2).erased(), OrderMark.PLAIN), true);
        assertThat(events).isEmpty();
    }

    @Test
    void hidesEditConcurrentWithDeletion() {
        ChatMessage deleted = message(1, 1).erased();
        chatEvents.show(new DeliveredMessage(edit(1, 1), OrderMark.PLAIN, List.of(deleted)), true);
        assertThat(events).isEmpty();
    }

    @Test
    void hidesEditByAnotherAuthor() {
        chatEvents.show(new DeliveredMessage(edit(2, 3), OrderMark.PLAIN), true);
        assertThat(events).isEmpty();
    }

    @Test
    void showsEarlyDeletedMessageOnlyInHistory() {
        chatEvents.show(new DeliveredMessage(message(2, 1).erased(), OrderMark.PLAIN), true);
        assertThat(events).isEmpty();
        chatEvents.show(new DeliveredMessage(message(2, 1).erased(), OrderMark.PLAIN), false);
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        NetworkEvent.Said.class,
                        said -> assertThat(said.revision()).isEqualTo(NetworkEvent.Revision.DELETED));
    }

    @Test
    void showsTextAfterItsEditAsEdited() {
        chatEvents.show(new DeliveredMessage(message(2, 1), OrderMark.LATE, List.of(edit(2, 2))), true);
        assertThat(events).singleElement().isInstanceOfSatisfying(NetworkEvent.Said.class, said -> {
            assertThat(said.message().text()).isEqualTo("better");
            assertThat(said.revision()).isEqualTo(NetworkEvent.Revision.EDITED);
            assertThat(said.message().key()).isEqualTo(message(2, 1).key());
            assertThat(said.mark()).isEqualTo(OrderMark.LATE);
        });
    }

    /** The second message of {@code author}, amending the first one of another author. */
    static ChatMessage edit(int author, int of) {
        ChatMessage like = message(author, 2);
        return TestMessages.create(
                like.id(),
                like.key(),
                Optional.empty(),
                List.of(),
                2,
                1,
                ChatMessage.Kind.EDIT,
                "better",
                Optional.of(new MessageKey(node(of), 1)));
    }

    @Test
    void namesDepartedAuthorAsOthersDo() {
        chatEvents.rename(member(3));
        chatEvents.nicksLearned(Map.of(node(2), new Nick("zoe"), node(3), new Nick("eve")));
        chatEvents.show(new DeliveredMessage(message(2, 1), OrderMark.PLAIN), true);
        chatEvents.show(new DeliveredMessage(message(3, 1), OrderMark.PLAIN), true);
        chatEvents.show(new DeliveredMessage(message(4, 1), OrderMark.PLAIN), true);
        assertThat(events)
                .extracting(event -> ((NetworkEvent.Said) event).author())
                .as("own knowledge takes precedence, and some nicks are unknown")
                .containsExactly(new Nick("zoe"), member(3).nick(), new Nick("n4"));
    }
}
