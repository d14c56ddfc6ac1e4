package p2pchat.transport;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import p2pchat.model.RateLimit;

/**
 * Checks what a client sends against limits that the HTTP/2 layer of Pekko does not have: it accepts frames of 16 MiB,
 * collects header blocks without limit, and answers every PING and SETTINGS. Reads only the nine-byte frame headers and
 * buffers nothing. A connection that begins with anything but the HTTP/2 preface is refused, so the HTTP/1.1 parser is
 * never reached.
 *
 * <p>Threading: the stream of one connection.
 */
final class Http2Check {

    /** The protocol's default, which the server does not change. */
    static final int MAX_FRAME = 16_384;

    /** A request of ours has less than 1 KiB. */
    static final int MAX_HEADER_BLOCK = 16_384;

    /** Frames without content, per second and in one burst. In a group under full load each client sends two. */
    static final int CONTROL_FRAMES = 200;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int FRAME_HEADER_BYTES = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final RateLimit controlFrames;
    private int prefaceRead;
    private int headerRead;
    private int length;
    private int type;
    private int payloadLeft;
    private int headerBlock;
    private boolean requested;

    Http2Check(long nowNanos) {
        controlFrames = new RateLimit(CONTROL_FRAMES, CONTROL_FRAMES, nowNanos);
    }

    /** Whether the preface has arrived. */
    boolean hasPreface() {
        return prefaceRead == PREFACE.length;
    }

    /** Whether the headers of one request have arrived. */
    boolean hasRequest() {
        return requested;
    }

    /** Returns the limit that these bytes exceed, or nothing. Must not be called after a limit was exceeded. */
    Optional<String> violation(ByteString bytes, long nowNanos) {
        int at = 0;
        while (at < bytes.length()) {
            if (payloadLeft > 0) {
                int skipped = Math.min(payloadLeft, bytes.length() - at);
                at += skipped;
                payloadLeft -= skipped;
            } else if (prefaceRead < PREFACE.length) {
                if (bytes.apply(at++) != PREFACE[prefaceRead++]) {
                    return Optional.of("the connection does not begin with the HTTP/2 preface");
                }
            } else {
                int next = bytes.apply(at++) & 0xff;
                Optional<String> exceeded = frameHeader(next, nowNanos);
                if (exceeded.isPresent()) {
                    return exceeded;
                }
            }
        }
        return Optional.empty();
    }

    /** Reads one byte of a frame header: a length of three bytes, the type, the flags, and the stream of four bytes. */
    private Optional<String> frameHeader(int next, long nowNanos) {
        int position = headerRead;
        headerRead = (headerRead + 1) % FRAME_HEADER_BYTES;
        switch (position) {
            case 0 -> length = next;
            case 1, 2 -> length = length << 8 | next;
            case 3 -> type = next;
            case 4 -> {
                return frame(next, nowNanos);
            }
            case FRAME_HEADER_BYTES - 1 -> payloadLeft = length;
            default -> {
                // the stream id
            }
        }
        return Optional.empty();
    }

    private Optional<String> frame(int flags, long nowNanos) {
        if (length > MAX_FRAME) {
            return Optional.of("a frame of " + length + " bytes");
        }
        boolean isHeaders = type == HEADERS || type == CONTINUATION;
        if (isHeaders) {
            headerBlock = (type == HEADERS ? 0 : headerBlock) + length;
            if (headerBlock > MAX_HEADER_BLOCK) {
                return Optional.of("request headers of more than " + MAX_HEADER_BLOCK + " bytes");
            }
            requested |= (flags & END_HEADERS) != 0;
        }
        boolean carriesContent = type == HEADERS || (type == DATA && (length > 0 || (flags & END_STREAM) != 0));
        return carriesContent || controlFrames.tryAcquire(nowNanos)
                ? Optional.empty()
                : Optional.of("too many frames of type " + type);
    }
}
