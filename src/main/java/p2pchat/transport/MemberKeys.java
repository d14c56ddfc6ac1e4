package p2pchat.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.KeyRing;
import p2pchat.crypto.ProofBook;
import p2pchat.liveness.Ping;
import p2pchat.model.Address;
import p2pchat.model.Authority;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Grant;
import p2pchat.model.Leader;
import p2pchat.model.LruMap;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkId;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.TwoViews;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/**
 * The identities of one network's members at the edge of this process. Adds proofs to what this node sends, and lets in
 * only what is proven, so actors need not check identities.
 *
 * <p>Threading: any thread.
 */
public final class MemberKeys {

    /** Cards of callers that may be admitted. The bound is more than a leader admits at a time. */
    private static final int MAX_OFFERED = 512;

    private final NetworkId network;
    private final KeyRing ring;
    private final Supplier<Authority> authority;
    private final ProofBook proofs;
    private final MemberIds ids = new MemberIds();
    private final Map<Uid, Card> offered = new LruMap<>(MAX_OFFERED);
    private final IncomingStatements statements;
    private final RosterGate gate;

    /** The id of the view that this node signed last. */
    private ViewId lastSigned = ViewId.NONE;

    /** @param known the authors and members that the store names */
    public MemberKeys(KeyRing ring, ProofBook proofs, Collection<MemberId> known) {
        this(ring, proofs, known, always(Authority.of(ring.genesis(), Authority.NO_STATEMENTS)));
    }

    /**
     * @param known the authors and members that the store names
     * @param authority who may do what now
     */
    public MemberKeys(KeyRing ring, ProofBook proofs, Collection<MemberId> known, Supplier<Authority> authority) {
        this.authority = authority;
        this.network = ring.network();
        this.ring = ring;
        this.proofs = proofs;
        this.gate = new RosterGate(authority, this::certificate);
        this.statements = new IncomingStatements(ring.statements(), System::nanoTime);
        known.forEach(id -> ids.add(id.node(), id.uid()));
    }

    private static Supplier<Authority> always(Authority authority) {
        return () -> authority;
    }

    NetworkId network() {
        return network;
    }

    KeyRing ring() {
        return ring;
    }

    Authority authority() {
        return authority.get();
    }

    MemberIds ids() {
        return ids;
    }

    IncomingStatements statements() {
        return statements;
    }

    RosterGate gate() {
        return gate;
    }

    /** Returns the certificate of the device behind a uid, if its card is known. */
    private Optional<DeviceCertificate> certificate(Uid uid) {
        return uid.equals(ring.uid())
                ? Optional.of(ring.author())
                : ring.card(uid).map(Card::certificate);
    }

    /** Returns whether the messages of this author count up to this one. */
    boolean counts(MessageKey key) {
        return ids.find(key.author())
                .filter(uid -> key.seq() <= gate.speaksUntil(uid))
                .isPresent();
    }

    // ---- calls

    /** Keeps the proof of a caller's uid, so that what it signs can be verified before a view names it. */
    void met(Uid caller, UidProof proof) {
        proofs.add(network, caller, proof);
    }

    /** Completes with the key that a server must have to be this member; fails if it is not known. */
    CompletionStage<DeviceKey> device(Uid uid) {
        return proofs.find(uid)
                .map(proof -> CompletableFuture.completedStage(proof.device()))
                .orElse(CompletableFuture.failedStage(
                        new IllegalStateException("the key of " + uid + " is not known")));
    }

    /** Completes with whether a caller with this key is a directory that may grant the leadership. */
    CompletionStage<Boolean> isDirectory(DeviceKey caller) {
        return ring.accepts(caller);
    }

    p2pchat.proto.Header header(p2pchat.model.Header header) {
        p2pchat.proto.Header.Builder proto =
                Headers.proto(network, header, ring.self().nonce()).toBuilder();
        ring.viewHash(header.view()).map(WireKeys::bytes).ifPresent(proto::setViewHash);
        return proto.setRoster(WireRoster.frontier(authority())).build();
    }

    Optional<p2pchat.proto.Leader> proto(Leader leader) {
        return WireKeys.proto(leader, proofs);
    }

    Leader leader(String name, p2pchat.proto.Leader proto) {
        return WireKeys.leader(name, proto, network, proofs);
    }

    Optional<Leader> leader(String name, boolean present, p2pchat.proto.Leader proto) {
        return present ? Optional.of(leader(name, proto)) : Optional.empty();
    }

    // ---- cards

    Card ownCard(Nick nick, Address address) {
        return ring.ownCard(nick, address);
    }

    /** Checks the card of a caller. It is kept once a view of this node contains it. */
    CompletionStage<Void> offer(Uid caller, Card card) {
        if (!card.proof().uid(network).equals(caller)) {
            return forged("the card is of another member");
        }
        try {
            ring.verify(card);
        } catch (ForgedException e) {
            return CompletableFuture.failedStage(e);
        }
        proofs.add(network, caller, card.proof());
        synchronized (this) {
            offered.put(caller, card);
        }
        return CompletableFuture.completedStage(null);
    }

    /** Returns the newest card of a member that views have named, or of this node. */
    Optional<Card> card(NodeId node) {
        return ids.find(node).flatMap(ring::card);
    }

    /**
     * Returns the nick that an author has given itself, and keeps its card; empty if the node id belongs to another
     * uid.
     *
     * @throws ForgedException if the card is not signed by its device
     */
    Optional<Nick> author(NodeId node, Card card) throws ForgedException {
        Uid uid = card.proof().uid(network);
        if (ids.find(node).filter(known -> !known.equals(uid)).isPresent()) {
            return Optional.empty();
        }
        ring.add(card);
        ids.addClaim(node, uid);
        return ring.card(uid).map(Card::nick);
    }

    /** Returns the verified card of a caller that may be admitted, which no view contains yet. */
    synchronized Optional<Card> offered(Uid caller) {
        return Optional.ofNullable(offered.get(caller));
    }

    private synchronized Optional<Card> newestCard(Member member) {
        if (member.uid().equals(ring.uid())) {
            return Optional.of(ring.ownCard(member.nick(), member.address()));
        }
        Card waiting = offered.get(member.uid());
        if (waiting != null
                && waiting.nick().equals(member.nick())
                && waiting.address().equals(member.address())) {
            try {
                ring.add(waiting);
            } catch (ForgedException e) {
                throw new IllegalStateException(e); // it was verified when it was offered
            }
            offered.remove(member.uid());
        }
        return ring.card(member.uid());
    }

    // ---- grants and views

    /** Returns the grant that this node passes on to a successor. */
    Grant grant(long epoch, Uid leader) {
        return ring.grant(epoch, leader)
                .orElseThrow(() -> new IllegalStateException("the grant of epoch " + epoch + " is not known"));
    }

    /** Keeps the grant that a leaving leader passes on. Fails with a {@link ForgedException} if it is not for this node. */
    CompletionStage<Void> takeOver(Grant grant) {
        return grant.leader().equals(ring.uid()) ? ring.add(grant) : forged("the grant is for another member");
    }

    /** Returns a view with its signatures, see {@link #signed}. Fails if this node cannot prove it. */
    p2pchat.proto.View proto(View view) {
        return signed(view).orElseThrow(() -> new IllegalStateException("view " + view.id() + " cannot be proven"));
    }

    /**
     * Returns a view with its signatures: one that this node leads, or one that it has received. Empty if this node
     * cannot prove it and therefore must not send it.
     */
    Optional<p2pchat.proto.View> signed(View view) {
        Uid leader = view.leaderMember().uid();
        if (leader.equals(ring.uid())) {
            sign(view);
        }
        return ring.signed(view.id(), leader).map(MemberKeys::parse);
    }

    /** Signs no view twice, because its cards may have changed, and two views of one id prove a lie. */
    private synchronized void sign(View view) {
        if (!view.id().newerThan(lastSigned) || !ring.mayLead(view.id().epoch())) {
            return;
        }
        Map<Uid, Card> cards = new HashMap<>();
        view.members().forEach(member -> newestCard(member).ifPresent(card -> cards.put(member.uid(), card)));
        if (cards.size() == view.members().size()) {
            lastSigned = view.id();
            ids.add(view.members());
            Grant grant = grant(view.id().epoch(), ring.uid());
            keep(new SignedView(view, cards, grant, ring.sign(view, cards)));
        }
    }

    private void keep(SignedView signed) {
        Bytes wireForm = Bytes.of(WireMembership.proto(signed).toByteArray());
        ring.keepSigned(signed.view(), signed.cards(), signed.grant(), signed.signature(), wireForm);
    }

    /** Returns whether a peer's view has the id of one that this node knows, and differs from it. */
    boolean hasOtherView(p2pchat.proto.Header peer) {
        return !peer.getViewHash().isEmpty()
                && ring.viewHash(Wire.viewId("header.view", peer.getView()))
                        .filter(hash -> !peer.getViewHash().equals(WireKeys.bytes(hash)))
                        .isPresent();
    }

    // ---- pongs

    /** Signs this node's pong for a member that has asked another one to ping it. */
    p2pchat.proto.Pong sign(p2pchat.proto.Pong pong, Ping.Asker asker) {
        Bytes signature = ring.signPong(asker.uid(), asker.nonce(), view(pong), pong.getLeading(), leader(pong));
        return pong.toBuilder().setSignature(WireKeys.bytes(signature)).build();
    }

    /** Returns whether a member has signed a pong for this node's nonce, so that it lives and the helper does not lie. */
    boolean isSigned(p2pchat.proto.Pong pong, Uid member, Bytes nonce) {
        return !pong.getSignature().isEmpty()
                && ring.isPong(
                        member,
                        nonce,
                        view(pong),
                        pong.getLeading(),
                        leader(pong),
                        WireKeys.signature("pong.signature", pong.getSignature()));
    }

    private static ViewId view(p2pchat.proto.Pong pong) {
        return Wire.viewId("pong.view", pong.getView());
    }

    private static Optional<Uid> leader(p2pchat.proto.Pong pong) {
        return pong.hasLeader()
                ? Optional.of(Wire.uid("pong.leader", pong.getLeader().getId().getUid()))
                : Optional.empty();
    }

    // ---- leaders that lie

    /** Returns the proofs that this node passes on. */
    List<p2pchat.proto.TwoViews> proofs() {
        return ring.proofs().stream().map(WireKeys::proto).toList();
    }

    /** Keeps the proofs of a peer. Fails with a {@link ForgedException} if one of them proves nothing. */
    CompletionStage<Void> learn(List<p2pchat.proto.TwoViews> proofs) {
        Wire.atMost("proofs", proofs.size(), WireKeys.MAX_PROOFS);
        CompletionStage<Void> learnt = CompletableFuture.completedStage(null);
        for (p2pchat.proto.TwoViews proto : proofs) {
            TwoViews proof = WireKeys.twoViews("proofs", proto);
            learnt = learnt.thenCompose(done -> ring.add(proof));
        }
        return learnt;
    }

    /**
     * Checks a view, and keeps its cards. Fails with a {@link ForgedException} if its leader has no valid grant or has
     * not signed it, or a card is not of its member. Membership checks whether it contradicts earlier views.
     */
    CompletionStage<View> view(String name, p2pchat.proto.View proto) {
        SignedView signed = WireMembership.view(name, proto, network);
        View view = signed.view();
        Optional<SignedView> known = ring.signed(view.id(), view.leaderMember().uid())
                .map(bytes -> WireMembership.view(name, parse(bytes), network));
        if (known.filter(signed::sameAs).isPresent()) {
            return mayLead(signed).thenApply(fit -> withUniqueNicks(view));
        }
        return ring.verify(view, signed.cards(), signed.grant(), signed.signature())
                .thenCompose(verified -> mayLead(signed))
                .thenApply(fit -> {
                    ids.add(view.members());
                    keep(signed);
                    gate.membersKnown();
                    return withUniqueNicks(view);
                });
    }

    /**
     * Checks a view that a pong shows. Completes empty if its leader may not lead, because a member that does not know this
     * yet lives all the same.
     */
    CompletionStage<Optional<View>> shownView(String name, p2pchat.proto.View proto) {
        return view(name, proto).<Optional<View>>thenApply(Optional::of).exceptionally(cause -> {
            if (FailureText.root(cause) instanceof UnfitLeaderException) {
                return Optional.empty();
            }
            throw new CompletionException(cause);
        });
    }

    /** The statements of the network do not let this leader lead. */
    private static final class UnfitLeaderException extends ForgedException {
        private static final long serialVersionUID = 1L;

        UnfitLeaderException(View view) {
            super("the leader of view " + view.id() + ", " + view.leaderMember() + ", may not lead");
        }
    }

    /** Fails with a {@link ForgedException} if the leader of a view may not lead by the statements that it gives. */
    private CompletionStage<Void> mayLead(SignedView signed) {
        Member leader = signed.view().leaderMember();
        Card card = signed.cards().get(leader.uid());
        if (card == null || leader.uid().equals(ring.uid()) || gate.maySpeak(card.person(), card.device())) {
            return CompletableFuture.completedStage(null);
        }
        gate.ask(Leader.of(leader), card.device());
        CompletionStage<Void> asked = authority().people().containsKey(card.person())
                ? CompletableFuture.completedStage(null)
                : gate.await(() -> gate.maySpeak(card.person(), card.device()));
        return asked.thenCompose(over -> gate.maySpeak(card.person(), card.device())
                ? CompletableFuture.completedStage(null)
                : CompletableFuture.failedStage(new UnfitLeaderException(signed.view())));
    }

    private static p2pchat.proto.View parse(Bytes stored) {
        try {
            return p2pchat.proto.View.parseFrom(stored.toArray());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the store contains a damaged view", e);
        }
    }

    private static <T> CompletionStage<T> forged(String what) {
        return CompletableFuture.failedStage(new ForgedException(what));
    }

    /**
     * Adds a number to the nick of the member with the higher node id where nicks look alike. Every node does the same.
     */
    static View withUniqueNicks(View view) {
        Set<String> letters = new HashSet<>();
        Set<String> shapes = new HashSet<>();
        List<Member> members = new ArrayList<>();
        for (Member member : view.members()) {
            Nick unique = member.nick()
                    .makeUnique(nick -> letters.contains(nick.look().letters())
                            || shapes.contains(nick.look().shapes()));
            letters.add(unique.look().letters());
            shapes.add(unique.look().shapes());
            members.add(new Member(member.id(), member.address(), unique, member.joinedAt(), member.visiting()));
        }
        return new View(view.id(), view.leader(), members);
    }
}
