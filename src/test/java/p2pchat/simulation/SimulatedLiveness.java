package p2pchat.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import p2pchat.liveness.HeardFrom;
import p2pchat.liveness.Liveness;
import p2pchat.liveness.LivenessReport;
import p2pchat.liveness.LivenessSettings;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.model.Digest;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.nds.LeaderCheck;

/** A node's watch: runs {@link Liveness}, performs its effects, and carries its reports to the other rooms. */
final class SimulatedLiveness {

    /** An answer, and what the log of whoever gave it comes to. */
    private record Pong(PingAnswer answer, Optional<Digest> digest) {}

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
        perform(machine.start(world.loop.now(), node.wallClock()));
    }

    void stand(MembershipSnapshot standing) {
        perform(machine.stand(world.loop.now(), world.random, standing));
    }

    void verify(Stint stint, Leader suspect) {
        perform(machine.verify(world.random, stint, suspect));
    }

    void probe() {
        perform(machine.probe(world.loop.now()));
    }

    void connectionLost(Uid peer) {
        perform(machine.connectionLost(world.loop.now(), world.random, peer));
    }

    void heardRequest(Header header) {
        if (!header.misses(node.uid())) {
            heard(new HeardFrom(header.uid(), Optional.of(header.view()), false));
        }
    }

    void heardAnswer(Leader from, Optional<ViewId> view) {
        heard(new HeardFrom(from.uid(), view, true));
    }

    /** A frame of chat came in. */
    void heardFrame(Uid from, Optional<ViewId> view, boolean answer) {
        heard(new HeardFrom(from, view, answer));
    }

    void doubt(Uid member) {
        perform(machine.doubted(world.loop.now(), world.random, member));
    }

    private void heard(HeardFrom frame) {
        perform(machine.heard(world.loop.now(), world.random, frame));
    }

    LeaderCheck.Confirmation confirmed(Leader leader, long epoch) {
        Liveness.Confirmed word = machine.confirmed(world.loop.now(), leader.id(), epoch);
        return new LeaderCheck.Confirmation(word.leading(), word.heard());
    }

    void pinged(Header header, Liveness.Effect.Send send, Consumer<PingAnswer> answer) {
        pingers.put(++lastTicket, answer);
        perform(machine.pinged(world.loop.now(), world.random, lastTicket, header, send.ping()));
    }

    private void perform(List<Liveness.Effect> effects) {
        for (Liveness.Effect effect : effects) {
            if (effect instanceof Liveness.Effect.Send send) {
                if (send.afterMillis() > 0) {
                    world.loop.schedule(send.afterMillis(), node, () -> sendIfWanted(send));
                } else {
                    ping(send);
                }
            } else if (effect instanceof Liveness.Effect.Answer answer) {
                pingers.remove(answer.ticket()).accept(answer.answer());
            } else if (effect instanceof Liveness.Effect.Schedule schedule) {
                node.scheduler.startTimer(
                        schedule.timer(),
                        schedule.delayMillis(),
                        () -> perform(
                                machine.timer(world.loop.now(), node.wallClock(), world.random, schedule.timer())));
            } else if (effect instanceof Liveness.Effect.Cancel cancel) {
                node.scheduler.cancelTimer(cancel.timer());
            } else if (effect instanceof Liveness.Effect.Report report) {
                node.scheduler.deliver(() -> report(report.report()));
            } else {
                throw new AssertionError("no performer for " + effect);
            }
        }
    }

    private void sendIfWanted(Liveness.Effect.Send send) {
        if (machine.wanted(send.ticket())) {
            ping(send);
        }
    }

    private void ping(Liveness.Effect.Send send) {
        Optional<Digest> ours = node.chat().map(SimulatedChatNode::digest);
        node.<Pong>callPeer(
                send.to(),
                send.timeoutMillis(),
                (there, header, answer) -> {
                    if (!header.misses(there.uid())) {
                        there.digestSeen(header.node(), ours);
                    }
                    Consumer<PingAnswer> pong =
                            said -> answer.accept(new Pong(said, there.chat().map(SimulatedChatNode::digest)));
                    there.liveness.pinged(header, send, pong);
                },
                pong -> {
                    if (send.ping() instanceof Ping.Direct && pong.answer() instanceof PingAnswer.Pong) {
                        node.digestSeen(Optional.of(send.to().id().node()), pong.digest());
                    }
                    perform(machine.ponged(world.loop.now(), world.random, send.ticket(), pong.answer()));
                },
                () -> perform(machine.failed(world.loop.now(), world.random, send.ticket())));
    }

    private void report(LivenessReport report) {
        if (report instanceof LivenessReport.LeaderLost lost) {
            node.perform(node.membership.leaderLost(world.loop.now(), world.random, lost.stint()));
        } else if (report instanceof LivenessReport.LeaderDenies denies) {
            node.perform(node.membership.leaderDenies(world.loop.now(), world.random, denies.stint()));
        } else if (report instanceof LivenessReport.LeaderSuspected suspected) {
            node.perform(node.membership.leaderSuspected(suspected.stint(), suspected.suspected()));
        } else if (report instanceof LivenessReport.LeaderFresh fresh) {
            node.election.leaderFresh(fresh);
        } else if (report instanceof LivenessReport.MembersSilent) {
            return; // for the eyes of people
        } else if (report instanceof LivenessReport.MemberLost lost) {
            node.perform(node.membership.memberLost(world.loop.now(), world.random, lost.stint(), lost.member()));
        } else if (report instanceof LivenessReport.Heard heard) {
            node.election.polled(heard);
        } else if (report instanceof LivenessReport.Verified verified) {
            node.perform(node.membership.verified(
                    world.loop.now(), world.random, verified.stint(), verified.suspect(), verified.alive()));
        } else if (report instanceof LivenessReport.ViewSeen seen) {
            node.perform(node.membership.viewSeen(world.loop.now(), world.random, seen.view(), seen.byItsLeader()));
        } else if (report instanceof LivenessReport.Behind behind) {
            node.perform(node.membership.memberBehind(world.loop.now(), world.random, behind.member()));
        } else if (report instanceof LivenessReport.Lagged lagged) {
            node.perform(node.membership.lagged(world.loop.now(), world.random, lagged.stint()));
        } else if (report instanceof LivenessReport.Resumed) {
            node.perform(node.membership.resumed(world.loop.now(), world.random));
        } else {
            throw new AssertionError("nobody listens to " + report);
        }
    }
}
