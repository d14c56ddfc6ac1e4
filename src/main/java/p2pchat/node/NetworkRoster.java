package p2pchat.node;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import p2pchat.log.MessageLogActor;
import p2pchat.log.MessageLogActor.RestrictResult;
import p2pchat.membership.MembershipInput;
import p2pchat.model.Authority;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Restrictions;
import p2pchat.model.RosterDecision;
import p2pchat.model.View;
import p2pchat.node.NetworkFinder.Contents;
import p2pchat.node.NetworkGuardian.ActorReport;
import p2pchat.node.NetworkGuardian.Command;
import p2pchat.roster.Roster;
import p2pchat.roster.RosterActor;
import p2pchat.roster.RosterReport;

/**
 * The roster of one running network: its actor, and the connection to the user and to the other actors.
 *
 * <p>Part of {@link NetworkActors}, on whose thread alone it runs, except for what says otherwise.
 */
final class NetworkRoster {

    record FromRoster(RosterReport report) implements ActorReport {}

    record Restricted(RestrictResult result, Map<NodeId, RosterDecision> because) implements ActorReport {}

    private final NetworkName name;
    private final NodeContext node;
    private final NetworkId network;
    private final Contents contents;
    private final Supplier<Optional<MembershipSnapshot>> snapshot;
    private final ActorRef<MessageLogActor.Command> log;
    private final ActorRef<Command> guardian;
    private volatile Authority authority;
    private final ActorRef<RosterActor.Command> actor;
    private final RosterRequests requests;
    private final Enforcement enforcement;
    private final RosterReports reports;
    private int enforcedOn;

    /**
     * Judges the stored statements, and applies them before any call is answered.
     *
     * @param snapshot of this node's membership, on any thread
     */
    NetworkRoster(
            NetworkSettings settings,
            NodeContext node,
            NetworkId network,
            Contents contents,
            Supplier<Optional<MembershipSnapshot>> snapshot,
            ActorRef<MessageLogActor.Command> log,
            Consumer<MembershipInput> membership,
            ActorRef<Command> guardian,
            Function<Behavior<RosterActor.Command>, ActorRef<RosterActor.Command>> spawner) {
        this.name = settings.name();
        this.node = node;
        this.network = network;
        this.contents = contents;
        this.snapshot = snapshot;
        this.log = log;
        this.guardian = guardian;
        Stores.Opened store = contents.store();
        Roster machine = new Roster(store.genesis(), contents.statements(), store.statementSigner());
        this.authority = machine.authority();
        this.actor = spawner.apply(RosterActor.create(
                machine,
                new RosterActor.Ports(
                        store.statements(),
                        node.endpoint().rosterPeers(network),
                        uid -> node.endpoint().person(network, uid),
                        this::onAnyThread,
                        node.clock(),
                        node.wallClock())));
        this.requests =
                new RosterRequests(settings.name(), store.statementSigner(), this::people, this::authority, log, actor);
        this.enforcement = new Enforcement(
                settings.name(),
                store.uid(),
                store.statementSigner().author(),
                this::people,
                membership,
                this::restrict);
        this.reports = new RosterReports(
                settings.name(),
                requests,
                this::authority,
                enforcement,
                event -> guardian.tell(new NetworkGuardian.Announced(event)));
        enforce();
    }

    ActorRef<RosterActor.Command> actor() {
        return actor;
    }

    RosterRequests requests() {
        return requests;
    }

    /** Any thread. */
    Authority authority() {
        return authority;
    }

    /** Runs on the thread of the roster, so that the authority changes before anything else happens. */
    private void onAnyThread(RosterReport report) {
        if (report instanceof RosterReport.Changed changed) {
            authority = changed.authority();
            node.endpoint().authorityChanged(network);
        }
        guardian.tell(new FromRoster(report));
    }

    /** Any thread. */
    private RosterPeople people() {
        return RosterPeople.of(
                snapshot.get(),
                identified(),
                uid -> node.endpoint().card(network, uid),
                contents.store().statementSigner().author());
    }

    private Set<MemberId> identified() {
        Set<MemberId> identified = new LinkedHashSet<>(node.endpoint().identified(network));
        identified.addAll(contents.members());
        return identified;
    }

    /** Sets which messages count. */
    private void restrict(Restrictions restrictions, Map<NodeId, RosterDecision> because) {
        CompletableFuture<RestrictResult> done = new CompletableFuture<>();
        CompletableFuture<Void> unused = done.thenAccept(result -> guardian.tell(new Restricted(result, because)));
        log.tell(new MessageLogActor.Restrict(restrictions, done));
    }

    void onMembership(MembershipSnapshot now) {
        actor.tell(new RosterActor.MembershipChanged(now));
        enforce();
    }

    /** Applies the statements to authors that have become known since the last time. */
    void checkAuthors() {
        if (node.endpoint().identified(network).size() != enforcedOn) {
            enforce();
        }
    }

    private void enforce() {
        enforcedOn = node.endpoint().identified(network).size();
        enforcement.apply(authority, List.of());
    }

    /**
     * Handles a report.
     *
     * @param entered whether this node is in the network
     */
    void onReport(RosterReport report, boolean entered) {
        reports.on(report, entered);
        if (report instanceof RosterReport.Changed) { // after the decisions, whose notices compare with it
            guardian.tell(new NetworkGuardian.Announced(standing()));
        }
        if (enforcement.mustRenew(authority)) {
            guardian.tell(new NetworkGuardian.OwnStoreEnded(
                    "its person may speak again", Optional.of(new NetworkEvent.Trouble(new Problem.StoreEnded(name)))));
        }
    }

    /** Returns who may do what from now on. */
    NetworkEvent standing() {
        return NetworkEvent.Standing.of(
                authority, contents.store().statementSigner().author().person());
    }

    /** Returns a view without the members that were removed. */
    View admissible(View view) {
        return enforcement.admissible(view);
    }
}
