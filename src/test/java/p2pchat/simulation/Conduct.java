package p2pchat.simulation;

import java.util.List;
import java.util.Optional;
import p2pchat.chat.ChatActor;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.ForkProof;
import p2pchat.model.LogState;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;

/** Controls what a member sends. An honest one sends what its machines decide; a Byzantine one changes that on its way out. */
class Conduct {

    static final Conduct HONEST = new Conduct();

    /** Returns the batch that it sends to a member. All messages are its own. */
    List<ChatMessage> sends(NodeId to, List<ChatMessage> batch) {
        return batch;
    }

    /** Returns the message that it relays to a member; empty if it only reports that the member has stored it. */
    Optional<ChatMessage> relays(NodeId to, ChatMessage message) {
        return Optional.of(message);
    }

    /** Returns the messages that it hands out when another member fetches these. */
    List<ChatMessage> handsOut(NodeId to, List<ChatMessage> page) {
        return page;
    }

    /** Returns what it answers to a hello. */
    Ranges holds(Ranges held) {
        return held;
    }

    ChatActor.Ack acknowledges(List<ChatMessage> batch, ChatActor.Ack ack) {
        return ack;
    }

    /** Returns the messages that it claims to hold when it fetches others. */
    VersionVector claims(VersionVector held) {
        return held;
    }

    /** Returns what it says of its log when logs are compared. */
    LogState claims(LogState mine) {
        return mine;
    }

    /** Returns the proofs of forks that it passes on. */
    List<ForkProof> proves(List<ForkProof> known) {
        return known;
    }

    Digest digest(Digest log) {
        return log;
    }

    /** Returns how many members it claims to hear. */
    int hears(int members) {
        return members;
    }
}
