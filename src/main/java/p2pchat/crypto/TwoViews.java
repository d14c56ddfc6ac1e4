package p2pchat.crypto;

import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.Grant;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;

/**
 * The proof that a leader has signed two different views with one id (protocol 2.12). Its program is hostile, or runs
 * twice.
 *
 * @param grant of the leadership
 * @param seq of the views
 */
public record TwoViews(Grant grant, int seq, Signed first, Signed second) {

    /** The hash of what a view contains, and the leader's signature over the id and this hash. */
    public record Signed(Bytes content, Bytes signature) {

        boolean isBy(DeviceKey leader, Bytes network, ViewId id) {
            return Ed25519.verify(leader.bytes(), SignedText.view(network, id, content), signature);
        }
    }

    public Uid leader() {
        return grant.leader();
    }

    public long epoch() {
        return grant.epoch();
    }

    /** Checks all but whether the directory may grant the leadership. */
    void verify(Bytes network) throws ForgedException {
        Grants.verify(network, grant);
        ViewId id = new ViewId(epoch(), seq);
        boolean proven = !first.content().equals(second.content())
                && first.isBy(grant.device(), network, id)
                && second.isBy(grant.device(), network, id);
        if (!proven) {
            throw new ForgedException("it is no proof that the leader signed two views");
        }
    }
}
