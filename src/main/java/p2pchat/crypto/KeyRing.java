package p2pchat.crypto;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import p2pchat.crypto.CredentialStore.Credential;
import p2pchat.crypto.CredentialStore.Kind;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Grant;
import p2pchat.model.InvitationId;
import p2pchat.model.InvitationKeys;
import p2pchat.model.LruMap;
import p2pchat.model.Member;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageSigner;
import p2pchat.model.NetworkId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Seal;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.model.StatementSigner;
import p2pchat.model.TwoViews;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/**
 * The cards, grants and signed views of one network (protocol 2.12). Cards and grants are verified before they are
 * kept. Bounded; the least recently used are removed first.
 *
 * <p>Threading: any thread.
 */
public final class KeyRing implements MessageSigner, StatementSigner {

    static final int MAX_CARDS = 10_000;
    /** As many as speak at a time. */
    private static final int MAX_AUTHORS = 512;

    static final int MAX_GRANTS = 8;

    private final KeyRings rings;
    private final NetworkId network;
    private final Genesis genesis;
    private final Bytes genesisHash;
    private final Device device;
    private final UidProof self;
    private final Uid uid;
    private final ProofBook proofs;
    private final CredentialStore store;
    private final RecentCredentials<Uid, Card> cards;
    private final RecentCredentials<Leadership, Grant> grants;
    private final SignedViews views;
    private final Statements statements;
    /** The keys of authors, decoded. */
    private final Map<Uid, Ed25519.PublicKey> authors = new LruMap<>(MAX_AUTHORS);

    private Optional<Card> own = Optional.empty();
    private long counter;
    private long newestOwnGrant;

    private record Leadership(long epoch, Uid leader) {}

    KeyRing(KeyRings rings, NetworkId network, Genesis genesis, CredentialStore store) {
        this.rings = rings;
        this.network = network;
        this.genesis = genesis;
        this.genesisHash = KeyRings.hash(genesis);
        this.device = rings.device();
        this.self = new UidProof(device.key(), store.nonce());
        this.uid = self.uid(network);
        this.proofs = rings.proofs();
        this.store = store;
        this.cards = new RecentCredentials<>(
                Kind.CARD, MAX_CARDS, of -> Bytes.of(of.bytes()), card -> SignedText.signed(genesisHash, card));
        this.grants = new RecentCredentials<>(
                Kind.GRANT,
                MAX_GRANTS,
                of -> SignedText.id(of.epoch(), of.leader()),
                grant -> SignedText.signed(genesisHash, grant));
        this.views = new SignedViews(genesisHash, store);
        this.statements = Statements.of(genesis);
        store.credentials().forEach(this::restore);
        proofs.putMember(uid, self);
    }

    private void restore(Credential credential) {
        switch (credential.kind()) {
            case CARD -> {
                Card card = SignedTextReader.card(genesisHash, credential.value());
                Uid of = card.proof().uid(network);
                if (of.equals(uid)) {
                    own = Optional.of(card);
                    counter = card.counter();
                } else {
                    cards.restore(of, card);
                    proofs.putMember(of, card.proof());
                }
            }
            case GRANT -> {
                Grant grant = SignedTextReader.grant(genesisHash, credential.value());
                grants.restore(new Leadership(grant.epoch(), grant.leader()), grant);
            }
            case VIEW -> views.restore(SignedTextReader.view(credential.id(), credential.value()));
            case TWO_VIEWS -> views.restore(SignedTextReader.twoViews(genesisHash, credential.value()));
        }
    }

    public NetworkId network() {
        return network;
    }

    public Genesis genesis() {
        return genesis;
    }

    /** Returns the proof of this member's own uid. */
    public UidProof self() {
        return self;
    }

    /** Returns this member's uid. */
    @Override
    public Uid uid() {
        return uid;
    }

    /** Returns this member's card, and signs a new one if the nick or the address has changed. */
    public synchronized Card ownCard(Nick nick, Address address) {
        boolean changed = own.filter(card -> card.nick().equals(nick)
                        && card.address().equals(address)
                        && card.certificate().equals(device.certificate()))
                .isEmpty();
        if (changed) {
            counter = Math.max(counter + 1, rings.now());
            Card card = Cards.sign(device, genesisHash, self.nonce(), nick, address, counter);
            own = Optional.of(card);
            store.put(new Credential(Kind.CARD, Bytes.of(uid.bytes()), Bytes.of(SignedText.signed(genesisHash, card))));
        }
        return own.orElseThrow();
    }

    /** Returns the newest known card of a member, or this member's own. */
    public synchronized Optional<Card> card(Uid of) {
        return of.equals(uid) ? own : cards.find(of);
    }

    /**
     * Checks a card without keeping it.
     *
     * @throws ForgedException if the person or the device has not signed it, or the uid belongs to another person
     */
    public void verify(Card card) throws ForgedException {
        Optional<Card> known = card(card.proof().uid(network));
        if (known.filter(card::equals).isEmpty()) {
            Cards.verify(genesisHash, card);
        }
        if (known.filter(first -> !first.person().equals(card.person())).isPresent()) {
            throw new ForgedException("the uid of " + card.nick() + " belongs to another person");
        }
    }

    /** Completes with whether the directory with this key may grant the leadership. */
    public CompletionStage<Boolean> accepts(DeviceKey directory) {
        return rings.accepts(genesis, directory);
    }

    /**
     * Keeps a card unless a newer one of its uid is known. A uid belongs to the person of its first card, so a removed
     * person cannot pass its messages to another one.
     *
     * @throws ForgedException if the person or the device has not signed it
     */
    public void add(Card card) throws ForgedException {
        Uid of = card.proof().uid(network);
        if (card(of).filter(card::equals).isEmpty()) {
            Cards.verify(genesisHash, card);
            keep(of, card);
        }
    }

    /** Keeps a card, except one of this member that a copy of its home has signed. */
    private synchronized void keep(Uid of, Card card) {
        proofs.putMember(of, card.proof());
        if (of.equals(uid)) {
            counter = Math.max(counter, card.counter());
        } else if (cards.find(of)
                .filter(known ->
                        known.counter() >= card.counter() || !known.person().equals(card.person()))
                .isEmpty()) {
            cards.put(of, card, store);
        }
    }

    /** Keeps a grant if its directory may give it and has signed it. Fails with a {@link ForgedException} otherwise. */
    public CompletionStage<Void> add(Grant grant) {
        if (grant(grant.epoch(), grant.leader()).filter(grant::equals).isPresent()) {
            noteOwn(grant);
            return CompletableFuture.completedStage(null);
        }
        try {
            Grants.verify(genesisHash, grant);
        } catch (ForgedException e) {
            return CompletableFuture.failedStage(e);
        }
        return rings.accepts(genesis, grant.directory()).thenCompose(accepted -> {
            if (!accepted) {
                return forged("the grant is by a directory that this network does not accept, " + grant.directory());
            }
            keep(grant);
            return CompletableFuture.completedStage(null);
        });
    }

    private synchronized void keep(Grant grant) {
        grants.put(new Leadership(grant.epoch(), grant.leader()), grant, store);
        noteOwn(grant);
    }

    private synchronized void noteOwn(Grant grant) {
        if (grant.leader().equals(uid)) {
            newestOwnGrant = Math.max(newestOwnGrant, grant.epoch());
        }
    }

    /**
     * Returns whether this process got the grant of the epoch. An earlier process may have signed views of an epoch that
     * is only known from the store.
     */
    public synchronized boolean mayLead(long epoch) {
        return epoch == newestOwnGrant;
    }

    /** Returns the grant of an epoch to this leader. */
    public synchronized Optional<Grant> grant(long epoch, Uid leader) {
        return grants.find(new Leadership(epoch, leader));
    }

    /**
     * Signs a view that this member installs.
     *
     * @param members the card of each member, sent with the view
     */
    public Bytes sign(View view, Map<Uid, Card> members) {
        return device.signingKey().sign(SignedText.view(genesisHash, view.id(), content(view, members)));
    }

    /**
     * Checks a view, and keeps its grant and cards. Fails with a {@link ForgedException} if the directory does not grant
     * the epoch to its leader, the leader has not signed it, or a member's card is missing or not of that member.
     *
     * @param members the card of each member
     */
    public CompletionStage<Void> verify(View view, Map<Uid, Card> members, Grant grant, Bytes signature) {
        if (grant.epoch() != view.id().epoch()) {
            return forged("the grant is of epoch " + grant.epoch() + ", not of view " + view.id());
        }
        return add(grant).thenCompose(granted -> {
            try {
                verifySignature(view, members, grant, signature);
                for (Card card : members.values()) {
                    add(card);
                }
                return CompletableFuture.completedStage(null);
            } catch (ForgedException e) {
                return CompletableFuture.failedStage(e);
            }
        });
    }

    private void verifySignature(View view, Map<Uid, Card> members, Grant grant, Bytes signature)
            throws ForgedException {
        for (Member member : view.members()) {
            Card card = members.get(member.uid());
            if (card == null || !card.proof().uid(network).equals(member.uid())) {
                throw new ForgedException("the view has no card of " + member);
            }
        }
        Uid leader = view.leaderMember().uid();
        if (!grant.leader().equals(leader) || !cardOf(leader, members).device().equals(grant.device())) {
            throw new ForgedException("the grant is not to the leader of the view, " + view.leaderMember());
        }
        TwoViews.Signed signed = new TwoViews.Signed(content(view, members), signature);
        if (!SignedViews.isSigned(genesisHash, grant, view.id(), signed)) {
            throw new ForgedException("the view is not signed by its leader, " + view.leaderMember());
        }
    }

    private Bytes content(View view, Map<Uid, Card> members) {
        return SignedText.content(
                view, member -> SignedText.hash(SignedText.signed(genesisHash, cardOf(member.uid(), members))));
    }

    private static Card cardOf(Uid member, Map<Uid, Card> members) {
        return Objects.requireNonNull(members.get(member), "no card");
    }

    // ---- messages

    @Override
    public Bytes salt() {
        return rings.random(Body.SALT_SIZE);
    }

    @Override
    public MessageHash hash(MessageHeader header) {
        return hash(uid, header);
    }

    /** Returns the hash of a message by any author. */
    public MessageHash hash(Uid author, MessageHeader header) {
        return MessageHash.of(genesisHash, author, header);
    }

    @Override
    public Seal seal(NodeId self, long first, List<MessageHash> hashes) {
        Bytes signature = device.signingKey().sign(SignedText.seal(genesisHash, uid, first, hashes));
        return new Seal(self, uid, first, hashes, signature);
    }

    /**
     * Checks a seal.
     *
     * @throws ForgedException if the author's key is not known, or has not signed it
     */
    public void verify(Seal seal) throws ForgedException {
        byte[] text = SignedText.seal(genesisHash, seal.uid(), seal.first(), seal.hashes());
        if (!author(seal).verify(text, seal.signature())) {
            throw new ForgedException("author " + seal.author() + " has not signed message " + seal.first());
        }
    }

    private Ed25519.PublicKey author(Seal seal) throws ForgedException {
        synchronized (authors) {
            Ed25519.PublicKey known = authors.get(seal.uid());
            if (known == null) {
                known = proofs.find(seal.uid())
                        .flatMap(proof -> Ed25519.PublicKey.of(proof.device().bytes()))
                        .orElseThrow(() -> new ForgedException("the key of author " + seal.author() + " is not known"));
                authors.put(seal.uid(), known);
            }
            return known;
        }
    }

    /**
     * Keeps a verified view, to pass it on as it was signed. If its leader has signed another one with the same id, this
     * proves that the leader lies.
     */
    public void keepSigned(View view, Map<Uid, Card> members, Grant grant, Bytes signature, Bytes wireForm) {
        TwoViews.Signed signed = new TwoViews.Signed(content(view, members), signature);
        views.keep(new SignedViews.Kept(view.id(), view.leaderMember().uid(), signed, wireForm), grant);
    }

    /** Returns a view as it was signed by its leader. */
    public Optional<Bytes> signed(ViewId id, Uid leader) {
        return views.find(id, leader);
    }

    /** Returns a hash that tells the view with this id from another with the same id; empty if it is not known. */
    public Optional<Bytes> viewHash(ViewId id) {
        return views.hash(id);
    }

    // ---- statements

    /** Encodes and verifies the statements of this network. */
    public Statements statements() {
        return statements;
    }

    @Override
    public DeviceCertificate author() {
        return device.certificate();
    }

    @Override
    public Statement sign(long number, List<StatementHash> parents, long at, Act act) {
        return statements.sign(device, number, parents, at, act);
    }

    @Override
    public Act.Revoke revoke(DeviceKey revoked, Cuts cuts) {
        return statements.revoke(device.person(), revoked, cuts);
    }

    @Override
    public boolean isInvited(PersonKey person, Act.Invited basis, Bytes invitationKey) {
        return statements.isInvited(person, basis, invitationKey);
    }

    @Override
    public InvitationId id(Bytes invitationKey) {
        return Statements.invitationId(invitationKey);
    }

    /** Makes invitations to this network, and proves that this person has one. */
    public InvitationKeys invitations() {
        return new NetworkInvitations(genesis, device.certificate().person(), proofs, rings.random());
    }

    // ---- pongs

    /** Signs a pong for a member that pings through another. A nonce is the only part that the member chooses. */
    public Bytes signPong(Uid asker, Bytes nonce, ViewId view, boolean leading, Optional<Uid> leader) {
        return device.signingKey().sign(SignedText.pong(genesisHash, asker, nonce, uid, view, leading, leader));
    }

    /** Returns whether a member has signed this pong for this node's nonce. */
    public boolean isPong(
            Uid member, Bytes nonce, ViewId view, boolean leading, Optional<Uid> leader, Bytes signature) {
        byte[] text = SignedText.pong(genesisHash, uid, nonce, member, view, leading, leader);
        return proofs.find(member)
                .filter(proof -> Ed25519.verify(proof.device().bytes(), text, signature))
                .isPresent();
    }

    // ---- leaders that lie

    /** Keeps the proof that a leader has lied. Fails with a {@link ForgedException} if it proves nothing. */
    public CompletionStage<Void> add(TwoViews proof) {
        if (views.isLiar(proof.leader())) {
            return CompletableFuture.completedStage(null);
        }
        try {
            SignedViews.verify(genesisHash, proof);
        } catch (ForgedException e) {
            return CompletableFuture.failedStage(e);
        }
        return rings.accepts(genesis, proof.grant().directory()).thenCompose(accepted -> {
            if (!accepted) {
                return forged("the proof is against a leader of another directory");
            }
            views.keep(proof);
            return CompletableFuture.completedStage(null);
        });
    }

    /** Returns the proofs against leaders that have lied. */
    public Collection<TwoViews> proofs() {
        return views.proofs();
    }

    /** Reports each new proof from now on, on any thread. */
    public void listen(Consumer<TwoViews> listener) {
        views.listen(listener);
    }

    private static <T> CompletionStage<T> forged(String what) {
        return CompletableFuture.failedStage(new ForgedException(what));
    }
}
