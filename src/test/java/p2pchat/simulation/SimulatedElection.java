package p2pchat.simulation;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import p2pchat.election.Election;
import p2pchat.election.ElectionAnswer;
import p2pchat.election.ElectionReport;
import p2pchat.election.ElectionSettings;
import p2pchat.liveness.LivenessReport;
import p2pchat.model.Header;
import p2pchat.model.MembershipSnapshot;

/** A node's elections: runs {@link Election}, performs its effects, and carries its reports to the other rooms. */
final class SimulatedElection {

    private final World world;
    private final SimulatedNode node;
    private final Map<Long, Consumer<ElectionAnswer>> challengers = new TreeMap<>();
    private Election machine;
    private long lastTicket;

    SimulatedElection(World world, SimulatedNode node, ElectionSettings settings) {
        this.world = world;
        this.node = node;
        this.machine = Election.idle(settings);
    }

    void stand(MembershipSnapshot standing) {
        perform(machine.stand(standing));
    }

    void leaderFresh(LivenessReport.LeaderFresh report) {
        perform(machine.leaderFresh(report.stint(), report.fresh()));
    }

    void polled(LivenessReport.Heard report) {
        perform(machine.polled(report.stint(), report.count()));
    }

    void challenged(Header header, Consumer<ElectionAnswer> answer) {
        challengers.put(++lastTicket, answer);
        node.liveness.heardRequest(header);
        perform(machine.challenged(lastTicket, header));
    }

    private void perform(Election.Step step) {
        machine = step.next();
        for (Election.Effect effect : step.effects()) {
            if (effect instanceof Election.Effect.Ask ask) {
                node.<ElectionAnswer>callPeer(
                        ask.to(),
                        ask.timeoutMillis(),
                        (there, header, answer) -> there.election.challenged(header, answer),
                        reply -> {
                            perform(machine.answered(ask.ticket(), reply));
                            if (!(reply instanceof ElectionAnswer.Refused)) {
                                node.liveness.heardAnswer(ask.to(), Optional.empty());
                            }
                        },
                        () -> perform(machine.unanswered(ask.ticket())));
            } else if (effect instanceof Election.Effect.Answer answer) {
                challengers.remove(answer.ticket()).accept(answer.answer());
            } else if (effect instanceof Election.Effect.Schedule schedule) {
                node.scheduler.startTimer(
                        schedule.timer(), schedule.delayMillis(), () -> perform(machine.timer(schedule.timer())));
            } else if (effect instanceof Election.Effect.Cancel cancel) {
                node.scheduler.cancelTimer(cancel.timer());
            } else if (effect instanceof Election.Effect.Report report) {
                node.scheduler.deliver(() -> report(report.report()));
            } else {
                throw new AssertionError("no performer for " + effect);
            }
        }
    }

    private void report(ElectionReport report) {
        if (report instanceof ElectionReport.Claim claim) {
            node.perform(node.membership.mayClaim(world.loop.now(), world.random, claim.stint(), claim.heard()));
        } else if (report instanceof ElectionReport.LeaderFresh fresh) {
            node.perform(node.membership.leaderIsFresh(world.loop.now(), world.random, fresh.stint()));
        } else if (report instanceof ElectionReport.Over over) {
            node.perform(node.membership.electionOver(world.loop.now(), world.random, over.stint()));
        } else if (report instanceof ElectionReport.ViewSeen seen) {
            node.perform(node.membership.viewSeen(world.loop.now(), world.random, seen.view(), true));
        } else if (report instanceof ElectionReport.Doubted) {
            node.liveness.probe();
        } else {
            throw new AssertionError("nobody listens to " + report);
        }
    }
}
