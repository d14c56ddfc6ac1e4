package p2pchat.node;

import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.chat.ChatActor;
import p2pchat.chat.Exchanges;
import p2pchat.chat.UnaryMessages;
import p2pchat.election.ElectionActor;
import p2pchat.election.Electorate;
import p2pchat.liveness.LivenessActor;
import p2pchat.liveness.Pings;
import p2pchat.membership.DirectoryCalls;
import p2pchat.membership.MembershipActor;
import p2pchat.membership.Peers;
import p2pchat.model.Digest;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncActor;

/** The way to other processes and back. The composition root implements it over {@code transport}. */
public interface Endpoint {

    DirectoryCalls directory();

    /** How the actors of one network call its members. */
    Calls calls(NetworkId network);

    record Calls(Peers peers, Pings pings, Electorate electorate) {}

    Exchanges exchanges(NetworkId network, MemberId self);

    UnaryMessages letters(NetworkId network, MemberId self);

    /** From now on calls for this network go to these actors. */
    void open(NetworkId network, Answering actors);

    /** Who answers; {@code view} and {@code digest} are what this node knows at the moment, for any thread. */
    record Answering(
            Uid uid,
            ActorRef<MembershipActor.Command> membership,
            ActorRef<LivenessActor.Command> liveness,
            ActorRef<ElectionActor.Command> election,
            Supplier<ViewId> view,
            Supplier<Digest> digest) {}

    /** How the members of one network are asked for what is missing here. */
    RemoteLogs sources(NetworkId network, MemberId self);

    /** This node is in: chat and synchronisation of this network go to these actors. */
    void admitted(NetworkId network, ActorRef<ChatActor.Command> chat, ActorRef<SyncActor.Command> sync);

    void close(NetworkId network);
}
