package p2pchat.node;

import java.util.Optional;
import p2pchat.journal.Journal;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.journal.JournalEntry.Step;
import p2pchat.liveness.LivenessReport;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Role;

/** Records changes of role, suspicions and refused views in the journal. {@link JournaledCalls} records the calls between. */
final class LeadershipJournal {

    private final Journal journal;
    private Optional<MembershipSnapshot> last = Optional.empty();

    LeadershipJournal(Journal journal) {
        this.journal = journal;
    }

    void onMembership(MembershipSnapshot now) {
        boolean same = last.filter(before -> before.role() == now.role()
                        && before.viewId().epoch() == now.viewId().epoch())
                .isPresent();
        last = Optional.of(now);
        if (!same) {
            boolean hasLeader = now.role() == Role.MEMBER || now.role() == Role.LEADER;
            record(kind(now.role()), hasLeader ? leader() : Optional.empty());
        }
    }

    void onLiveness(LivenessReport report) {
        if (report instanceof LivenessReport.LeaderLost) {
            record(Kind.GAVE_UP, leader());
        } else if (report instanceof LivenessReport.LeaderSuspected suspected) {
            record(suspected.suspected() ? Kind.SUSPECTED : Kind.HEARD_AGAIN, leader());
        } else if (report instanceof LivenessReport.MemberLost lost) {
            record(Kind.GAVE_UP, Optional.of(lost.member().node()));
        }
    }

    void onEvent(NetworkEvent event) {
        if (event instanceof NetworkEvent.Trouble trouble && trouble.problem() instanceof Problem.ViewRefused refused) {
            journal.record(new Step(Kind.VIEW_REFUSED, Optional.of(refused.id()), refused.epoch()));
        } else if (event instanceof NetworkEvent.LeaderLied lied) {
            journal.record(new Step(Kind.LEADER_LIED, Optional.of(lied.leader().node()), lied.epoch()));
        }
    }

    private Optional<NodeId> leader() {
        return last.flatMap(MembershipSnapshot::leader)
                .map(leader -> leader.id().node());
    }

    private static Kind kind(Role role) {
        return switch (role) {
            case RECOVERING -> Kind.RECOVERING;
            case MEMBER -> Kind.FOLLOWED;
            case ELECTING -> Kind.ELECTING;
            case LEADER -> Kind.LED;
            case LEFT -> Kind.LEFT;
        };
    }

    private void record(Kind kind, Optional<NodeId> about) {
        journal.record(
                new Step(kind, about, last.map(now -> now.viewId().epoch()).orElse(0L)));
    }
}
