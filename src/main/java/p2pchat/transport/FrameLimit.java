package p2pchat.transport;

import io.grpc.Status;
import org.apache.pekko.grpc.GrpcServiceException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/**
 * Fails a request as soon as a gRPC frame header announces more bytes than allowed. The server has no such limit and
 * would buffer up to 2 GiB. This stage reads only the five-byte frame headers and buffers nothing.
 */
final class FrameLimit extends GraphStage<FlowShape<ByteString, ByteString>> {

    private static final int HEADER_BYTES = 5;

    private final Inlet<ByteString> in = Inlet.create("FrameLimit.in");
    private final Outlet<ByteString> out = Outlet.create("FrameLimit.out");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
    private final int limit;

    FrameLimit(int limit) {
        this.limit = limit;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes inherited) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private int headerRead;
        private long length;
        private long bodyLeft;

        private Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    ByteString bytes = grab(in);
                    if (withinLimit(bytes)) {
                        push(out, bytes);
                    } else {
                        failStage(new GrpcServiceException(Status.RESOURCE_EXHAUSTED.withDescription(
                                "a frame of " + length + " bytes; the limit is " + limit)));
                    }
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    pull(in);
                }
            });
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
