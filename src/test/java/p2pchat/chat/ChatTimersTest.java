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

/** That n1 looks when it should, also while much is said. */
class ChatTimersTest {

    private final FakeChat chat = new FakeChat();

    @AfterEach
    void shutdown() {
        chat.close();
    }

    @Test
    void whoDoesNotAnswerIsNotReachedUntilItDoes() throws Exception {
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
    void eachIsCalledAgainWhoseStreamBroke() throws Exception {
        chat.tell(new ChatActor.ViewChanged(view(1, 2, 3)));
        chat.say("one");
        chat.exchanges.nextStream().lane().closed("reset");
        chat.exchanges.nextStream().lane().closed("reset");
        chat.settle();
        chat.pass(ResponseWatch.CHECK_EVERY.multipliedBy(2));
        assertThat(List.of(
                        chat.exchanges.nextStream().member(),
                        chat.exchanges.nextStream().member()))
                .containsExactlyInAnyOrder(member(2), member(3));
    }

    @Test
    void howFarAMessageGotIsToldOfTheOneAskedFor() throws Exception {
        chat.tell(new ChatActor.ViewChanged(view(1, 2)));
        chat.say("one");
        chat.say("two");
        FakeExchanges.Stream bobs = chat.exchanges.nextStream().has(Ranges.NONE);
        FakeChat.get(bobs.next());
        bobs.lane().acknowledged(Ranges.upTo(1), Map.of());
        assertThat(chat.reach(1).holders()).containsExactly(node(2));
        assertThat(chat.reach(2).holders()).isEmpty();
    }
}
