package p2pchat.node;

import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.election.ElectionActor;
import p2pchat.election.ElectionReport;
import p2pchat.liveness.LivenessActor;
import p2pchat.liveness.LivenessReport;
import p2pchat.membership.MembershipActor;

/** Translates the reports of liveness and election into commands of the other actors of the network. */
record ReportRouter(
        ActorRef<MembershipActor.Command> membership,
        ActorRef<LivenessActor.Command> liveness,
        ActorRef<ElectionActor.Command> election) {

    void liveness(LivenessReport report) {
        if (report instanceof LivenessReport.LeaderLost lost) {
            membership.tell(new MembershipActor.LeaderLost(lost.stint()));
        } else if (report instanceof LivenessReport.LeaderDenies denies) {
            membership.tell(new MembershipActor.LeaderDenies(denies.stint()));
        } else if (report instanceof LivenessReport.LeaderSuspected suspected) {
            membership.tell(new MembershipActor.LeaderSuspected(suspected.stint(), suspected.suspected()));
        } else if (report instanceof LivenessReport.LeaderFresh fresh) {
            election.tell(new ElectionActor.LeaderFresh(fresh.stint(), fresh.fresh()));
        } else if (report instanceof LivenessReport.MembersSilent) {
            return; // only shown; a member that is lost is reported again
        } else if (report instanceof LivenessReport.MemberLost lost) {
            membership.tell(new MembershipActor.MemberLost(lost.stint(), lost.member()));
        } else if (report instanceof LivenessReport.Heard heard) {
            election.tell(new ElectionActor.Polled(heard.stint(), heard.count()));
        } else if (report instanceof LivenessReport.Verified verified) {
            membership.tell(new MembershipActor.Verified(verified.stint(), verified.suspect(), verified.alive()));
        } else if (report instanceof LivenessReport.ViewSeen seen) {
            membership.tell(new MembershipActor.ViewSeen(seen.view(), seen.byItsLeader()));
        } else if (report instanceof LivenessReport.Behind behind) {
            membership.tell(new MembershipActor.MemberBehind(behind.member()));
        } else if (report instanceof LivenessReport.Lagged lagged) {
            membership.tell(new MembershipActor.Lagged(lagged.stint()));
        } else if (report instanceof LivenessReport.Resumed) {
            membership.tell(new MembershipActor.Resumed());
        } else {
            throw new AssertionError("no handler for " + report);
        }
    }

    void election(ElectionReport report) {
        if (report instanceof ElectionReport.Claim claim) {
            membership.tell(new MembershipActor.MayClaim(claim.stint(), claim.heard()));
        } else if (report instanceof ElectionReport.LeaderFresh fresh) {
            membership.tell(new MembershipActor.LeaderIsFresh(fresh.stint()));
        } else if (report instanceof ElectionReport.Over over) {
            membership.tell(new MembershipActor.ElectionOver(over.stint()));
        } else if (report instanceof ElectionReport.ViewSeen seen) {
            membership.tell(new MembershipActor.ViewSeen(seen.view(), true));
        } else if (report instanceof ElectionReport.Doubted) {
            liveness.tell(new LivenessActor.Probe());
        } else {
            throw new AssertionError("no handler for " + report);
        }
    }
}
