package p2pchat.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import p2pchat.liveness.HeardFrom;
import p2pchat.liveness.Liveness;
import p2pchat.liveness.Liveness.Effect;
import p2pchat.liveness.Liveness.Input;
import p2pchat.liveness.LivenessSettings;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.model.Digest;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.nds.LeaderCheck;

/** Runs a node's {@link Liveness} machine and performs its effects. */
final class SimulatedLiveness {

    /** An answer with the digest of its sender's log, and the members that its sender can prove to lie. */
    private record DigestedAnswer(PingAnswer answer, Optional<Digest> digest, Set<Uid> liars) {}

    private final World world;
    private final SimulatedNode node;
    private final Liveness machine;
    private final Map<Long, Consumer<PingAnswer>> pingers = new TreeMap<>();
    private long lastTicket;

    SimulatedLiveness(World world, SimulatedNode node, LivenessSettings settings) {
        this.world = world;
        this.node = node;
        this.machine = new Liveness(settings);
    }

    void start() {
        handle(new Input.Start(node.wallClock()));
    }

    void handle(Input input) {
        perform(machine.on(world.loop.now(), world.random, input));
    }

    void heardRequest(Header header) {
        if (!header.isForOtherThan(node.uid())) {
            heard(new HeardFrom(header.uid(), Optional.of(header.view()), false));
        }
    }

    void heardAnswer(Leader from, Optional<ViewId> view) {
        heard(new HeardFrom(from.uid(), view, true));
    }

    /** A frame of a chat stream arrived. */
    void heardFrame(Uid from, Optional<ViewId> view, boolean answer) {
        heard(new HeardFrom(from, view, answer));
    }

    private void heard(HeardFrom frame) {
        handle(new Input.Heard(frame));
    }

    LeaderCheck.Confirmation confirmed(Leader leader, long epoch) {
        Input request = new Input.ConfirmRequested(++lastTicket, leader.id(), epoch);
        Effect.AnswerConfirm answer = (Effect.AnswerConfirm)
                machine.on(world.loop.now(), world.random, request).get(0);
        return new LeaderCheck.Confirmation(
                answer.reply().leading(), node.conduct.hears(answer.reply().heard()));
    }

    void pinged(Header header, Ping ping, Consumer<PingAnswer> answer) {
        pingers.put(++lastTicket, answer);
        handle(new Input.Pinged(lastTicket, header, ping));
    }

    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send) {
                ping(send);
            } else if (effect instanceof Effect.Delay delay) {
                world.loop.schedule(delay.millis(), node, () -> handle(new Input.DelayOver(delay.ticket())));
            } else if (effect instanceof Effect.AnswerPing answer) {
                pingers.remove(answer.ticket()).accept(answer.reply());
            } else if (effect instanceof Effect.Schedule schedule) {
                node.scheduler.startTimer(
                        schedule.timer(),
                        schedule.delayMillis(),
                        () -> handle(new Input.TimerFired(schedule.timer(), node.wallClock())));
            } else if (effect instanceof Effect.Cancel cancel) {
                node.scheduler.cancelTimer(cancel.timer());
            } else if (effect instanceof Effect.Report report) {
                node.scheduler.deliver(() -> node.reports.route(report.report()));
            } else {
                throw new AssertionError("no performer for " + effect);
            }
        }
    }

    private static Optional<Digest> digest(SimulatedNode node) {
        return node.chat().map(chat -> node.conduct.digest(chat.digest()));
    }

    private void ping(Effect.Send send) {
        Optional<Digest> ours = digest(node);
        Set<Uid> liars = node.liars();
        node.<DigestedAnswer>callPeer(
                send.to(),
                send.timeoutMillis(),
                (peer, header, answer) -> {
                    if (!header.isForOtherThan(peer.uid())) {
                        peer.digestSeen(header.node(), ours);
                        peer.proofsSeen(liars);
                    }
                    Consumer<PingAnswer> pong =
                            sent -> answer.accept(new DigestedAnswer(sent, digest(peer), peer.liars()));
                    peer.liveness.pinged(header, send.ping(), pong);
                },
                answered -> {
                    node.proofsSeen(answered.liars());
                    if (send.ping() instanceof Ping.Direct && answered.answer() instanceof PingAnswer.Pong) {
                        node.digestSeen(Optional.of(send.to().id().node()), answered.digest());
                    }
                    handle(new Input.Ponged(send.ticket(), answered.answer()));
                },
                () -> handle(new Input.PingFailed(send.ticket())));
    }
}
