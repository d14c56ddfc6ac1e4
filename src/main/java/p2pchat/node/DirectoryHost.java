package p2pchat.node;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import p2pchat.model.Address;

/** Runs a directory inside this process (protocol 2.4). Nothing here blocks. */
public interface DirectoryHost {

    /** A running directory. {@code ended} completes when it has stopped for any reason. */
    record Running(Address address, CompletionStage<Done> ended) {}

    /**
     * Starts a directory at the default address with the default store. Fails with a {@code ProblemException};
     * {@code PortInUse} or {@code HomeLocked} mean that another process has just started one.
     */
    CompletionStage<Running> start();
}
