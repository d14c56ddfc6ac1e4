package p2pchat.model;

/**
 * The proof that a leader has signed two different views with one id (protocol 2.12). Its program is hostile, or runs
 * twice.
 *
 * @param grant of the leadership
 * @param seq of the views
 */
public record TwoViews(Grant grant, int seq, Signed first, Signed second) {

    /** The hash of what a view contains, and the leader's signature over the id and this hash. */
    public record Signed(Bytes content, Bytes signature) {}

    public Uid leader() {
        return grant.leader();
    }

    public long epoch() {
        return grant.epoch();
    }

    /** Returns the id that both views have. */
    public ViewId id() {
        return new ViewId(grant.epoch(), seq);
    }
}
