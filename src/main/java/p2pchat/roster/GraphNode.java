package p2pchat.roster;

import java.util.BitSet;
import java.util.Comparator;
import java.util.Optional;
import p2pchat.model.Act;
import p2pchat.model.MemberRole;
import p2pchat.model.PersonKey;
import p2pchat.model.Statement;

/**
 * A statement in the graph.
 *
 * @param id its position in the order in which it came, so the id of a statement is above those of its past
 * @param past the ids of the statements that its author knew
 * @param depth 1 + the greatest depth of its parents
 * @param power the strongest role that its past can have given to the author; empty: none
 * @param author the number of its person in this graph; the founder has 0
 * @param subject the number of the person that it concerns; -1: none
 */
record GraphNode(
        int id, Statement statement, BitSet past, int depth, Optional<MemberRole> power, int author, int subject) {

    /** The order of the judgement, the same everywhere. The past of a statement comes before it. */
    static final Comparator<GraphNode> ORDER =
            Comparator.comparingInt(GraphNode::depth).thenComparing(node -> node.statement.hash());

    Act act() {
        return statement.act();
    }

    PersonKey person() {
        return statement.person();
    }

    /** Returns whether the author knew the other statement. */
    boolean follows(GraphNode other) {
        return past.get(other.id);
    }

    /** Returns whether the author knew all of these statements, apart from this one. */
    boolean followsAll(BitSet ids) {
        int newest = ids.length() - 1;
        if (newest > id || (newest >= 0 && newest != id && !past.get(newest))) {
            return false; // the usual case
        }
        BitSet unknown = (BitSet) ids.clone();
        unknown.andNot(past);
        unknown.clear(id);
        return unknown.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return id;
    }
}
