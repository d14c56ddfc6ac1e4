package p2pchat.node;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import p2pchat.model.Address;

/** Runs a directory inside this process (protocol 2.4). The composition root implements it. Nothing here blocks. */
public interface DirectoryHost {

    /**
     * A directory that runs here.
     *
     * @param ended completes when it does not any more, whatever ended it
     */
    record Running(Address address, CompletionStage<Done> ended) {}

    /**
     * Starts one at the usual address with the usual store. Fails with a {@code ProblemException}: {@code PortInUse} or
     * {@code HomeLocked} mean that somebody else has just done so.
     */
    CompletionStage<Running> start();
}
