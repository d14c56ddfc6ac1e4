package p2pchat.membership;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;

/** The directory as a node sees it. {@code transport} implements it over gRPC with a deadline on every call. */
public interface DirectoryCalls {

    /** Every network there is; fails when the directory cannot be reached. */
    CompletionStage<List<NetworkInfo>> networks();

    /** The network of this name, if there is one; fails when the directory cannot be reached. */
    CompletionStage<Optional<NetworkInfo>> information(NetworkName name);

    /** Fails when there is no answer, which says nothing about whether the request took effect. */
    CompletionStage<DirectoryReply> ask(DirectoryRequest request);
}
