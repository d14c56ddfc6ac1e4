package p2pchat.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/**
 * A sign that two versions of an author's messages exist. Reading its stored messages shows whether it is true.
 *
 * @param read the messages to read, at most {@link #MAX_READ}
 * @param arrived messages of the author that were not stored, because others have their numbers
 */
public record Suspicion(NodeId author, Ranges read, List<ChatMessage> arrived) {

    static final int MAX_READ = 64;

    public Suspicion {
        read = read.first(MAX_READ);
        arrived = List.copyOf(arrived.subList(0, Math.min(arrived.size(), MAX_READ)));
    }

    /** Returns the proof, given the stored messages with their seals; empty if nothing is wrong. */
    public Optional<ForkProof> prove(List<ChatMessage> stored) {
        List<ChatMessage> all = new ArrayList<>(stored);
        all.addAll(arrived);
        return ForkProof.among(all);
    }
}
