package p2pchat.node;

import java.util.List;
import java.util.concurrent.CompletionStage;
import p2pchat.journal.Journal;
import p2pchat.log.LogStore;
import p2pchat.membership.ViewStore;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Uid;

/** The stores in this node's home. The composition root implements it over {@code storage}. Nothing here blocks. */
public interface Stores {

    /** The networks of this name that this node was once admitted to, the one used last first. */
    CompletionStage<List<NetworkId>> admitted(NetworkName name);

    /** Opens the store of a network, made if it is missing; fails with a {@code ProblemException}. */
    CompletionStage<Opened> open(NetworkName name, NetworkId network);

    /** The store of one network, held until it is closed. */
    interface Opened {
        Uid uid();

        LogStore log();

        ViewStore views();

        Journal journal();

        /** Completes when everything handed in before is durable and the files are closed. */
        CompletionStage<Void> close();
    }
}
