package p2pchat.node;

import java.util.Optional;
import p2pchat.journal.Journal;
import p2pchat.journal.JournalEntry.Kind;
import p2pchat.liveness.LivenessReport;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NodeId;
import p2pchat.model.Role;

/** Notes where this node stands and whom it doubts; the calls between are noted around the ports. */
final class LeadershipJournal {

    private final Journal journal;
    private Optional<MembershipSnapshot> last = Optional.empty();

    LeadershipJournal(Journal journal) {
        this.journal = journal;
    }

    /** A change of role or leadership, with the leader where there is one to follow. */
    void standing(MembershipSnapshot now) {
        boolean same = last.filter(before -> before.role() == now.role()
                        && before.viewId().epoch() == now.viewId().epoch())
                .isPresent();
        last = Optional.of(now);
        if (!same) {
            boolean led = now.role() == Role.MEMBER || now.role() == Role.LEADER;
            note(Kind.ROLE, led ? leader() : Optional.empty(), now.role().toString());
        }
    }

    void liveness(LivenessReport report) {
        if (report instanceof LivenessReport.LeaderLost) {
            note(Kind.GAVE_UP, leader(), "");
        } else if (report instanceof LivenessReport.LeaderSuspected suspected) {
            note(Kind.SUSPECTED, leader(), suspected.suspected() ? "silent" : "heard again");
        } else if (report instanceof LivenessReport.MemberLost lost) {
            note(Kind.GAVE_UP, Optional.of(lost.member().node()), "");
        }
    }

    private Optional<NodeId> leader() {
        return last.flatMap(MembershipSnapshot::leader)
                .map(leader -> leader.id().node());
    }

    private void note(Kind kind, Optional<NodeId> about, String detail) {
        journal.note(kind, about, last.map(now -> now.viewId().epoch()).orElse(0L), detail);
    }
}
