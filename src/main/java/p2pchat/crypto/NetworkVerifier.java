package p2pchat.crypto;

import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.NetworkId;
import p2pchat.model.Seal;
import p2pchat.model.Uid;

/** Verifies what members of one network signed, from the genesis alone. Pure. */
public final class NetworkVerifier {

    private final Genesis genesis;
    private final Bytes genesisHash;

    private NetworkVerifier(Genesis genesis) {
        this.genesis = genesis;
        this.genesisHash = KeyRings.hash(genesis);
    }

    /**
     * Creates the verifier of a network.
     *
     * @param genesis in the form of {@link KeyRings#encode}
     * @throws ForgedException if it has another form
     */
    public static NetworkVerifier of(Bytes genesis) throws ForgedException {
        try {
            Genesis decoded = SignedTextReader.genesis(genesis);
            if (KeyRings.encode(decoded).equals(genesis)) {
                return new NetworkVerifier(decoded);
            }
        } catch (IllegalArgumentException e) {
            throw new ForgedException("the genesis is damaged");
        }
        throw new ForgedException("the genesis is not in its canonical form");
    }

    public Genesis genesis() {
        return genesis;
    }

    public NetworkId network() {
        return Genesis.id(genesisHash);
    }

    /** Returns the hash of a message by any author. */
    public MessageHash hash(Uid author, MessageHeader header) {
        return MessageHash.of(genesisHash, author, header);
    }

    /** Returns a card with its signature, as it is stored. */
    public Bytes encode(Card card) {
        return Bytes.of(SignedText.signed(genesisHash, card));
    }

    /**
     * Decodes a card and verifies its signatures.
     *
     * @throws ForgedException if it is damaged, of another network, or not signed by the person and the device that it names
     */
    public Card card(Bytes encoded) throws ForgedException {
        Card card;
        try {
            card = SignedTextReader.card(genesisHash, encoded);
        } catch (IllegalArgumentException e) {
            throw new ForgedException("the card is damaged or of another network");
        }
        if (!encode(card).equals(encoded)) {
            throw new ForgedException("the card is not in its canonical form");
        }
        Cards.verify(genesisHash, card);
        return card;
    }

    /** Returns whether the device signed the seal. */
    public boolean verify(Seal seal, DeviceKey device) {
        byte[] text = SignedText.seal(genesisHash, seal.uid(), seal.first(), seal.hashes());
        return Ed25519.verify(device.bytes(), text, seal.signature());
    }

    /** Signs a transcript. The digest covers all its lines. */
    public Bytes signTranscript(Device exporter, Bytes digest) {
        return exporter.signingKey().sign(SignedText.transcript(genesisHash, digest));
    }

    /** Returns whether the device signed a transcript with this digest. */
    public boolean verifyTranscript(DeviceKey exporter, Bytes digest, Bytes signature) {
        return Ed25519.verify(exporter.bytes(), SignedText.transcript(genesisHash, digest), signature);
    }
}
