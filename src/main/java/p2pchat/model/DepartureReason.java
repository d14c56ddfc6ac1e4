package p2pchat.model;

/** Why a member is not in the view any more. */
public enum DepartureReason {
    /** It left. */
    LEFT,
    /** It was the leader, went silent, and was replaced. */
    SILENT,
    /** The leader dropped it because no member reached it. */
    UNREACHABLE,
    /** A statement removed it. */
    REMOVED,
    /** The view came from a member that did not say why. */
    UNKNOWN
}
