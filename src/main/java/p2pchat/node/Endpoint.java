package p2pchat.node;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
import p2pchat.model.Authority;
import p2pchat.model.Card;
import p2pchat.model.Digest;
import p2pchat.model.Genesis;
import p2pchat.model.Head;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.roster.RosterActor;
import p2pchat.roster.RosterPeers;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncActor;

/** The connection to other processes, implemented over {@code transport}. */
public interface Endpoint {

    DirectoryCalls directory();

    Calls calls(NetworkId network);

    record Calls(Peers peers, Pings pings, Electorate electorate) {}

    Exchanges exchanges(NetworkId network, MemberId self);

    UnaryMessages unaryMessages(NetworkId network, MemberId self);

    /** Routes calls for this network to these actors. */
    void open(NetworkId network, Handlers handlers);

    /**
     * The actors that answer calls. The suppliers return the current values on any thread.
     *
     * @param known the authors and members that the store names, present or not
     * @param wrongKeys receives peers, also of other networks, whose key was not the expected one
     */
    record Handlers(
            Uid uid,
            Collection<MemberId> known,
            ActorRef<MembershipActor.Command> membership,
            ActorRef<LivenessActor.Command> liveness,
            ActorRef<ElectionActor.Command> election,
            ActorRef<RosterActor.Command> roster,
            Supplier<Authority> authority,
            Supplier<ViewId> view,
            Supplier<Digest> digest,
            Supplier<List<Head>> frontier,
            Consumer<Problem.WrongKey> wrongKeys) {}

    /** Returns the person behind a uid of this network, if its card is known. Any thread. */
    Optional<PersonKey> person(NetworkId network, Uid uid);

    /** Returns the newest known card of a member other than this node. Any thread. */
    Optional<Card> card(NetworkId network, Uid uid);

    /** Returns the members and authors that views, messages or the store have named, once the network is open. */
    List<MemberId> identified(NetworkId network);

    /** Returns the facts that found the network, if they are known. Any thread. */
    Optional<Genesis> genesis(NetworkId network);

    /** Signs the card of this node if it has none yet. Without it nothing proves the messages of a member that is alone. */
    void signCard(NetworkId network, Member self);

    RemoteLogs remoteLogs(NetworkId network, MemberId self);

    RosterPeers rosterPeers(NetworkId network);

    /** Routes chat and synchronisation to these actors too, once this node is a member. */
    void openChat(NetworkId network, ActorRef<ChatActor.Command> chat, ActorRef<SyncActor.Command> sync);

    /** Applies a changed authority to the open streams and the calls that wait. Any thread. */
    void authorityChanged(NetworkId network);

    void close(NetworkId network);

    /** Drops every connection, because this machine's address has changed. Later calls connect again. */
    void reconnect();
}
