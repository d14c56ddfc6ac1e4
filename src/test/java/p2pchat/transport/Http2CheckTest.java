package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** One connection cannot fill the memory or the processor (reliability F2). */
class Http2CheckTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Http2Check check = new Http2Check(0);

    @Test
    void acceptsRequestInAnyPieces() {
        ByteString request = HttpFrames.PREFACE
                .concat(HttpFrames.frame(HttpFrames.SETTINGS, 0, 0, 12))
                .concat(HttpFrames.frame(HttpFrames.HEADERS, HttpFrames.END_HEADERS, 1, 200))
                .concat(HttpFrames.frame(HttpFrames.DATA, HttpFrames.END_STREAM, 1, 16_384));
        for (int at = 0; at < request.length(); at++) {
            assertThat(check.violation(request.slice(at, at + 1), 0)).isEmpty();
        }
        assertThat(check.hasRequest()).isTrue();
    }

    @Test
    void requestCountsWhenHeadersAreComplete() {
        assertThat(check.violation(HttpFrames.PREFACE, 0)).isEmpty();
        assertThat(send(HttpFrames.HEADERS, 0, 10)).isEmpty();
        assertThat(check.hasRequest()).isFalse();
        assertThat(send(HttpFrames.CONTINUATION, HttpFrames.END_HEADERS, 10)).isEmpty();
        assertThat(check.hasRequest()).isTrue();
    }

    @Test
    void refusesOtherProtocols() {
        assertThat(check.violation(ByteString.fromString("GET / HTTP/1.1\r\n\r\n"), 0))
                .isPresent();
    }

    @Test
    void refusesOversizedFrameByItsHeader() {
        assertThat(check.violation(HttpFrames.PREFACE, 0)).isEmpty();
        assertThat(check.violation(
                        HttpFrames.frame(HttpFrames.DATA, 0, 1, 16_385).take(9), 0))
                .isPresent();
    }

    @Test
    void refusesHeadersWithoutEnd() {
        assertThat(check.violation(HttpFrames.PREFACE, 0)).isEmpty();
        assertThat(send(HttpFrames.HEADERS, 0, 100)).isEmpty();
        assertThat(send(HttpFrames.CONTINUATION, 0, 16_284)).isEmpty();
        assertThat(send(HttpFrames.CONTINUATION, 0, 1)).isPresent();
    }

    @Test
    void countsEachHeaderBlockAlone() {
        assertThat(check.violation(HttpFrames.PREFACE, 0)).isEmpty();
        for (int request = 0; request < 10; request++) {
            assertThat(send(HttpFrames.HEADERS, HttpFrames.END_HEADERS, 16_000)).isEmpty();
        }
    }

    @Test
    void limitsRateOfFramesWithoutContent() {
        for (int type : new int[] {2, 3, HttpFrames.SETTINGS, 6, 8, HttpFrames.CONTINUATION, 77, HttpFrames.DATA}) {
            Http2Check one = new Http2Check(0);
            assertThat(one.violation(HttpFrames.PREFACE, 0)).isEmpty();
            ByteString frame = HttpFrames.frame(type, 0, 1, 0);
            for (int sent = 0; sent < Http2Check.CONTROL_FRAMES; sent++) {
                assertThat(one.violation(frame, 0)).isEmpty();
            }
            assertThat(one.violation(frame, SECOND / Http2Check.CONTROL_FRAMES))
                    .as("type " + type)
                    .isEmpty();
            assertThat(one.violation(frame, SECOND / Http2Check.CONTROL_FRAMES))
                    .as("type " + type)
                    .isPresent();
        }
    }

    @Test
    void contentHasNoRate() {
        assertThat(check.violation(HttpFrames.PREFACE, 0)).isEmpty();
        for (int sent = 0; sent < 10 * Http2Check.CONTROL_FRAMES; sent++) {
            assertThat(send(HttpFrames.HEADERS, HttpFrames.END_HEADERS, 10)).isEmpty();
            assertThat(send(HttpFrames.DATA, 0, 1)).isEmpty();
            assertThat(send(HttpFrames.DATA, HttpFrames.END_STREAM, 0)).isEmpty();
        }
    }

    private Optional<String> send(int type, int flags, int length) {
        return check.violation(HttpFrames.frame(type, flags, 1, length), 0);
    }
}
