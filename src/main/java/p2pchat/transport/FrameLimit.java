package p2pchat.transport;

import io.grpc.Status;
import java.time.Duration;
import org.apache.pekko.grpc.GrpcServiceException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Fails a request as soon as a gRPC frame header announces more bytes than allowed, a frame takes too long to arrive, or
 * all unfinished requests together exceed their {@link RequestBudget}. The server has no such limits and would buffer up
 * to 2 GiB. This stage reads only the five-byte frame headers and buffers nothing.
 *
 * <p>Once the request has failed or the service has ended it, this stage discards what the client still sends. To cancel
 * it would reset the stream, perhaps before the status is sent.
 */
final class FrameLimit extends GraphStage<FlowShape<ByteString, ByteString>> {

    private static final int HEADER_BYTES = 5;

    /** From the start of the request or of the frame to the end of the frame. */
    private static final Duration FRAME_DEADLINE = Duration.ofSeconds(10);

    private static final int MAX_DISCARDED = 4 * 1024 * 1024;

    private final Inlet<ByteString> in = Inlet.create("FrameLimit.in");
    private final Outlet<ByteString> out = Outlet.create("FrameLimit.out");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
    private final int limit;
    private final RequestBudget budget;

    FrameLimit(int limit, RequestBudget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inherited) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic {
        private int headerRead;
        private long length;
        private long bodyLeft;
        private boolean deadlineRuns;
        private boolean ended;
        private long held;
        private long discarded;

        private Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    received(grab(in));
                }

                @Override
                public void onUpstreamFinish() {
                    if (held > 0) { // the library would log it
                        fail(
                                out,
                                new GrpcServiceException(
                                        Status.INVALID_ARGUMENT.withDescription("the request ends within a frame")));
                    }
                    completeStage();
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(in);
                }

                @Override
                public void onDownstreamFinish(Throwable cause) {
                    discardRest();
                }
            });
        }

        @Override
        public void preStart() {
            if (budget.requestStarted()) {
                startDeadline();
            } else {
                fail("too many requests");
            }
        }

        private void received(ByteString bytes) {
            if (ended) {
                discard(bytes.length());
            } else if (!withinLimit(bytes)) {
                fail("a frame of " + length + " bytes; the limit is " + limit);
            } else if (!hold(headerRead + (bodyLeft > 0 ? length - bodyLeft : 0))) {
                fail("too much data in unfinished requests");
            } else {
                boolean complete = held == 0;
                if (complete && deadlineRuns) {
                    deadlineRuns = false;
                    cancelTimer(FRAME_DEADLINE);
                } else if (!complete && !deadlineRuns) {
                    startDeadline();
                }
                push(out, bytes);
            }
        }

        private boolean hold(long bytes) {
            long more = bytes - held;
            held = bytes;
            return more == 0 || budget.bytesHeld(more);
        }

        private void startDeadline() {
            deadlineRuns = true;
            scheduleOnce(FRAME_DEADLINE, FRAME_DEADLINE);
        }

        @Override
        public void onTimer(Object timer) {
            if (ended) {
                completeStage();
            } else {
                fail("no complete frame within " + FRAME_DEADLINE.toSeconds() + " s");
            }
        }

        private void fail(String why) {
            fail(out, new GrpcServiceException(Status.RESOURCE_EXHAUSTED.withDescription(why)));
            discardRest();
        }

        private void discardRest() {
            ended = true;
            hold(0);
            startDeadline();
            if (!hasBeenPulled(in) && !isClosed(in)) {
                pull(in);
            }
        }

        private void discard(int bytes) {
            discarded += bytes;
            if (discarded > MAX_DISCARDED) {
                completeStage();
            } else {
                pull(in);
            }
        }

        @Override
        public void postStop() {
            hold(0);
            budget.requestEnded();
        }

        private boolean withinLimit(ByteString bytes) {
            int at = 0;
            while (at < bytes.length()) {
                if (bodyLeft > 0) {
                    long skipped = Math.min(bodyLeft, bytes.length() - at);
                    at += (int) skipped;
                    bodyLeft -= skipped;
                } else {
                    length = headerRead == 0 ? 0 : (length << 8) | (bytes.apply(at) & 0xff); // the first byte is a flag
                    headerRead++;
                    at++;
                    if (headerRead == HEADER_BYTES) {
                        if (length > limit) {
                            return false;
                        }
                        bodyLeft = length;
                        headerRead = 0;
                    }
                }
            }
            return true;
        }
    }
}
