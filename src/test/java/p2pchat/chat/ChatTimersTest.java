package p2pchat.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.chat.TestMembers.member;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.view;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.Ranges;

/** Checks of n1 happen in time, even while many messages are written. */
class ChatTimersTest {

    private final FakeChat chat = new FakeChat();

    @AfterEach
    void shutdown() {
        chat.close();
    }

    @Test
    void reportsUnreachedMemberUntilItAnswers() throws Exception {
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        chat.say("one");
        FakeExchanges.Stream bobs = chat.exchanges.nextStream();
        chat.pass(ResponseWatch.GRACE.minus(ResponseWatch.CHECK_EVERY));
        assertThat(chat.unreached).isEmpty();
        chat.pass(ResponseWatch.CHECK_EVERY.multipliedBy(2));
        assertThat(chat.unreached).containsExactly(Set.of(node(2)));
        bobs.has(Ranges.NONE);
        chat.pass(ResponseWatch.CHECK_EVERY.multipliedBy(2));
        assertThat(chat.unreached).containsExactly(Set.of(node(2)), Set.of());
    }

    @Test
    void retriesEveryBrokenStream() throws Exception {
        chat.tell(new ChatActor.ViewChanged(view(1, 2, 3)));
        chat.say("one");
        chat.exchanges.nextStream().listener().closed("reset");
        chat.exchanges.nextStream().listener().closed("reset");
        chat.settle();
        chat.pass(ResponseWatch.CHECK_EVERY.multipliedBy(2));
        assertThat(List.of(
                        chat.exchanges.nextStream().member(),
                        chat.exchanges.nextStream().member()))
                .containsExactlyInAnyOrder(member(2), member(3));
    }

    @Test
    void tracesTheRequestedMessage() throws Exception {
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        chat.say("one");
        chat.say("two");
        FakeExchanges.Stream bobs = chat.exchanges.nextStream().has(Ranges.NONE);
        FakeChat.get(bobs.next());
        bobs.listener().acknowledged(Ranges.upTo(1), Map.of());
        assertThat(chat.deliveryReport(1).holders()).containsExactly(node(2));
        assertThat(chat.deliveryReport(2).holders()).isEmpty();
    }
}
