package p2pchat.roster;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.Genesis;
import p2pchat.model.Leader;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;
import p2pchat.model.StatementSigner;

/** Owns the statements of one network: judges them, stores them, and spreads them among the members. */
public final class RosterActor {

    public sealed interface Command {}

    /**
     * The user decides something. Completes when it is durable, or was refused. The actor adds to an act the statements
     * of its subject that count, and signs a revocation.
     *
     * @param known everyone whom this node knows in the network, who stay members when an open network is closed
     */
    public record Decide(Act act, Set<PersonKey> known, CompletableFuture<Decision> reply) implements Command {}

    /** The outcome of a decision of the user. */
    public enum Decision {
        STATED,
        /** Only an admin or owner may. */
        ADMIN_REQUIRED,
        OWNER_REQUIRED,
        /** Only an owner may who is one for longer than the person concerned. */
        SENIOR_REQUIRED,
        /** It would change nothing. */
        NO_CHANGE,
        /** The network has the maximum of statements. */
        FULL,
        /** The store does not respond. */
        NOT_STORED
    }

    /** A device asks for admission. */
    public record Apply(Application application, CompletableFuture<Application.Answer> reply) implements Command {}

    /** Another member has sent statements, verified at the edge. Completes when they are durable. */
    public record Learn(List<Statement> statements, CompletableFuture<Void> stored) implements Command {}

    /** Completes with the statements that another member lacks, parents first. */
    public record FindLacking(Set<Long> known, CompletableFuture<List<Statement>> reply) implements Command {}

    /** A frame of a member showed another frontier than this node's. */
    public record FrontierDiffers(Leader member) implements Command {}

    public record MembershipChanged(MembershipSnapshot snapshot) implements Command {}

    /** Completes with everything that is known, parents first. */
    public record GetListing(CompletableFuture<Listing> reply) implements Command {}

    /**
     * The roster for display.
     *
     * @param waiting who waits for an approval
     */
    public record Listing(Authority authority, List<RosterReport.Judged> statements, List<Application> waiting) {}

    /** The ports of the actor. */
    public record Ports(
            StatementStore store,
            StatementSigner signer,
            RosterPeers peers,
            Consumer<RosterReport> listener,
            LongSupplier wallClock) {}

    private RosterActor() {}

    /**
     * Creates the actor.
     *
     * @param stored the content of the store
     */
    public static Behavior<Command> create(Genesis genesis, List<Statement> stored, Ports ports) {
        return Behaviors.receive(Command.class)
                .onMessage(Apply.class, m -> {
                    m.reply().complete(Application.Answer.ADMITTED);
                    return Behaviors.same();
                })
                .onMessage(Decide.class, m -> {
                    m.reply().complete(Decision.ADMIN_REQUIRED);
                    return Behaviors.same();
                })
                .onMessage(FindLacking.class, m -> {
                    m.reply().complete(List.of());
                    return Behaviors.same();
                })
                .onMessage(Learn.class, m -> {
                    m.stored().complete(null);
                    return Behaviors.same();
                })
                .onMessage(GetListing.class, m -> {
                    m.reply().completeExceptionally(new IllegalStateException("not yet"));
                    return Behaviors.same();
                })
                .onMessage(FrontierDiffers.class, m -> Behaviors.same())
                .onMessage(MembershipChanged.class, m -> Behaviors.same())
                .build();
    }
}
