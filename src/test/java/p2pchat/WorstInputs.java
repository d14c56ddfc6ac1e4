package p2pchat;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.BehaviorInterceptor;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.internal.AdaptMessage;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.model.Address;
import p2pchat.model.Digest;
import p2pchat.model.IdBlock;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Feeds actors that hold state with inputs of {@link WorstValues}. No input may end one (reliability F1). */
public final class WorstInputs {

    public static final int SEEDS = Integer.getInteger("worst", 10);
    public static final int INPUTS = 300;

    /** Inputs with numbers that the actor itself chose, and inputs by which its user stops it. */
    private static final Pattern OWN = Pattern.compile("^Handle\\[input=\\w+\\[ticket|^Leave\\[|LeaveWanted|Start\\[");

    public static final NetworkName NAME = new NetworkName("g1");
    public static final NetworkId NETWORK = new NetworkId(new UUID(0, 1));
    public static final Member ANN = member(1);
    private static final Member BOB = member(2);
    public static final View VIEW = new View(new ViewId(3, 2), BOB.node(), List.of(ANN, BOB, member(3)));

    private static Member member(int number) {
        return new Member(
                new MemberId(new NodeId(number), new Uid(new UUID(7, number))),
                new Address("10.0.0." + number, 4_700),
                new Nick("nick" + number),
                new ViewId(3, 1));
    }

    /** Returns a source of values that knows a network of three members. */
    public static WorstValues values(int seed) {
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
                Digest.NOTHING,
                TestStatements.device(0, 0), // the founder, whose statements have effects
                TestStatements.person(0));
    }

    private WorstInputs() {}

    /**
     * Feeds every command of other classes and the answers of ports, in one thread. A failure names its seed and
     * command.
     */
    public static <T> void check(Class<T> commands, Function<WorstValues, Behavior<T>> actor) {
        List<Class<?>> kinds = WorstValues.kinds(commands)
                .filter(kind -> !kind.isInterface()) // its implementations are of another class
                .toList();
        for (int seed = 0; seed < SEEDS; seed++) {
            WorstValues values = values(seed);
            Random random = new Random(seed);
            BehaviorTestKit<Object> kit =
                    BehaviorTestKit.create(Behaviors.intercept(() -> new Unwrapping<T>(), actor.apply(values)));
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

    /** Unwraps the results of calls, which the kit does not. */
    private static final class Unwrapping<T> extends BehaviorInterceptor<Object, T> {
        private Unwrapping() {
            super(Object.class);
        }

        @Override
        @SuppressWarnings("unchecked") // an actor adapts the result of a call to one of its commands
        public Behavior<T> aroundReceive(TypedActorContext<Object> context, Object message, ReceiveTarget<T> target) {
            return target.apply(context, (T) (message instanceof AdaptMessage<?, ?> result ? result.adapt() : message));
        }
    }

    private static void run(BehaviorTestKit<Object> kit, Object command, int seed) {
        try {
            kit.run(command);
        } catch (RuntimeException | Error e) {
            String text = String.valueOf(command);
            throw new AssertionError("seed " + seed + ": " + text.substring(0, Math.min(2_000, text.length())), e);
        }
    }
}
