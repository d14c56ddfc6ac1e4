package p2pchat.bench;

import java.nio.file.Path;
import java.time.Duration;

/** Group within this process whose leader can be cut off from the network, as by an unplugged cable. */
public interface PartitionableGroup extends AutoCloseable {

    /** Starts groups. */
    interface Starter {

        /** Starts a directory and this many nodes with their data in this folder. Blocks until all are members. */
        PartitionableGroup start(Path folder, int nodes);
    }

    /** Blocks all traffic between the leader and the other nodes and the directory. */
    void cutLeader();

    /** Waits until all other nodes follow a new leader. Returns false at the deadline. */
    boolean awaitNewLeader(Duration deadline);

    /** Ends the cut. */
    void heal();

    /** Waits until all nodes are members in the same epoch with the same leader. Returns false at the deadline. */
    boolean awaitAgreement(Duration deadline);

    @Override
    void close();
}
