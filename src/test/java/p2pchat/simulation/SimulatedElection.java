package p2pchat.simulation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import p2pchat.election.Election;
import p2pchat.election.Election.Effect;
import p2pchat.election.Election.Input;
import p2pchat.election.ElectionAnswer;
import p2pchat.election.ElectionSettings;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.model.Header;

/** Runs a node's {@link Election} machine and performs its effects. */
final class SimulatedElection {

    private final World world;
    private final SimulatedNode node;
    private final Map<Long, Consumer<ElectionAnswer>> challengers = new TreeMap<>();
    private final Election machine;
    private Optional<ElectionAnswer> lie = Optional.empty();
    private long lastTicket;

    SimulatedElection(World world, SimulatedNode node, ElectionSettings settings) {
        this.world = world;
        this.node = node;
        this.machine = new Election(settings);
    }

    void handle(Input input) {
        perform(machine.on(world.loop.now(), world.random, input));
    }

    /** Answers all challenges like this from now on. */
    void lie(ElectionAnswer answer) {
        lie = Optional.of(answer);
    }

    void challenged(Header header, Consumer<ElectionAnswer> answer) {
        if (lie.isPresent()) {
            answer.accept(lie.get());
            return;
        }
        challengers.put(++lastTicket, answer);
        node.liveness.heardRequest(header);
        handle(new Input.Challenged(lastTicket, header));
    }

    private void perform(List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.Ask ask) {
                node.<ElectionAnswer>callPeer(
                        ask.to(),
                        ask.timeoutMillis(),
                        (peer, header, answer) -> peer.election.challenged(header, answer),
                        reply -> {
                            handle(new Input.Answered(ask.ticket(), reply));
                            if (!(reply instanceof ElectionAnswer.Refused)) {
                                node.liveness.heardAnswer(ask.to(), Optional.empty());
                            }
                        },
                        () -> handle(new Input.Unanswered(ask.ticket())));
            } else if (effect instanceof Effect.Confirm confirm) {
                node.<PingAnswer>callPeer(
                        confirm.through(),
                        confirm.timeoutMillis(),
                        (peer, header, answer) ->
                                peer.liveness.pinged(header, new Ping.Indirect(confirm.leader()), answer),
                        reply -> handle(new Input.Confirmed(
                                confirm.ticket(),
                                reply instanceof PingAnswer.Pong pong && pong.leading()
                                        ? Optional.of(pong.view())
                                        : Optional.empty())),
                        () -> handle(new Input.Confirmed(confirm.ticket(), Optional.empty())));
            } else if (effect instanceof Effect.Answer answer) {
                challengers.remove(answer.ticket()).accept(answer.answer());
            } else if (effect instanceof Effect.Schedule schedule) {
                node.scheduler.startTimer(
                        schedule.timer(), schedule.delayMillis(), () -> handle(new Input.TimerFired(schedule.timer())));
            } else if (effect instanceof Effect.Cancel cancel) {
                node.scheduler.cancelTimer(cancel.timer());
            } else if (effect instanceof Effect.Report report) {
                node.scheduler.deliver(() -> node.reports.route(report.report()));
            } else {
                throw new AssertionError("no performer for " + effect);
            }
        }
    }
}
