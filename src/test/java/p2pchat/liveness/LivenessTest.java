package p2pchat.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.liveness.Liveness.Effect;
import p2pchat.liveness.Liveness.Input;
import p2pchat.liveness.Liveness.Timer;
import p2pchat.model.Address;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Role;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

final class LivenessTest {

    private static final ViewId VIEW = new ViewId(3, 2);
    private static final Stint STINT = new Stint(VIEW, 7);
    private static final long BEGIN = 10_000;

    private final RandomGenerator random = new SplittableRandom(1);
    private final Liveness liveness = new Liveness(LivenessSettings.BALANCED);

    @Test
    void silentLeaderIsPingedVerifiedAndLost() {
        stand(2, Role.MEMBER);
        Effect.Send ping = only(
                liveness.on(BEGIN + 1_000, random, new Input.TimerFired(Timer.PATIENCE, BEGIN)), Effect.Send.class);
        assertThat(ping.to().uid()).isEqualTo(uid(1));
        List<Effect> verify = liveness.on(BEGIN + 1_400, random, new Input.PingFailed(ping.ticket()));
        List<Effect.Send> proofs = all(verify, Effect.Send.class);
        assertThat(proofs).hasSize(3).allMatch(send -> send.timeoutMillis() == 2 * ping.timeoutMillis());
        assertThat(proofs.stream().filter(send -> send.ping() instanceof Ping.Indirect))
                .hasSize(2);
        assertThat(reports(liveness.on(
                        BEGIN + 1_500,
                        random,
                        new Input.PingFailed(proofs.get(0).ticket()))))
                .isEmpty();
        assertThat(reports(liveness.on(
                        BEGIN + 1_600,
                        random,
                        new Input.PingFailed(proofs.get(1).ticket()))))
                .isEmpty();
        assertThat(reports(liveness.on(
                        BEGIN + 1_700,
                        random,
                        new Input.PingFailed(proofs.get(2).ticket()))))
                .containsExactly(new LivenessReport.LeaderLost(STINT));
    }

    @Test
    void onePongIsEnoughToStay() {
        stand(2, Role.MEMBER);
        Effect.Send ping = only(
                liveness.on(BEGIN + 1_000, random, new Input.TimerFired(Timer.PATIENCE, BEGIN)), Effect.Send.class);
        List<Effect.Send> proofs =
                all(liveness.on(BEGIN + 1_400, random, new Input.PingFailed(ping.ticket())), Effect.Send.class);
        liveness.on(BEGIN + 1_500, random, new Input.PingFailed(proofs.get(0).ticket()));
        liveness.on(BEGIN + 1_550, random, new Input.Ponged(proofs.get(1).ticket(), pong(VIEW, true)));
        assertThat(reports(liveness.on(
                        BEGIN + 1_600,
                        random,
                        new Input.PingFailed(proofs.get(2).ticket()))))
                .isEmpty();
    }

    @Test
    void frameOfLeaderRestartsPatience() {
        stand(2, Role.MEMBER);
        liveness.on(BEGIN + 600, random, new Input.Heard(new HeardFrom(uid(1), Optional.of(VIEW), false)));
        List<Effect> fired = liveness.on(BEGIN + 700, random, new Input.TimerFired(Timer.PATIENCE, BEGIN));
        assertThat(all(fired, Effect.Send.class)).isEmpty();
        assertThat(all(fired, Effect.Schedule.class)).hasSize(1);
    }

    @Test
    void verifiesLostConnectionAtOnce() {
        stand(2, Role.MEMBER);
        List<Effect.Send> proofs =
                all(liveness.on(BEGIN + 10, random, new Input.ConnectionLost(uid(1))), Effect.Send.class);
        assertThat(proofs).hasSize(3);
    }

    /** A leader that dies breaks the connections of all members at once, and one verdict is enough (H21). */
    @Test
    void lowerIdsVerifyLostConnectionFirst() {
        stand(4, Role.MEMBER);
        List<Effect> effects = liveness.on(BEGIN + 10, random, new Input.ConnectionLost(uid(1)));
        List<Effect.Delay> delays = all(effects, Effect.Delay.class);
        assertThat(all(effects, Effect.Send.class)).isEmpty();
        assertThat(delays).hasSize(3).allMatch(delay -> delay.millis() == 300);
        assertThat(all(delayOver(delays.get(0)), Effect.Send.class)).hasSize(1);
        liveness.on(BEGIN + 100, random, new Input.Heard(new HeardFrom(uid(1), Optional.of(VIEW), false)));
        assertThat(delayOver(delays.get(1))).isEmpty();
        assertThat(delayOver(delays.get(2))).isEmpty();
    }

    @Test
    void lowerIdsPollFirst() {
        assertThat(all(stand(3, Role.ELECTING), Effect.Delay.class))
                .hasSize(3)
                .allMatch(delay -> delay.millis() == 150);
    }

    @Test
    void reportsLeaderThatDenies() {
        stand(2, Role.MEMBER);
        Effect.Send ping = only(
                liveness.on(BEGIN + 1_000, random, new Input.TimerFired(Timer.PATIENCE, BEGIN)), Effect.Send.class);
        assertThat(reports(liveness.on(BEGIN + 1_001, random, new Input.Ponged(ping.ticket(), pong(VIEW, false)))))
                .contains(new LivenessReport.LeaderDenies(STINT));
    }

    @Test
    void leaderCountsOnlyCompleteRoundTrips() {
        stand(1, Role.LEADER);
        ping(BEGIN + 100, 2, new Ping.Direct(1, 0));
        assertThat(confirm(BEGIN + 100, member(1).id(), 3).heard()).isEqualTo(1);
        ping(BEGIN + 200, 2, new Ping.Direct(2, 1));
        assertThat(confirm(BEGIN + 200, member(1).id(), 3)).isEqualTo(new Liveness.Confirmed(true, 2));
        runsUntil(BEGIN + 2_250);
        assertThat(confirm(BEGIN + 2_250, member(1).id(), 3).heard()).isEqualTo(1);
        assertThat(confirm(BEGIN, member(1).id(), 2).leading()).isFalse();
        assertThat(confirm(BEGIN, member(2).id(), 3).leading()).isFalse();
    }

    @Test
    void roundTripsDoNotAgeDuringOwnPause() { // H6: the directory may ask before the next tick, or after
        stand(1, Role.LEADER);
        runsUntil(BEGIN + 250);
        ping(BEGIN + 300, 2, new Ping.Direct(1, 0));
        ping(BEGIN + 400, 2, new Ping.Direct(2, 1)); // then nothing runs here for 3 s
        assertThat(confirm(BEGIN + 3_400, member(1).id(), 3).heard()).isEqualTo(2);
        liveness.on(BEGIN + 3_400, random, new Input.TimerFired(Timer.TICK, BEGIN + 3_400));
        assertThat(confirm(BEGIN + 3_400, member(1).id(), 3).heard()).isEqualTo(2);
        runsUntil(BEGIN + 5_750);
        assertThat(confirm(BEGIN + 5_750, member(1).id(), 3).heard()).isEqualTo(1);
    }

    @Test
    void overdueAckVerifiesOnlySilentMember() { // H8, H23: it may be busy
        stand(1, Role.LEADER);
        liveness.on(BEGIN + 5_000, random, new Input.Heard(new HeardFrom(uid(2), Optional.of(VIEW), false)));
        assertThat(all(liveness.on(BEGIN + 7_000, random, new Input.AckOverdue(uid(2))), Effect.Send.class))
                .isEmpty();
        List<Effect.Send> proofs =
                all(liveness.on(BEGIN + 7_001, random, new Input.AckOverdue(uid(2))), Effect.Send.class);
        assertThat(proofs).hasSize(3); // earlier than for silence alone
        List<Effect> last = List.of();
        for (Effect.Send proof : proofs) {
            last = liveness.on(BEGIN + 7_800, random, new Input.PingFailed(proof.ticket()));
        }
        assertThat(reports(last))
                .containsExactly(new LivenessReport.MemberLost(STINT, member(2).id()));
    }

    @Test
    void silentMemberIsPingedVerifiedAndLost() {
        stand(1, Role.LEADER);
        for (int other : new int[] {3, 4}) {
            liveness.on(BEGIN + 500, random, new Input.Heard(new HeardFrom(uid(other), Optional.of(VIEW), false)));
        }
        for (long now = BEGIN + 250; now <= BEGIN + 3_000; now += 250) {
            assertThat(all(tick(now), Effect.Send.class)).isEmpty();
        }
        Effect.Send ping = only(tick(BEGIN + 3_250), Effect.Send.class);
        assertThat(ping.to().uid()).isEqualTo(uid(2));
        List<Effect> last = List.of();
        for (Effect.Send proof :
                all(liveness.on(BEGIN + 3_500, random, new Input.PingFailed(ping.ticket())), Effect.Send.class)) {
            last = liveness.on(BEGIN + 3_600, random, new Input.PingFailed(proof.ticket()));
        }
        assertThat(reports(last))
                .containsExactly(new LivenessReport.MemberLost(STINT, member(2).id()));
    }

    /** For display: before a member is lost, and while only other members reach it. */
    @Test
    void leaderReportsMembersItDoesNotHear() {
        stand(1, Role.LEADER);
        assertThat(silences(runs(BEGIN + 250, BEGIN + 2_000))).isEmpty();
        ping(BEGIN + 2_000, 3, new Ping.Direct(1, 0));
        ping(BEGIN + 2_000, 4, new Ping.Direct(1, 0));
        assertThat(silences(tick(BEGIN + 2_250))).containsExactly(Set.of(new NodeId(2)));
        assertThat(silences(runs(BEGIN + 2_500, BEGIN + 3_000))).as("as it was").isEmpty();
        ping(BEGIN + 3_000, 3, new Ping.Direct(2, 0));
        ping(BEGIN + 3_000, 4, new Ping.Direct(2, 0));
        Effect.Send pulse = only(tick(BEGIN + 3_250), Effect.Send.class);
        List<Effect.Send> proofs =
                all(liveness.on(BEGIN + 3_300, random, new Input.PingFailed(pulse.ticket())), Effect.Send.class);
        liveness.on(BEGIN + 3_400, random, new Input.Ponged(proofs.get(1).ticket(), pong(VIEW, false)));
        assertThat(silences(tick(BEGIN + 3_500))).as("only others hear it").isEmpty();
        liveness.on(BEGIN + 3_600, random, new Input.Heard(new HeardFrom(uid(2), Optional.of(VIEW), false)));
        assertThat(silences(tick(BEGIN + 3_750))).containsExactly(Set.of());
    }

    @Test
    void pollEndsOnceAllButTheSuspectSettled() {
        List<Effect.Send> polls = all(stand(2, Role.ELECTING), Effect.Send.class);
        assertThat(polls).hasSize(3);
        liveness.on(BEGIN + 2, random, new Input.Ponged(ticketTo(polls, 3), pong(VIEW, false)));
        assertThat(reports(liveness.on(BEGIN + 3, random, new Input.PingFailed(ticketTo(polls, 4)))))
                .containsExactly(new LivenessReport.Heard(STINT, 2));
    }

    @Test
    void refusesPingForAnotherIncarnation() {
        stand(1, Role.LEADER);
        Header header = new Header(Optional.of(new NodeId(2)), uid(2), Optional.of(uid(9)), VIEW);
        Effect.AnswerPing answer = only(
                liveness.on(BEGIN, random, new Input.Pinged(4, header, new Ping.Direct(1, 0))),
                Effect.AnswerPing.class);
        assertThat(answer.reply()).isInstanceOf(PingAnswer.Refused.class);
    }

    @Test
    void ownPauseReportsNoLoss() {
        stand(2, Role.MEMBER);
        Effect.Send ping = only(
                liveness.on(BEGIN + 1_000, random, new Input.TimerFired(Timer.PATIENCE, BEGIN)), Effect.Send.class);
        List<Effect> late = tick(BEGIN + 5_000);
        assertThat(reports(late)).contains(new LivenessReport.Lagged(STINT));
        assertThat(liveness.on(BEGIN + 5_000, random, new Input.PingFailed(ping.ticket())))
                .isEmpty();
    }

    @Test
    void pongCarriesNewerView() {
        stand(1, Role.LEADER);
        Header behind = new Header(Optional.of(new NodeId(2)), uid(2), Optional.of(uid(1)), new ViewId(3, 1));
        Effect.AnswerPing answer = only(
                liveness.on(BEGIN, random, new Input.Pinged(4, behind, new Ping.Direct(1, 0))),
                Effect.AnswerPing.class);
        assertThat(((PingAnswer.Pong) answer.reply()).shown().map(View::id)).contains(VIEW);
    }

    /** The leader may hide a member from this one, so this node cannot fetch the other view (attack 12). */
    @Test
    void pongShowsViewToUnknownCallerWithAnother() {
        stand(2, Role.MEMBER);
        Header hidden = new Header(Optional.of(new NodeId(9)), uid(9), Optional.of(uid(2)), VIEW);
        assertThat(liveness.on(BEGIN, random, new Input.ViewDiffers(uid(9)))).isEmpty();
        Effect.AnswerPing answer = only(
                liveness.on(BEGIN, random, new Input.Pinged(4, hidden, new Ping.Direct(1, 0))),
                Effect.AnswerPing.class);
        assertThat(((PingAnswer.Pong) answer.reply()).shown().map(View::id)).contains(VIEW);
        answer = only(
                liveness.on(BEGIN, random, new Input.Pinged(5, hidden, new Ping.Direct(2, 0))),
                Effect.AnswerPing.class);
        assertThat(((PingAnswer.Pong) answer.reply()).shown()).isEmpty();
    }

    /** Ticks on time. */
    private void runsUntil(long end) {
        runs(BEGIN + 250, end);
    }

    private List<Effect> runs(long first, long last) {
        List<Effect> effects = new ArrayList<>();
        for (long now = first; now <= last; now += 250) {
            effects.addAll(tick(now));
        }
        return effects;
    }

    private List<Effect> stand(int node, Role role) {
        liveness.on(BEGIN, random, new Input.Start(BEGIN));
        View view = new View(
                VIEW,
                new NodeId(1),
                IntStream.rangeClosed(1, 4).mapToObj(LivenessTest::member).toList());
        MembershipSnapshot snapshot = new MembershipSnapshot(
                STINT,
                role,
                uid(node),
                Optional.of(new NodeId(node)),
                Optional.of(view),
                Optional.of(Leader.of(member(1))),
                view.others(uid(node)),
                true);
        return liveness.on(BEGIN, random, new Input.MembershipChanged(snapshot));
    }

    /** A leader asks whether a member still follows it; frames of its twin do not answer that (public 7). */
    @Test
    void leaderVerifiesMemberDespiteOtherFrames() {
        stand(1, Role.LEADER);
        Leader bob = Leader.of(member(2));
        Effect.Send ping = all(liveness.on(BEGIN, random, new Input.Verify(STINT, bob)), Effect.Send.class)
                .get(0);
        liveness.on(BEGIN, random, new Input.Heard(new HeardFrom(uid(2), Optional.empty(), false)));
        PingAnswer follows =
                new PingAnswer.Pong(VIEW, true, false, Optional.of(Leader.of(member(1))), Optional.empty());
        assertThat(reports(liveness.on(BEGIN + 1, random, new Input.Ponged(ping.ticket(), follows))))
                .contains(new LivenessReport.Verified(STINT, uid(2), true));

        Effect.Send again = all(liveness.on(BEGIN, random, new Input.Verify(STINT, bob)), Effect.Send.class)
                .get(0);
        PingAnswer joining = new PingAnswer.Pong(VIEW, true, false, Optional.empty(), Optional.empty());
        assertThat(reports(liveness.on(BEGIN + 2, random, new Input.Ponged(again.ticket(), joining))))
                .contains(new LivenessReport.Verified(STINT, uid(2), false));
    }

    /** Neither members nor the directory take it for a leader that lives (public 6). */
    @Test
    void leaderWhoseStoreHangsAnswersNoOne() {
        stand(1, Role.LEADER);
        MemberId self = new MemberId(new NodeId(1), uid(1));
        assertThat(confirm(BEGIN, self, VIEW.epoch()).leading()).isTrue();
        liveness.on(BEGIN, random, new Input.StoreStalled(true));
        assertThat(confirm(BEGIN, self, VIEW.epoch()).leading()).isFalse();
        Header header = new Header(Optional.of(new NodeId(2)), uid(2), Optional.of(uid(1)), VIEW);
        Input ping = new Input.Pinged(4, header, new Ping.Direct(1, 0));
        assertThat(only(liveness.on(BEGIN, random, ping), Effect.AnswerPing.class)
                        .reply())
                .isInstanceOf(PingAnswer.Refused.class);
        liveness.on(BEGIN, random, new Input.StoreStalled(false));
        assertThat(only(liveness.on(BEGIN, random, ping), Effect.AnswerPing.class)
                        .reply())
                .isInstanceOf(PingAnswer.Pong.class);
    }

    private Liveness.Confirmed confirm(long now, MemberId leader, long epoch) {
        return only(liveness.on(now, random, new Input.ConfirmRequested(9, leader, epoch)), Effect.AnswerConfirm.class)
                .reply();
    }

    private List<Effect> delayOver(Effect.Delay delay) {
        return liveness.on(BEGIN + 310, random, new Input.DelayOver(delay.ticket()));
    }

    private List<Effect> tick(long now) {
        return liveness.on(now, random, new Input.TimerFired(Timer.TICK, now));
    }

    private void ping(long now, int from, Ping ping) {
        Header header = new Header(Optional.of(new NodeId(from)), uid(from), Optional.of(uid(1)), VIEW);
        liveness.on(now, random, new Input.Pinged(4, header, ping));
    }

    private static PingAnswer pong(ViewId view, boolean leading) {
        return new PingAnswer.Pong(view, true, leading, Optional.empty(), Optional.empty());
    }

    private static long ticketTo(List<Effect.Send> sends, int node) {
        return sends.stream()
                .filter(send -> send.to().uid().equals(uid(node)))
                .findFirst()
                .orElseThrow()
                .ticket();
    }

    private static List<LivenessReport> reports(List<Effect> effects) {
        return all(effects, Effect.Report.class).stream()
                .map(Effect.Report::report)
                .filter(report -> !(report instanceof LivenessReport.LeaderSuspected))
                .filter(report -> !(report instanceof LivenessReport.LeaderFresh))
                .toList();
    }

    private static List<Set<NodeId>> silences(List<Effect> effects) {
        return all(effects, Effect.Report.class).stream()
                .map(Effect.Report::report)
                .filter(LivenessReport.MembersSilent.class::isInstance)
                .map(report -> ((LivenessReport.MembersSilent) report).members())
                .toList();
    }

    private static <T> List<T> all(List<Effect> effects, Class<T> type) {
        return effects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static <T> T only(List<Effect> effects, Class<T> type) {
        List<T> found = all(effects, type);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static Member member(int node) {
        MemberId id = new MemberId(new NodeId(node), uid(node));
        return new Member(id, new Address("p", 7000 + node), new Nick("m" + node), ViewId.firstOf(1));
    }

    private static Uid uid(int node) {
        return new Uid(new UUID(node, 0));
    }
}
