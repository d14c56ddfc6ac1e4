package p2pchat.simulation;

import java.util.List;
import java.util.function.Predicate;
import p2pchat.model.Member;
import p2pchat.model.Uid;
import p2pchat.model.View;

/**
 * A lie of a leader, which signs two views of each id.
 *
 * @param hosts do not learn of members that join
 * @param known the members that these hosts know
 */
record Deception(Uid leader, Predicate<Integer> hosts, List<Member> known) {

    /** Returns the view that a host is shown. */
    View shownTo(int host, View view) {
        if (!hosts.test(host) || !view.leaderMember().uid().equals(leader)) {
            return view;
        }
        List<Member> shown = view.members().stream()
                .filter(member -> known.contains(member) || member.uid().equals(leader))
                .toList();
        return new View(view.id(), view.leader(), shown);
    }
}
