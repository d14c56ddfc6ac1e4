package p2pchat.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Leader;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Uid;
import p2pchat.nds.DecisionContext;
import p2pchat.nds.Directory;
import p2pchat.nds.Directory.Effect;
import p2pchat.nds.LeaderCheck;
import p2pchat.nds.NetworkRecord;

/** Runs the directory's machine as one process with a store, and performs its effects. */
final class SimulatedDirectory implements EventLoop.Process {

    private static final long CONFIRM_TIMEOUT_MILLIS = 300;

    private final World world;
    private final RandomGenerator random;
    private final Map<Long, Consumer<DirectoryReply>> callers = new TreeMap<>();
    private final Map<Long, DirectoryRequest> requests = new TreeMap<>();
    private final Deque<Effect> pendingEffects = new ArrayDeque<>();
    private Directory directory;
    private boolean saving;
    private boolean stopped;
    private long lastTicket;

    SimulatedDirectory(World world, NetworkName name, RandomGenerator random) {
        this.world = world;
        this.random = random;
        boolean restored = world.directoryStore.isEmpty() || world.directoryRestored;
        world.directoryRestored = false;
        this.directory =
                Directory.of(name, world.directoryStore, world.loop.now(), restored, Directory.Settings.DEFAULT);
    }

    void stop() {
        stopped = true;
    }

    Optional<NetworkRecord> record() {
        return directory.record();
    }

    Optional<NetworkInfo> info() {
        return directory.info(world.loop.now());
    }

    /** Learns the statements that come with a request. */
    void learn(Set<Integer> statements) {
        world.directoryStatements.addAll(statements);
    }

    void ask(DirectoryRequest asked, Consumer<DirectoryReply> answer) {
        DirectoryRequest request = asked.with(unfit(asked));
        long ticket = ++lastTicket;
        callers.put(ticket, answer);
        requests.put(ticket, request);
        perform(directory.handle(context(), ticket, request));
    }

    private Set<Uid> unfit(DirectoryRequest request) {
        Set<Uid> unfit = new HashSet<>(request.unfit());
        Uid caller = request.node().uid();
        Set<Integer> known = world.directoryStatements;
        if (request instanceof DirectoryRequest.Handover handover) {
            handover.to()
                    .map(Leader::uid)
                    .filter(to -> world.roster.isUnfit(to, known))
                    .ifPresent(unfit::add);
            if (world.roster.isRemoved(caller, known)) {
                unfit.add(caller);
            }
            return unfit;
        }
        directory
                .record()
                .flatMap(NetworkRecord::leader)
                .map(Leader::uid)
                .filter(leader -> request instanceof DirectoryRequest.Claim && world.roster.isUnfit(leader, known))
                .ifPresent(unfit::add);
        if (world.roster.isUnfit(caller, known)) {
            unfit.add(caller);
        }
        return unfit;
    }

    private void perform(Directory.Step step) {
        directory = step.next();
        pendingEffects.addAll(step.effects());
        perform();
    }

    private void perform() {
        while (!saving && !pendingEffects.isEmpty()) {
            Effect effect = pendingEffects.remove();
            if (effect instanceof Effect.Save save) {
                saving = true;
                world.loop.schedule(random.nextInt(4), this, () -> {
                    world.directoryStore = Optional.of(save.record());
                    saving = false;
                    perform();
                });
            } else if (effect instanceof Effect.Answer answer) {
                DirectoryRequest request = requests.remove(answer.ticket());
                if (world.isObservedNetwork(request.network())) {
                    world.safety.directoryAnswered(request, answer.reply());
                }
                if (!(answer.reply() instanceof DirectoryReply.Refreshed)) {
                    world.note(() -> "directory answers " + TranscriptText.of(request) + ": "
                            + TranscriptText.of(answer.reply()));
                }
                callers.remove(answer.ticket()).accept(answer.reply());
            } else if (effect instanceof Effect.Probe probe) {
                probe(probe);
            }
        }
    }

    private void probe(Effect.Probe probe) {
        world.host(probe.leader().address())
                .ifPresentOrElse(
                        host -> world.network.<SimulatedNode, LeaderCheck.Confirmation>call(
                                this,
                                World.DIRECTORY,
                                host,
                                CONFIRM_TIMEOUT_MILLIS,
                                (node, reply) -> reply.accept(node.confirmed(probe.leader(), probe.epoch())),
                                answer -> confirmed(probe.number(), Optional.of(answer)),
                                () -> confirmed(probe.number(), Optional.empty())),
                        () -> confirmed(probe.number(), Optional.empty()));
    }

    private void confirmed(long number, Optional<LeaderCheck.Confirmation> answer) {
        perform(directory.leaderAnswered(context(), number, answer));
    }

    private DecisionContext context() {
        return new DecisionContext(world.loop.now(), world.wallClock(), random);
    }

    @Override
    public boolean exited() {
        return stopped;
    }

    @Override
    public long pausedUntil() {
        return 0;
    }
}
