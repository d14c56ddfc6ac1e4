package p2pchat.transport;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.crypto.KeyRing;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.Genesis;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.roster.Application;
import p2pchat.roster.Judgement;
import p2pchat.roster.RosterActor;
import p2pchat.roster.RosterReport;
import p2pchat.roster.StatementGraph;

/** The statements that one node knows in a test. Admits no one by itself. */
final class TestRoster {

    /** What reached the actor. */
    final BlockingQueue<RosterActor.Command> commands = new LinkedBlockingQueue<>();

    private final Genesis genesis;
    private final KeyRing ring;
    private final StatementGraph graph;
    private volatile Authority authority;
    private volatile Runnable listener = () -> {};

    TestRoster(Genesis genesis, KeyRing ring) {
        this.genesis = genesis;
        this.ring = ring;
        this.graph = new StatementGraph(genesis, ring);
        this.authority = Judgement.of(genesis, graph).authority();
    }

    Authority authority() {
        return authority;
    }

    void listen(Runnable changed) {
        listener = changed;
    }

    /** States something as this device, and knows it. */
    Statement state(Act act) {
        Statement statement = sign(act);
        add(List.of(statement));
        return statement;
    }

    /** Signs a statement without knowing it. */
    synchronized Statement sign(Act act) {
        return ring.sign(
                graph.lastNumber(ring.author().device()) + 1,
                graph.parents(ring.author().device()),
                1,
                act);
    }

    void add(List<Statement> statements) {
        synchronized (this) {
            statements.forEach(graph::add);
            authority = Judgement.of(genesis, graph).authority();
        }
        listener.run();
    }

    /** Lets this node admit everyone, whatever its statements say. */
    void admitByHand() {
        authority = new Authority(
                AdmissionPolicy.OPEN, false, true, "", Map.of(), Map.of(), Map.of(), authority.frontier());
    }

    synchronized List<Statement> all() {
        return graph.inOrder();
    }

    private Application.Answer judge(Application application) {
        PersonKey person = application.person();
        if (authority.admits(person, application.device())) {
            return Application.Answer.ADMITTED;
        }
        return authority.people().containsKey(person) ? Application.Answer.REMOVED : Application.Answer.NOT_INVITED;
    }

    Behavior<RosterActor.Command> actor() {
        return Behaviors.receive(RosterActor.Command.class)
                .onMessage(RosterActor.Command.class, m -> {
                    commands.add(m);
                    if (m instanceof RosterActor.Learn learn) {
                        add(learn.statements());
                        learn.stored().complete(null);
                    } else if (m instanceof RosterActor.FindLacking find) {
                        find.reply().complete(lacking(find));
                    } else if (m instanceof RosterActor.Apply apply) {
                        apply.reply().complete(judge(apply.application()));
                    } else if (m instanceof RosterActor.GetListing get) {
                        get.reply().complete(listing());
                    }
                    return Behaviors.same();
                })
                .build();
    }

    private synchronized List<Statement> lacking(RosterActor.FindLacking find) {
        return graph.lacking(find.known(), Integer.MAX_VALUE);
    }

    private RosterActor.Listing listing() {
        List<RosterReport.Judged> judged = all().stream()
                .map(statement -> new RosterReport.Judged(statement, true, Optional.empty()))
                .toList();
        return new RosterActor.Listing(authority, judged, List.of());
    }
}
