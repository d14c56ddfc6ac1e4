package p2pchat.log;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.log.Author.key;
import static p2pchat.log.Author.message;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.log.LogStore.Appended;
import p2pchat.log.LogStore.Waiting;
import p2pchat.model.ChatMessage;
import p2pchat.model.DeliveredMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageSigner;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.ShortHash;

/** The bounded index of waiting messages (protocol 2.7). */
class WaitlistTest {

    private static final MessageSigner SIGNER = TestMessages.signer(new NodeId(1));

    private static final int MOST = LogStore.MAX_WAITING;
    private static final MessageKey FIRST = key(2, 1);

    private final Waitlist list = Waitlist.of(false);

    @Test
    void wantsMoreWhenHalfIsFree() {
        fill();
        list.add(waiting(MOST + 2), FIRST);
        assertThat(list.size()).isEqualTo(MOST);
        assertThat(list.contains(key(2, MOST + 2))).isFalse();
        assertThat(list.wantsMore()).as("full").isFalse();
        for (int seq = 2; seq < 2 + MOST / 2 - 1; seq++) {
            list.remove(key(2, seq));
        }
        assertThat(list.wantsMore()).as("more than half full").isFalse();
        list.remove(key(2, MOST));
        assertThat(list.wantsMore()).isTrue();
        list.setComplete(false);
        assertThat(list.wantsMore()).as("there is still more").isTrue();
        list.setComplete(true);
        assertThat(list.wantsMore()).as("all is here").isFalse();
    }

    @Test
    void wantsNothingWhenComplete() {
        fill();
        assertThat(list.wantsMore()).isFalse();
        list.remove(key(2, 2));
        assertThat(Waitlist.of(false).wantsMore()).isFalse();
        assertThat(Waitlist.of(true).wantsMore()).as("after a start").isTrue();
    }

    @Test
    void listedMessageCanChangeBlockerWhenFull() {
        fill();
        list.blockedBy(FIRST);
        list.add(waiting(2), key(3, 1));
        assertThat(list.blockedBy(key(3, 1))).containsExactly(waiting(2));
        assertThat(list.wantsMore()).isFalse();
    }

    /** A message that did not fit is delivered after it was read again. */
    @Test
    void deliversOverflowAfterReload() {
        Author reader = new Author(9, 1);
        LogChange flood = new LogChange(reader.log, SIGNER);
        for (int seq = 2; seq <= MOST + 2; seq++) {
            flood.receive(bobs(seq));
        }
        assertThat(flood.batch().entries()).hasSize(MOST + 1).noneMatch(LogStore.Entry::delivered);
        LogChange first = new LogChange(flood.committed(reader.log.digest()), SIGNER);
        first.receive(bobs(1));
        assertThat(first.delivered(released(2, MOST + 1))).hasSize(MOST + 1);
        MessageLog log = first.committed(reader.log.digest());
        assertThat(log.waiting().wantsMore()).isTrue();
        LogChange last = new LogChange(log, SIGNER);
        last.reload(List.of(waiting(MOST + 2)), true);
        assertThat(last.delivered(released(MOST + 2, MOST + 2)))
                .containsExactly(new DeliveredMessage(bobs(MOST + 2), OrderMark.PLAIN));
        assertThat(last.committed(log.digest()).waiting().wantsMore()).isFalse();
    }

    private void fill() {
        for (int seq = 2; seq < 2 + MOST; seq++) {
            list.add(waiting(seq), FIRST);
        }
    }

    private static Waiting waiting(long seq) {
        return new Waiting(
                TestMessages.ref(key(2, seq)), ShortHash.NONE, List.of(TestMessages.ref(key(2, seq - 1))), seq);
    }

    private static ChatMessage bobs(long seq) {
        return seq == 1 ? message(2, 1, 1) : message(2, seq, seq, key(2, seq - 1));
    }

    private static Appended released(long from, long to) {
        List<ChatMessage> texts =
                LongStream.rangeClosed(from, to).mapToObj(WaitlistTest::bobs).toList();
        return new Appended(List.of(), texts, new Author(9, 1).log.digest());
    }
}
