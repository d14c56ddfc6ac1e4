package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.transport.Loopback.failure;
import static p2pchat.transport.Loopback.get;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.Statements;
import p2pchat.model.Act;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;

/** The rate at which statements of other devices are verified (attack 43). */
class IncomingStatementsTest {

    private static final Keys MALLORY = new Keys(9);
    private static final Statements CODEC = MALLORY.ring.statements();
    private static final Optional<DeviceKey> DEVICE =
            Optional.of(MALLORY.rings.device().key());

    private final AtomicLong nanos = new AtomicLong();
    private final IncomingStatements incoming = new IncomingStatements(CODEC, nanos::get);

    @Test
    void pushedStatementsAreLimited() {
        List<Bytes> flood = statements(100);
        IncomingStatements.Verified verified = get(incoming.pushed(DEVICE, flood));
        assertThat(verified.statements()).hasSize(IncomingStatements.MAX_PUSHED);
        assertThat(verified.complete()).isFalse();
        assertThat(get(incoming.pushed(DEVICE, flood.subList(64, 100))).statements())
                .isEmpty();
    }

    @Test
    void quotaRefills() {
        List<Bytes> flood = statements(200);
        get(incoming.pushed(DEVICE, flood.subList(0, 64)));
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(get(incoming.pushed(DEVICE, flood.subList(64, 200))).statements())
                .hasSize(32);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(get(incoming.pushed(DEVICE, flood.subList(96, 200))).statements())
                .hasSize(64);
    }

    @Test
    void knownStatementsCostNothing() {
        List<Bytes> known = statements(64);
        get(incoming.pushed(DEVICE, known));
        IncomingStatements.Verified again = get(incoming.pushed(DEVICE, known));
        assertThat(again.complete()).isTrue();
        assertThat(again.statements()).hasSize(64);
    }

    /** Keys are free, so a new one brings no new quota. */
    @Test
    void strangersShareAQuota() {
        assertThat(get(incoming.pushed(Optional.empty(), statements(64))).complete())
                .isTrue();
        assertThat(get(incoming.pushed(Optional.empty(), statements(1))).complete())
                .isFalse();
        assertThat(get(incoming.pushed(DEVICE, statements(1))).complete()).isTrue();
    }

    @Test
    void answersMayHaveAsManyAsANetwork() {
        assertThat(get(incoming.answered(DEVICE.get(), statements(200))).complete())
                .isTrue();
    }

    /** A statement that was verified once does not vouch for one with the same text and another signature. */
    @Test
    void alteredStatementIsRefused() {
        Bytes genuine = statements(1).get(0);
        get(incoming.pushed(DEVICE, List.of(genuine)));
        byte[] altered = genuine.toArray();
        altered[altered.length - 1] ^= 1;
        assertThat(failure(incoming.pushed(DEVICE, List.of(Bytes.of(altered))))).isInstanceOf(ForgedException.class);
    }

    private static List<Bytes> statements(int count) {
        long first = Keys.RANDOM.nextInt(Integer.MAX_VALUE) + 1L;
        return IntStream.range(0, count)
                .mapToObj(i -> CODEC.encode(MALLORY.ring.sign(first + i, List.of(), 1, new Act.SetTopic("topic"))))
                .toList();
    }
}
