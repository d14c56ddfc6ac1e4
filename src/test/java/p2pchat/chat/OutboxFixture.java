package p2pchat.chat;

import static p2pchat.chat.TestMembers.message;
import static p2pchat.chat.TestMembers.node;
import static p2pchat.chat.TestMembers.stream;
import static p2pchat.chat.TestMembers.view;

import java.util.List;
import java.util.Map;
import java.util.Random;
import p2pchat.chat.Outbox.Effect;
import p2pchat.chat.Outbox.Effect.Send;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Ranges.Range;
import p2pchat.model.View;

/** The outbox of n1 with a clock by hand. */
abstract class OutboxFixture {

    static final NodeId BOB = node(2);
    static final NodeId EVE = node(3);
    static final long IDLE = Outbox.IDLE_BEFORE_CLOSE.toMillis();

    final Random random = new Random(1);
    Outbox outbox = new Outbox(node(1), Ranges.NONE, Map.of(), true);
    long written;
    long now;

    /** Writes {@code count} messages; n2 has answered on the first stream that it has none. */
    void opened(View view, int messages) {
        outbox.viewChanged(view, now);
        for (int i = 0; i < messages; i++) {
            write();
        }
        outbox.streamOpened(stream(BOB, 1), Ranges.NONE, now);
    }

    List<Effect> write() {
        return outbox.written(message(1, ++written), now);
    }

    List<Effect> ack(Range range) {
        return outbox.acknowledged(stream(BOB, 1), Ranges.NONE.with(range), Map.of(), now);
    }

    static Send send(int attempt, long from, long to) {
        return new Send(stream(BOB, attempt), Ranges.NONE.with(new Range(from, to)));
    }
}
