package p2pchat.crypto;

import p2pchat.model.Address;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.Nick;

/** Signs and verifies cards. Pure. */
final class Cards {

    private Cards() {}

    static Card sign(Device device, Bytes network, Bytes nonce, Nick nick, Address address, long counter) {
        DeviceCertificate certificate = device.certificate();
        Card unsigned = new Card(certificate, nonce, nick, address, counter, Bytes.of(new byte[0]));
        Bytes signature = device.signingKey().sign(SignedText.card(network, unsigned));
        return new Card(certificate, nonce, nick, address, counter, signature);
    }

    /** Checks keys and signatures. The nonce proves a uid only where the card claims one. */
    static void verify(Bytes network, Card card) throws ForgedException {
        DeviceCertificate certificate = card.certificate();
        byte[] text = SignedText.certificate(card.person(), card.device(), certificate.madeAt());
        if (!Ed25519.verify(card.person().bytes(), text, certificate.signature())) {
            throw new ForgedException("the device of " + card.nick() + " is not certified by the person it names");
        }
        if (!Ed25519.verify(card.device().bytes(), SignedText.card(network, card), card.signature())) {
            throw new ForgedException("the card of " + card.nick() + " is not signed by its device");
        }
    }
}
