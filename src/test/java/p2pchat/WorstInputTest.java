package p2pchat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.typed.Behavior;
import org.junit.jupiter.api.Test;
import p2pchat.chat.ChatActor;
import p2pchat.chat.ChatLog;
import p2pchat.chat.Exchanges;
import p2pchat.chat.UnaryMessages;
import p2pchat.election.ElectionActor;
import p2pchat.election.ElectionSettings;
import p2pchat.election.Electorate;
import p2pchat.liveness.LivenessActor;
import p2pchat.liveness.LivenessSettings;
import p2pchat.liveness.Pings;
import p2pchat.log.LogStore;
import p2pchat.log.MessageLogActor;
import p2pchat.membership.Applicant;
import p2pchat.membership.DirectoryCalls;
import p2pchat.membership.Membership;
import p2pchat.membership.MembershipActor;
import p2pchat.membership.MembershipSettings;
import p2pchat.membership.Peers;
import p2pchat.membership.ViewStore;
import p2pchat.model.Address;
import p2pchat.model.Digest;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.IdBlock;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.nds.DecisionContext;
import p2pchat.nds.Directory;
import p2pchat.nds.LeaderCheck;
import p2pchat.sync.LocalLog;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncActor;

/** No input ends an actor that holds state, whatever values its fields have (reliability F1). */
class WorstInputTest {

    private static final int SEEDS = Integer.getInteger("worst", 10);
    private static final int INPUTS = 300;

    /** Inputs with numbers that the actor itself chose, and those by which its own user ends it. */
    private static final Pattern OWN = Pattern.compile("^Handle\\[input=\\w+\\[ticket|^Leave\\[|LeaveWanted|Start\\[");

    private static final NetworkName NAME = new NetworkName("g1");
    private static final NetworkId NETWORK = new NetworkId(new UUID(0, 1));
    private static final Member ANN = member(1);
    private static final Member BOB = member(2);
    private static final View VIEW = new View(new ViewId(3, 2), BOB.node(), List.of(ANN, BOB, member(3)));

    private static Member member(int number) {
        return new Member(
                new MemberId(new NodeId(number), new Uid(new UUID(7, number))),
                new Address("10.0.0." + number, 4_700),
                new Nick("nick" + number),
                new ViewId(3, 1));
    }

    private static WorstValues values(int seed) {
        return new WorstValues(
                seed,
                NAME,
                NETWORK,
                VIEW,
                VIEW.id(),
                ANN,
                ANN.id(),
                ANN.node(),
                ANN.uid(),
                BOB,
                BOB.id(),
                BOB.uid(),
                BOB.node(),
                new IdBlock(4, 16),
                Ranges.upTo(5),
                Digest.NOTHING);
    }

    @Test
    void membership() {
        ViewStore.Kept kept = new ViewStore.Kept(Optional.of(ANN.id()), Optional.of(VIEW), List.of());
        Applicant applicant =
                new Applicant(NAME, ANN.uid(), ANN.nick(), ANN.address(), new Address("127.0.0.1", 4_700), true);
        check(
                MembershipActor.Command.class,
                values -> MembershipActor.create(
                        NAME,
                        new Membership(MembershipSettings.DEFAULT, applicant, Optional.of(NETWORK), kept),
                        new MembershipActor.Ports(
                                values.port(DirectoryCalls.class),
                                values.port(Peers.class),
                                values.port(ViewStore.class),
                                report -> {},
                                () -> 1_000,
                                new Random(1))));
    }

    @Test
    void liveness() {
        check(
                LivenessActor.Command.class,
                values -> LivenessActor.create(
                        LivenessSettings.BALANCED,
                        new LivenessActor.Ports(
                                values.port(Pings.class), report -> {}, () -> 1_000, () -> 2_000, new Random(1))));
    }

    @Test
    void election() {
        check(
                ElectionActor.Command.class,
                values -> ElectionActor.create(
                        ElectionSettings.BALANCED,
                        new ElectionActor.Ports(values.port(Electorate.class), report -> {})));
    }

    @Test
    void log() {
        LogStore.Summary summary = new LogStore.Summary(VersionVector.EMPTY, List.of());
        check(
                MessageLogActor.Command.class,
                values -> MessageLogActor.create(
                        values.port(LogStore.class), summary, digest -> {}, () -> 1_000, new Random(1)));
    }

    @Test
    void chat() {
        check(
                ChatActor.Command.class,
                values -> ChatActor.create(
                        ANN.id(),
                        Ranges.upTo(5),
                        Map.of(),
                        false,
                        Map.of(),
                        new ChatActor.Ports(
                                values.port(ChatLog.class),
                                values.port(Exchanges.class),
                                values.port(UnaryMessages.class),
                                verified -> {},
                                unreached -> {},
                                event -> {},
                                gap -> {},
                                () -> 1_000,
                                () -> 2_000),
                        new Random(1)));
    }

    @Test
    void sync() {
        check(
                SyncActor.Command.class,
                values -> SyncActor.create(
                        ANN.id(),
                        List.of(),
                        20,
                        new SyncActor.Ports(
                                values.port(LocalLog.class),
                                values.port(RemoteLogs.class),
                                () -> values.of(Digest.class),
                                event -> {},
                                () -> 1_000,
                                () -> 2_000,
                                new Random(1))));
    }

    @Test
    void directory() {
        for (int seed = 0; seed < SEEDS; seed++) {
            WorstValues values = values(seed);
            DecisionContext now = new DecisionContext(1_000_000, 1_790_000_000_000L, new Random(seed));
            Directory directory = Directory.of(NAME, Optional.empty(), 0, seed % 2 == 0, Directory.Settings.DEFAULT);
            for (int i = 0; i < INPUTS; i++) {
                List<Directory.Effect> effects = new ArrayList<>();
                Directory.Step step = directory.handle(now, i, values.of(DirectoryRequest.class));
                effects.addAll(step.effects());
                for (int next = 0; next < effects.size(); next++) {
                    if (effects.get(next) instanceof Directory.Effect.Probe probe) {
                        step = step.next()
                                .leaderAnswered(
                                        now, probe.number(), Optional.of(values.of(LeaderCheck.Confirmation.class)));
                        effects.addAll(step.effects());
                    }
                }
                directory = step.next();
            }
        }
    }

    /** Feeds every public command and what ports answer, in one thread; a failure names its seed and command. */
    private static <T> void check(Class<T> commands, Function<WorstValues, Behavior<T>> actor) {
        List<Class<?>> kinds = WorstValues.kinds(commands).toList();
        for (int seed = 0; seed < SEEDS; seed++) {
            WorstValues values = values(seed);
            Random random = new Random(seed);
            BehaviorTestKit<T> kit = BehaviorTestKit.create(actor.apply(values));
            for (int i = 0; i < INPUTS && kit.isAlive(); i++) {
                T command = commands.cast(values.of(kinds.get(random.nextInt(kinds.size()))));
                if (!OWN.matcher(command.toString()).find()) {
                    run(kit, command, seed);
                }
                while (kit.isAlive() && kit.selfInbox().hasMessages()) {
                    run(kit, kit.selfInbox().receiveMessage(), seed);
                }
                kit.getAllEffects();
            }
        }
    }

    private static <T> void run(BehaviorTestKit<T> kit, T command, int seed) {
        try {
            kit.run(command);
        } catch (RuntimeException | Error e) {
            String text = String.valueOf(command);
            throw new AssertionError("seed " + seed + ": " + text.substring(0, Math.min(2_000, text.length())), e);
        }
    }
}
