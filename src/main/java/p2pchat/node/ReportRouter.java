package p2pchat.node;

import java.util.function.Consumer;
import p2pchat.election.Election;
import p2pchat.election.ElectionReport;
import p2pchat.liveness.Liveness;
import p2pchat.liveness.LivenessReport;
import p2pchat.membership.MembershipInput;

/** Turns the reports of liveness and election into inputs of the other machines of the same network. */
public record ReportRouter(
        Consumer<MembershipInput> membership, Consumer<Liveness.Input> liveness, Consumer<Election.Input> election) {

    public void route(LivenessReport report) {
        if (report instanceof LivenessReport.LeaderLost lost) {
            membership.accept(new MembershipInput.LeaderLost(lost.stint()));
        } else if (report instanceof LivenessReport.LeaderDenies denies) {
            membership.accept(new MembershipInput.LeaderDenies(denies.stint()));
        } else if (report instanceof LivenessReport.LeaderSuspected suspected) {
            membership.accept(new MembershipInput.LeaderSuspected(suspected.stint(), suspected.suspected()));
        } else if (report instanceof LivenessReport.LeaderFresh fresh) {
            election.accept(new Election.Input.LeaderFresh(fresh.stint(), fresh.fresh()));
        } else if (report instanceof LivenessReport.MembersSilent) {
            return; // only shown; it changes nothing until a member is lost
        } else if (report instanceof LivenessReport.MemberLost lost) {
            membership.accept(new MembershipInput.MemberLost(lost.stint(), lost.member()));
        } else if (report instanceof LivenessReport.Heard heard) {
            election.accept(new Election.Input.Polled(heard.stint(), heard.count()));
        } else if (report instanceof LivenessReport.Verified verified) {
            membership.accept(new MembershipInput.Verified(verified.stint(), verified.suspect(), verified.alive()));
        } else if (report instanceof LivenessReport.ViewSeen seen) {
            membership.accept(new MembershipInput.ViewSeen(seen.view(), seen.byItsLeader()));
        } else if (report instanceof LivenessReport.Behind behind) {
            membership.accept(new MembershipInput.MemberBehind(behind.member()));
        } else if (report instanceof LivenessReport.Lagged lagged) {
            membership.accept(new MembershipInput.Lagged(lagged.stint()));
        } else if (report instanceof LivenessReport.Resumed) {
            membership.accept(new MembershipInput.Resumed());
        } else {
            throw new AssertionError("no handler for " + report);
        }
    }

    public void route(ElectionReport report) {
        if (report instanceof ElectionReport.Claim claim) {
            membership.accept(new MembershipInput.MayClaim(claim.stint(), claim.heard()));
        } else if (report instanceof ElectionReport.LeaderFresh fresh) {
            membership.accept(new MembershipInput.LeaderIsFresh(fresh.stint()));
        } else if (report instanceof ElectionReport.Over over) {
            membership.accept(new MembershipInput.ElectionOver(over.stint()));
        } else if (report instanceof ElectionReport.ViewSeen seen) {
            membership.accept(new MembershipInput.ViewSeen(seen.view(), true));
        } else if (report instanceof ElectionReport.Doubted) {
            liveness.accept(new Liveness.Input.Probe());
        } else {
            throw new AssertionError("no handler for " + report);
        }
    }
}
