package p2pchat.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.TestStatements.person;
import static p2pchat.roster.RosterDriver.application;
import static p2pchat.roster.RosterDriver.invitationKey;
import static p2pchat.roster.RosterDriver.invite;
import static p2pchat.roster.RosterDriver.member;
import static p2pchat.roster.RosterDriver.remove;
import static p2pchat.roster.RosterDriver.role;
import static p2pchat.roster.RosterDriver.uid;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.Cuts;
import p2pchat.model.Leader;
import p2pchat.model.MemberRole;
import p2pchat.model.Statement;
import p2pchat.roster.Application.Answer;

/** Tests which applicants a roster admits and which wait for an approval. */
class RosterAdmissionTest {

    private static RosterDriver leading(AdmissionPolicy policy) {
        RosterDriver leader = new RosterDriver(policy, 0);
        leader.view(0, 0, 1);
        leader.effects.clear();
        return leader;
    }

    @Test
    void openNetworkAdmitsWithoutStatement() {
        RosterDriver leader = leading(AdmissionPolicy.OPEN);
        assertThat(leader.apply(application(5))).isEqualTo(Answer.ADMITTED);
        assertThat(leader.durable).isEmpty();
    }

    @Test
    void invitationAdmitsOnceAndIsPushed() {
        RosterDriver leader = leading(AdmissionPolicy.INVITE);
        assertThat(leader.apply(application(5))).isEqualTo(Answer.NOT_INVITED);
        leader.state(invite(1, 1, 0));
        leader.effects.clear();
        assertThat(leader.apply(application(5, leader.invited(1)))).isEqualTo(Answer.ADMITTED);
        assertThat(leader.all(RosterEffect.Push.class)).hasSize(1);
        int durable = leader.durable.size();
        assertThat(leader.apply(application(5))).as("it asks again").isEqualTo(Answer.ADMITTED);
        assertThat(leader.durable).hasSize(durable);
        assertThat(leader.apply(application(6, leader.invited(1))))
                .as("attack 34")
                .isEqualTo(Answer.INVITATION_INVALID);
    }

    /** A member that was cut off when it was removed asks with the invitation it came in with. */
    @Test
    void oldInvitationLetsMemberLearnOfRemoval() {
        RosterDriver leader = leading(AdmissionPolicy.INVITE);
        for (int uses : new int[] {0, 1}) {
            leader.state(invite(1 + uses, uses, 0));
            Optional<Act.Invited> invited = leader.invited(1 + uses);
            assertThat(leader.apply(application(5 + uses, invited))).isEqualTo(Answer.ADMITTED);
            leader.state(new Act.Remove(person(5 + uses), false, "", Cuts.NONE));
            assertThat(leader.apply(application(5 + uses, invited))).isEqualTo(Answer.REMOVED);
        }
        leader.state(invite(3, 1, 0));
        assertThat(leader.apply(application(5, leader.invited(3)))).isEqualTo(Answer.ADMITTED);
    }

    @Test
    void invitationMustBeKnownProvenAndNotExpired() {
        RosterDriver leader = leading(AdmissionPolicy.INVITE);
        leader.state(invite(1, 0, leader.at + 1_000));
        Optional<Act.Invited> forged =
                leader.invited(1).map(proof -> new Act.Invited(proof.invitation(), invitationKey(9)));
        assertThat(leader.apply(application(5, forged))).isEqualTo(Answer.INVITATION_INVALID);
        assertThat(leader.apply(application(5, leader.invited(2))))
                .as("another member may know it")
                .isEqualTo(Answer.RETRY);
        leader.now += Roster.SETTLING_MILLIS;
        assertThat(leader.apply(application(5, leader.invited(2)))).isEqualTo(Answer.INVITATION_INVALID);
        leader.at += 1_000;
        assertThat(leader.apply(application(5, leader.invited(1)))).isEqualTo(Answer.INVITATION_INVALID);
        leader.at -= 1;
        assertThat(leader.apply(application(5, leader.invited(1)))).isEqualTo(Answer.ADMITTED);
    }

    @Test
    void onlyLeaderAdmits() {
        RosterDriver leader = leading(AdmissionPolicy.INVITE);
        leader.state(invite(1, 0, 0));
        leader.view(1, 0, 1);
        assertThat(leader.apply(application(5, leader.invited(1)))).isEqualTo(Answer.RETRY);
        leader.view(0, 0, 1);
        assertThat(leader.apply(application(5, leader.invited(1)))).isEqualTo(Answer.ADMITTED);
        leader.view(1, 0, 1);
        assertThat(leader.apply(application(5))).isEqualTo(Answer.ADMITTED);
    }

    @Test
    void failedStoreAdmitsNobody() {
        RosterDriver leader = leading(AdmissionPolicy.INVITE);
        leader.state(invite(1, 0, 0));
        leader.on(new RosterInput.Apply(99, application(5, leader.invited(1)), leader.at));
        leader.storeFails();
        assertThat(leader.all(RosterEffect.Answer.class)).contains(new RosterEffect.Answer(99, Answer.RETRY));
        assertThat(leader.admitted(5)).isEmpty();
    }

    @Test
    void lockedNetworkAdmitsNobodyNew() {
        RosterDriver leader = leading(AdmissionPolicy.INVITE);
        leader.state(invite(1, 0, 0));
        leader.state(new Act.SetPolicy(AdmissionPolicy.INVITE, true));
        assertThat(leader.apply(application(5, leader.invited(1)))).isEqualTo(Answer.LOCKED);
    }

    @Test
    void removedPersonEntersOpenNetworkAgainUnlessBanned() {
        RosterDriver leader = leading(AdmissionPolicy.OPEN);
        leader.state(remove(5));
        assertThat(leader.apply(application(5))).isEqualTo(Answer.ADMITTED);
        assertThat(leader.durable).extracting(Statement::act).contains(new Act.Admit(person(5), new Act.Open()));
        leader.state(new Act.Remove(person(5), true, "", Cuts.NONE));
        assertThat(leader.apply(application(5))).isEqualTo(Answer.REMOVED);
        leader.state(new Act.Unban(person(5)));
        assertThat(leader.apply(application(5))).isEqualTo(Answer.ADMITTED);
    }

    @Test
    void removedPersonNeedsNewInvitation() {
        RosterDriver leader = leading(AdmissionPolicy.INVITE);
        leader.state(invite(1, 0, 0));
        leader.apply(application(5, leader.invited(1)));
        leader.state(remove(5));
        assertThat(leader.apply(application(5))).isEqualTo(Answer.REMOVED);
        leader.state(invite(2, 0, 0));
        assertThat(leader.apply(application(5, leader.invited(2)))).isEqualTo(Answer.ADMITTED);
    }

    // ---- approvals

    @Test
    void applicantsWaitForApprovalOfAnyAdmin() {
        RosterDriver leader = leading(AdmissionPolicy.APPROVE);
        leader.state(role(1, MemberRole.ADMIN));
        leader.effects.clear();
        assertThat(leader.apply(application(5))).isEqualTo(Answer.PENDING);
        assertThat(leader.reports(RosterReport.Applied.class))
                .containsExactly(new RosterReport.Applied(List.of(application(5))));
        assertThat(leader.all(RosterEffect.ShowWaiting.class))
                .containsExactly(new RosterEffect.ShowWaiting(Leader.of(member(1)), List.of(application(5))));
        leader.effects.clear();
        assertThat(leader.apply(application(5))).isEqualTo(Answer.PENDING);
        assertThat(leader.effects).as("nothing new").isEmpty();

        RosterDriver admin = new RosterDriver(AdmissionPolicy.APPROVE, 1, leader.durable);
        admin.view(0, 0, 1);
        admin.on(new RosterInput.WaitingShown(uid(0), List.of(application(5))));
        assertThat(admin.reports(RosterReport.Applied.class)).hasSize(1);
        leader.learn(admin.state(new Act.Admit(person(5), new Act.Approved())));
        assertThat(admin.reports(RosterReport.Applied.class)).contains(new RosterReport.Applied(List.of()));
        assertThat(leader.reports(RosterReport.Applied.class)).contains(new RosterReport.Applied(List.of()));
        assertThat(leader.apply(application(5))).isEqualTo(Answer.ADMITTED);
    }

    @Test
    void listOfApplicantsCountsOnlyFromTheLeader() {
        RosterDriver admin = new RosterDriver(AdmissionPolicy.APPROVE, 0);
        admin.view(1, 0, 1, 2);
        admin.effects.clear();
        admin.on(new RosterInput.WaitingShown(uid(2), List.of(application(5))));
        assertThat(admin.effects).isEmpty();
    }

    @Test
    void deniedApplicantLearnsIt() {
        RosterDriver leader = leading(AdmissionPolicy.APPROVE);
        assertThat(leader.apply(application(5))).isEqualTo(Answer.PENDING);
        leader.state(remove(5));
        assertThat(leader.apply(application(5))).isEqualTo(Answer.DENIED);
        leader.state(new Act.Admit(person(5), new Act.Approved()));
        assertThat(leader.apply(application(5))).isEqualTo(Answer.ADMITTED);
    }

    @Test
    void applicantsAreBoundedAndForgotten() {
        RosterDriver leader = leading(AdmissionPolicy.APPROVE);
        IntStream.rangeClosed(1, 64)
                .forEach(person -> assertThat(leader.apply(application(person))).isEqualTo(Answer.PENDING));
        assertThat(leader.apply(application(65))).isEqualTo(Answer.RETRY);
        leader.now += Applicants.PATIENCE_MILLIS - 1;
        assertThat(leader.apply(application(7))).isEqualTo(Answer.PENDING);
        leader.now += 1;
        leader.on(new RosterInput.TimerFired(Roster.Timer.TICK, leader.at));
        List<RosterReport.Applied> reports = leader.reports(RosterReport.Applied.class);
        assertThat(reports.get(reports.size() - 1).waiting()).containsExactly(application(7));
    }

    @Test
    void applicantsAskTheNewLeader() {
        RosterDriver leader = leading(AdmissionPolicy.APPROVE);
        leader.apply(application(5));
        leader.view(1, 0, 1);
        assertThat(leader.reports(RosterReport.Applied.class)).contains(new RosterReport.Applied(List.of()));
    }

    // ---- invitations that expire

    @Test
    void adminClosesExpiredInvitation() {
        RosterDriver maker = leading(AdmissionPolicy.INVITE);
        maker.state(role(1, MemberRole.ADMIN));
        maker.state(invite(1, 0, maker.at + 500));
        RosterDriver other = new RosterDriver(AdmissionPolicy.INVITE, 1, maker.durable);
        RosterDriver member = new RosterDriver(AdmissionPolicy.INVITE, 2, maker.durable);
        for (RosterDriver each : List.of(maker, other, member)) {
            each.on(new RosterInput.TimerFired(Roster.Timer.TICK, maker.at + 499));
            assertThat(each.all(RosterEffect.Store.class)).isEmpty();
        }
        long expired = maker.at + 500;
        other.on(new RosterInput.TimerFired(Roster.Timer.TICK, expired));
        assertThat(other.all(RosterEffect.Store.class))
                .as("its maker does so first")
                .isEmpty();
        member.on(new RosterInput.TimerFired(Roster.Timer.TICK, expired + AdmissionRules.OTHERS_DELAY_MILLIS));
        assertThat(member.all(RosterEffect.Store.class)).isEmpty();
        other.on(new RosterInput.TimerFired(Roster.Timer.TICK, expired + AdmissionRules.OTHERS_DELAY_MILLIS));
        assertThat(other.all(RosterEffect.Store.class)).hasSize(1);
        maker.on(new RosterInput.TimerFired(Roster.Timer.TICK, expired));
        maker.stored();
        assertThat(maker.roster.authority().invitations().values())
                .allMatch(Authority.Invitation::closed)
                .hasSize(1);
    }
}
