package p2pchat.membership;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;

/**
 * Calls to the directory. {@code transport} implements it over gRPC with a deadline on every call.
 *
 * <p>A call fails with a {@code TimeoutException} if a process accepts the connection and does not answer in time, a
 * {@code SocketTimeoutException} if there is no connection in time, a {@code ProtocolException} if the process is no
 * directory, and another {@code IOException} otherwise. The message is a reason for users.
 */
public interface DirectoryCalls {

    /** No limit for {@link #networks}, except that of the directory itself. */
    int ALL = 0;

    /** Returns the first networks by name, at most {@code limit}; fails if the directory cannot be reached. */
    CompletionStage<List<NetworkInfo>> networks(int limit);

    /** Returns the record of the network with this name, if there is one; fails if the directory cannot be reached. */
    CompletionStage<Optional<NetworkInfo>> information(NetworkName name);

    /** Fails if there is no answer; the request may have taken effect anyway. */
    CompletionStage<DirectoryReply> ask(DirectoryRequest request);
}
