package p2pchat.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.TestStatements.device;
import static p2pchat.TestStatements.person;
import static p2pchat.roster.RosterDriver.application;
import static p2pchat.roster.RosterDriver.member;
import static p2pchat.roster.RosterDriver.policy;
import static p2pchat.roster.RosterDriver.remove;
import static p2pchat.roster.RosterDriver.role;
import static p2pchat.roster.RosterDriver.uid;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.Leader;
import p2pchat.model.MemberRole;
import p2pchat.model.Statement;
import p2pchat.roster.Application.Answer;
import p2pchat.roster.RosterActor.Decision;

/** Tests how statements are made, stored, learnt and exchanged. */
class RosterTest {

    private final RosterDriver founder = new RosterDriver(AdmissionPolicy.OPEN, 0);

    // ---- decisions

    @Test
    void statementIsDurableBeforeItHasEffect() {
        founder.view(0, 0, 1, 2);
        founder.effects.clear();
        founder.ask(remove(1));
        assertThat(founder.all(RosterEffect.Store.class)).hasSize(1);
        assertThat(founder.all(RosterEffect.Push.class)).isEmpty();
        assertThat(founder.all(RosterEffect.Answer.class)).isEmpty();
        assertThat(founder.all(RosterEffect.Report.class)).isEmpty();
        assertThat(founder.roster.authority().role(person(1))).isPresent();
        founder.stored();
        assertThat(founder.roster.authority().role(person(1))).isEmpty();
        assertThat(founder.answer()).isEqualTo(Decision.STATED);
    }

    /** The removed member learns why before the others stop listening to it. */
    @Test
    void pushesToAllMembersBeforeItReports() {
        founder.view(0, 0, 1, 2);
        founder.state(remove(1));
        List<RosterEffect> after = List.copyOf(founder.effects);
        assertThat(founder.all(RosterEffect.Push.class))
                .extracting(RosterEffect.Push::to)
                .containsExactly(Leader.of(member(1)), Leader.of(member(2)));
        RosterEffect report = founder.all(RosterEffect.Report.class).get(0);
        assertThat(after.indexOf(report))
                .isGreaterThan(
                        after.lastIndexOf(founder.all(RosterEffect.Push.class).get(1)));
        RosterReport.Changed changed =
                founder.reports(RosterReport.Changed.class).get(0);
        assertThat(changed.added())
                .extracting(RosterReport.Judged::right)
                .containsExactly(Optional.of(MemberRole.OWNER));
        assertThat(changed.voided()).isEmpty();
    }

    @Test
    void failedStoreAppliesNothing() {
        founder.view(0, 0, 1);
        founder.ask(remove(1));
        founder.storeFails();
        assertThat(founder.answer()).isEqualTo(Decision.NOT_STORED);
        assertThat(founder.roster.authority().role(person(1))).isPresent();
        assertThat(founder.all(RosterEffect.Push.class)).isEmpty();
        assertThat(founder.reports(RosterReport.StoreFailed.class)).hasSize(1);
    }

    /** The store may have kept the statement although it failed, so its number cannot be used again. */
    @Test
    void statesNothingAfterOwnStatementIsInDoubt() {
        founder.ask(remove(1));
        founder.storeFails();
        founder.effects.clear();
        assertThat(founder.decide(remove(2))).isEqualTo(Decision.NOT_STORED);
        founder.view(0, 0);
        RosterDriver other = new RosterDriver(AdmissionPolicy.OPEN, 0);
        founder.learn(other.state(remove(3)));
        assertThat(founder.admitted(2, 3)).containsExactly(person(2));
    }

    /** What the store has is durable although it failed. A number that it does not have is free again. */
    @Test
    void statesAgainOnceStoreIsRead() {
        for (boolean kept : new boolean[] {false, true}) {
            RosterDriver node = new RosterDriver(AdmissionPolicy.OPEN, 0);
            node.ask(remove(1));
            List<Statement> doubtful = node.all(RosterEffect.Store.class).get(0).statements();
            node.storeFails();
            node.on(new RosterInput.TimerFired(Roster.Timer.TICK, node.at));
            node.take(RosterEffect.Load.class);
            node.on(new RosterInput.Loaded(Optional.empty()));
            node.effects.clear();
            assertThat(node.decide(remove(2))).isEqualTo(Decision.NOT_STORED);

            node.on(new RosterInput.Loaded(Optional.of(kept ? doubtful : List.of())));
            assertThat(node.admitted(1, 2)).hasSize(kept ? 1 : 2);
            assertThat(node.state(remove(2)).get(0).number()).isEqualTo(kept ? 2 : 1);
            node.effects.clear();
            node.on(new RosterInput.TimerFired(Roster.Timer.TICK, node.at));
            assertThat(node.all(RosterEffect.Load.class)).isEmpty();
        }
    }

    @Test
    void slowStoreRefusesInTime() {
        founder.ask(remove(1));
        founder.effects.removeIf(RosterEffect.Schedule.class::isInstance);
        founder.on(new RosterInput.TimerFired(Roster.Timer.STORE_LATE, founder.at));
        assertThat(founder.answer()).isEqualTo(Decision.NOT_STORED);
        founder.ask(remove(2));
        assertThat(founder.answer()).isEqualTo(Decision.NOT_STORED);
        founder.stored();
        assertThat(founder.admitted(1, 2))
                .as("what was stored after all counts")
                .containsExactly(person(2));
    }

    @Test
    void requestsWaitForTheStore() {
        founder.ask(remove(1));
        founder.ask(remove(2));
        assertThat(founder.all(RosterEffect.Store.class)).hasSize(1);
        founder.stored();
        founder.stored();
        assertThat(founder.answer()).isEqualTo(Decision.STATED);
        assertThat(founder.durable).extracting(Statement::number).containsExactly(1L, 2L);
    }

    @Test
    void refusesWithTheRoleThatIsNeeded() {
        List<Statement> all = new ArrayList<>();
        all.addAll(founder.state(role(1, MemberRole.OWNER)));
        all.addAll(founder.state(role(2, MemberRole.ADMIN)));
        RosterDriver owner = new RosterDriver(AdmissionPolicy.OPEN, 1, all);
        RosterDriver admin = new RosterDriver(AdmissionPolicy.OPEN, 2, all);
        RosterDriver member = new RosterDriver(AdmissionPolicy.OPEN, 3, all);
        assertThat(member.decide(new Act.SetTopic("tea"))).isEqualTo(Decision.ADMIN_REQUIRED);
        assertThat(member.decide(remove(4))).isEqualTo(Decision.ADMIN_REQUIRED);
        assertThat(member.decide(policy(AdmissionPolicy.INVITE))).isEqualTo(Decision.OWNER_REQUIRED);
        assertThat(admin.decide(policy(AdmissionPolicy.INVITE))).isEqualTo(Decision.OWNER_REQUIRED);
        assertThat(admin.decide(remove(1))).isEqualTo(Decision.OWNER_REQUIRED);
        assertThat(admin.decide(role(4, MemberRole.ADMIN))).isEqualTo(Decision.OWNER_REQUIRED);
        assertThat(owner.decide(remove(0))).isEqualTo(Decision.SENIOR_REQUIRED);
        assertThat(admin.decide(remove(4))).isEqualTo(Decision.STATED);
        assertThat(owner.decide(remove(2))).isEqualTo(Decision.STATED);
        assertThat(member.durable).isEqualTo(all);
    }

    @Test
    void refusesWhatChangesNothing() {
        founder.state(new Act.SetTopic("tea"));
        assertThat(founder.decide(new Act.SetTopic("tea"))).isEqualTo(Decision.NO_CHANGE);
        founder.state(remove(1));
        assertThat(founder.decide(remove(1))).isEqualTo(Decision.NO_CHANGE);
        assertThat(founder.decide(new Act.Remove(person(1), true, "", Cuts.NONE)))
                .isEqualTo(Decision.STATED);
        assertThat(founder.decide(policy(AdmissionPolicy.OPEN))).isEqualTo(Decision.NO_CHANGE);
    }

    /** What the remover has not seen does not count (attack 29). */
    @Test
    void removalListsStatementsOfItsSubject() {
        List<Statement> all = new ArrayList<>(founder.state(role(2, MemberRole.ADMIN)));
        RosterDriver admin = new RosterDriver(AdmissionPolicy.OPEN, 2, all);
        founder.learn(admin.state(new Act.SetTopic("seen")));
        List<Statement> unseen = admin.state(new Act.SetTopic("unseen"));
        Statement removal = founder.state(remove(2)).get(0);
        assertThat(((Act.Remove) removal.act()).cuts().statements())
                .containsExactly(Map.entry(device(2, 0).device(), 1L));
        founder.learn(unseen);
        assertThat(founder.roster.authority().topic()).isEqualTo("seen");
    }

    @Test
    void revokesOwnDevice() {
        founder.state(new Act.Revoke(device(0, 1).device(), Cuts.NONE, Bytes.of(new byte[64])));
        Authority now = founder.roster.authority();
        assertThat(now.admits(person(0), device(0, 1).device())).isFalse();
        assertThat(now.admits(person(0), device(0, 0).device())).isTrue();
        assertThat(founder.apply(new Application(
                        uid(0),
                        person(0),
                        device(0, 1).device(),
                        member(0).nick(),
                        member(0).address(),
                        Optional.empty())))
                .isEqualTo(Answer.REMOVED);
    }

    /** Everybody whom the owner's node knows stays a member; nobody else gets in. */
    @Test
    void closingNamesThoseWhoAreIn() {
        founder.state(role(2, MemberRole.READER));
        List<Statement> closing = founder.state(policy(AdmissionPolicy.INVITE), person(0), person(1), person(2));
        assertThat(closing)
                .extracting(Statement::act)
                .containsExactly(role(1, MemberRole.MEMBER), policy(AdmissionPolicy.INVITE));
        assertThat(founder.all(RosterEffect.Store.class)).isEmpty();
        assertThat(founder.admitted(0, 1, 2, 3)).containsExactly(person(0), person(1), person(2));
        assertThat(founder.roster.authority().role(person(2))).contains(MemberRole.READER);
        assertThat(founder.state(policy(AdmissionPolicy.APPROVE), person(0), person(5)))
                .as("it was closed before")
                .hasSize(1);
    }

    @Test
    void lockingAnOpenNetworkNamesThoseWhoAreIn() {
        assertThat(founder.state(new Act.SetPolicy(AdmissionPolicy.OPEN, true), person(1)))
                .hasSize(2);
        founder.view(0, 0);
        assertThat(founder.apply(application(1))).isEqualTo(Answer.ADMITTED);
        assertThat(founder.apply(application(4))).isEqualTo(Answer.LOCKED);
    }

    // ---- spreading

    @Test
    void learnsStatementsInAnyOrder() {
        List<Statement> all = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            all.addAll(founder.state(new Act.SetTopic("topic " + i)));
        }
        Collections.reverse(all);
        RosterDriver other = new RosterDriver(AdmissionPolicy.OPEN, 1);
        for (Statement statement : all) {
            other.learn(List.of(statement));
        }
        assertThat(other.roster.authority()).isEqualTo(founder.roster.authority());
        assertThat(other.durable).extracting(Statement::number).containsExactly(1L, 2L, 3L, 4L);
        assertThat(other.reports(RosterReport.Changed.class)).hasSize(1);
        other.effects.clear();
        other.learn(all);
        assertThat(other.reports(RosterReport.Changed.class)).as("nothing new").isEmpty();
    }

    @Test
    void learntStatementsAreDurableBeforeTheyHaveEffect() {
        RosterDriver other = new RosterDriver(AdmissionPolicy.OPEN, 1);
        List<Statement> removal = founder.state(remove(2));
        other.on(new RosterInput.Learn(7, removal));
        assertThat(other.admitted(2)).hasSize(1);
        assertThat(other.all(RosterEffect.Answer.class)).isEmpty();
        other.storeFails();
        assertThat(other.all(RosterEffect.Fail.class)).containsExactly(new RosterEffect.Fail(7));
        assertThat(other.admitted(2)).hasSize(1);
        other.learn(removal);
        assertThat(other.admitted(2)).as("it can come again").isEmpty();
    }

    @Test
    void reportsWhatLosesItsEffect() {
        List<Statement> all = new ArrayList<>(founder.state(role(2, MemberRole.ADMIN)));
        RosterDriver admin = new RosterDriver(AdmissionPolicy.OPEN, 2, all);
        List<Statement> topic = admin.state(new Act.SetTopic("mine"));
        List<Statement> removal = founder.state(remove(2));
        RosterDriver third = new RosterDriver(AdmissionPolicy.OPEN, 3, all);
        third.learn(topic);
        third.effects.clear();
        third.learn(removal);
        RosterReport.Changed changed = third.reports(RosterReport.Changed.class).get(0);
        assertThat(changed.voided()).extracting(RosterReport.Judged::statement).containsExactlyElementsOf(topic);
        assertThat(changed.voided()).noneMatch(RosterReport.Judged::valid);
    }

    /** Strangers cannot fill the roster (attack 43). */
    @Test
    void dropsStatementsWithoutJustification() {
        Statement forged =
                new RosterDriver(AdmissionPolicy.OPEN, 5).signer.sign(1, List.of(), 0, new Act.SetTopic("mine"));
        founder.learn(List.of(forged));
        assertThat(founder.durable).isEmpty();
    }

    @Test
    void sendsWhatAnotherLacks() {
        List<Statement> first = founder.state(remove(1));
        List<Statement> second = founder.state(remove(2));
        founder.on(new RosterInput.FindLacking(
                50, Set.of(StatementGraph.prefix(first.get(0).hash()))));
        assertThat(founder.all(RosterEffect.Answer.class)).contains(new RosterEffect.Answer(50, second));
    }

    // ---- exchanges

    private static final Leader BOB = Leader.of(member(1));

    private void differs() {
        founder.effects.clear();
        founder.on(new RosterInput.FrontierDiffers(BOB));
    }

    @Test
    void exchangesOnceAndThenAtIntervals() {
        differs();
        assertThat(founder.all(RosterEffect.Exchange.class)).hasSize(1);
        differs();
        assertThat(founder.effects).as("one at a time").isEmpty();
        founder.on(new RosterInput.Exchanged(uid(1), new RosterPeers.Answer(List.of(), false)));
        differs();
        assertThat(founder.all(RosterEffect.Exchange.class)).isEmpty();
        assertThat(founder.all(RosterEffect.Schedule.class))
                .containsExactly(new RosterEffect.Schedule(Roster.Timer.EXCHANGE, ExchangeSchedule.INTERVAL_MILLIS));
        founder.now += ExchangeSchedule.INTERVAL_MILLIS;
        founder.on(new RosterInput.TimerFired(Roster.Timer.EXCHANGE, founder.at));
        assertThat(founder.all(RosterEffect.Exchange.class)).hasSize(1);
    }

    @Test
    void asksForMoreAtOnce() {
        RosterDriver other = new RosterDriver(AdmissionPolicy.OPEN, 0);
        differs();
        founder.effects.clear();
        founder.on(new RosterInput.Exchanged(uid(1), new RosterPeers.Answer(other.state(remove(2)), true)));
        assertThat(founder.all(RosterEffect.Exchange.class)).hasSize(1);
        founder.stored();
        founder.effects.clear();
        founder.on(new RosterInput.Exchanged(uid(1), new RosterPeers.Answer(List.of(), true)));
        assertThat(founder.effects).as("it says so, but has nothing").isEmpty();
    }

    @Test
    void asksLessOftenIfThereIsNothingNew() {
        for (int i = 0; i < 20; i++) {
            differs();
            founder.now += ExchangeSchedule.MAX_INTERVAL_MILLIS;
            founder.on(new RosterInput.TimerFired(Roster.Timer.EXCHANGE, founder.at));
            founder.on(new RosterInput.ExchangeFailed(uid(1)));
        }
        differs();
        assertThat(founder.all(RosterEffect.Schedule.class))
                .containsExactly(
                        new RosterEffect.Schedule(Roster.Timer.EXCHANGE, ExchangeSchedule.MAX_INTERVAL_MILLIS));
    }

    /** Those who differed from the earlier frontier may be equal to the new one. */
    @Test
    void newStatementsStartTheScheduleAnew() {
        for (int i = 0; i < 20; i++) {
            differs();
            founder.now += ExchangeSchedule.MAX_INTERVAL_MILLIS;
            founder.on(new RosterInput.TimerFired(Roster.Timer.EXCHANGE, founder.at));
            founder.on(new RosterInput.ExchangeFailed(uid(1)));
        }
        differs();
        founder.state(remove(2));
        founder.now += ExchangeSchedule.MAX_INTERVAL_MILLIS;
        founder.effects.clear();
        founder.on(new RosterInput.TimerFired(Roster.Timer.EXCHANGE, founder.at));
        assertThat(founder.all(RosterEffect.Exchange.class)).isEmpty();
        differs();
        assertThat(founder.all(RosterEffect.Exchange.class)).hasSize(1);
        founder.on(new RosterInput.ExchangeFailed(uid(1)));
        differs();
        assertThat(founder.all(RosterEffect.Schedule.class))
                .containsExactly(
                        new RosterEffect.Schedule(Roster.Timer.EXCHANGE, 2 * ExchangeSchedule.INTERVAL_MILLIS));
    }

    @Test
    void exchangesWithFewMembersAtOnce() {
        founder.effects.clear();
        IntStream.range(1, 50).forEach(i -> founder.on(new RosterInput.FrontierDiffers(Leader.of(member(i)))));
        assertThat(founder.all(RosterEffect.Exchange.class)).hasSize(ExchangeSchedule.MAX_RUNNING);
        founder.on(new RosterInput.ExchangeFailed(uid(1)));
        assertThat(founder.all(RosterEffect.Exchange.class)).hasSize(ExchangeSchedule.MAX_RUNNING + 1);
    }

    @Test
    void requestsBeyondTheBoundAreRefused() {
        founder.ask(remove(1));
        for (int i = 0; i < Roster.MAX_QUEUED; i++) {
            founder.on(new RosterInput.Learn(1_000 + i, List.of()));
        }
        assertThat(founder.all(RosterEffect.Fail.class)).isEmpty();
        founder.on(new RosterInput.Learn(9_999, List.of()));
        assertThat(founder.all(RosterEffect.Fail.class)).containsExactly(new RosterEffect.Fail(9_999));
    }
}
