package p2pchat.transport;

import java.util.Map;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.Grant;
import p2pchat.model.Uid;
import p2pchat.model.View;

/**
 * A view as it is sent, with its proofs.
 *
 * @param cards the card of each member, with its nick and address
 * @param signature by the leader
 */
record SignedView(View view, Map<Uid, Card> cards, Grant grant, Bytes signature) {

    SignedView {
        cards = Map.copyOf(cards);
    }

    /** Returns whether the leader signed the same text in both, perhaps with another grant of the epoch. */
    boolean sameAs(SignedView other) {
        return view.equals(other.view) && cards.equals(other.cards);
    }
}
