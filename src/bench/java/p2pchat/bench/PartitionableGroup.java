package p2pchat.bench;

import java.nio.file.Path;
import java.time.Duration;

/** A group within this process, whose leader can be cut off: an unplugged cable, which a kill cannot imitate. */
public interface PartitionableGroup extends AutoCloseable {

    /** Starts groups: whoever knows the rooms puts them together. */
    interface Starter {

        /** A directory and so many nodes, all in, with their homes in this folder. Blocks. */
        PartitionableGroup start(Path folder, int nodes);
    }

    /** Nothing passes between the leader and anybody else, the directory included. */
    void cutLeader();

    /** Whether all the others followed another leader in time. Blocks. */
    boolean replaced(Duration deadline);

    /** Everything passes again. */
    void heal();

    /** Whether everybody was in, in one epoch and under one leader, in time. Blocks. */
    boolean agreed(Duration deadline);

    @Override
    void close();
}
