package p2pchat.membership;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The identity of this node and its knowledge of the network, whatever its role. */
final class LocalState {

    /** Replaces the id that a claiming newcomer does not have yet; the directory learns it from the first refresh. */
    private static final NodeId NOT_NUMBERED = new NodeId(1);

    /** Above all jumps of a directory that lost its records, which go up to the milliseconds since 1970 (protocol 2.4). */
    private static final long MAX_EPOCH_JUMP = 1L << 44;

    /** A network with more has greater problems. */
    private static final int MAX_LIARS = 64;

    /** The nicks that are tried before waiting. A free one may be taken before the node asks for it. */
    static final int MAX_NICKS = 5;

    Applicant applicant;
    final KnownMembers known = new KnownMembers();
    private final Map<NodeId, Member> electorate = new TreeMap<>();
    private Optional<NetworkId> network;
    private Optional<NodeId> node;
    private Optional<View> view;
    private Optional<Leader> leader;
    private ViewId viewId;
    /** Members proven to have signed two views of one id. */
    private final Set<Uid> liars = new LinkedHashSet<>();
    /** Members that are not in the network any more, by statements. */
    private Set<Uid> removed = Set.of();
    /** Members that may not lead, by statements; the removed ones too. */
    private Set<Uid> dismissed = Set.of();
    /** Set once this process has seen the directory's record. */
    private boolean recordSeen;
    /** The newest epoch in which the record names this node; a restored backup of the store may not know it. */
    private long recordedEpoch;

    boolean directoryAnswers = true;
    /** Set once a call to the directory has succeeded or failed. */
    boolean directoryTried;
    /** Whether the store hangs, so that this node can neither lead nor join. */
    boolean storeStalled;
    /** The nick under which this node joins: the one that its user wants, with a number if it was taken. */
    Nick nick;
    /** Set while a grant may be on its way or lost, so that the record may name this node (protocol 2.2). */
    boolean claimUnanswered;

    LocalState(Applicant applicant, Optional<NetworkId> network, ViewStore.Kept kept) {
        this.applicant = applicant;
        this.nick = kept.view()
                .flatMap(newest -> newest.member(applicant.uid()))
                .map(Member::nick)
                .filter(former -> former.isNumbered(applicant.nick()))
                .orElse(applicant.nick());
        this.network = network;
        this.node = kept.self().map(MemberId::node);
        this.view = kept.view();
        this.viewId = kept.view().map(View::id).orElse(ViewId.NONE);
        this.leader = kept.view().map(View::leaderMember).map(Leader::of);
        known.add(kept.absent());
        kept.view().ifPresent(this::noteMembers);
    }

    Optional<NetworkId> network() {
        return network;
    }

    Optional<NodeId> node() {
        return node;
    }

    Optional<View> view() {
        return view;
    }

    /** The leader of the newest view or epoch known. */
    Optional<Leader> leader() {
        return leader;
    }

    ViewId viewId() {
        return viewId;
    }

    boolean knowsViews() {
        return !viewId.equals(ViewId.NONE);
    }

    /** Returns false if this is known. */
    boolean addLiar(Uid leader) {
        if (liars.size() >= MAX_LIARS && !liars.contains(leader)) {
            liars.remove(liars.iterator().next());
        }
        return liars.add(leader);
    }

    /** Returns whether the statements changed anything here. */
    boolean addStatements(Set<Uid> nowRemoved, Set<Uid> nowUnfit) {
        boolean changed = !removed.equals(nowRemoved) || !dismissed.equals(nowUnfit);
        removed = nowRemoved;
        dismissed = nowUnfit;
        return changed;
    }

    boolean isRemoved(Uid member) {
        return removed.contains(member);
    }

    /** Returns whether a member is in the network but may not lead. */
    boolean isReader(Uid member) {
        return dismissed.contains(member) && !removed.contains(member);
    }

    /** Returns the members that may not lead: liars, and those that statements have removed or made readers. */
    Set<Uid> unfit() {
        return dismissed.isEmpty()
                ? liars
                : Stream.concat(liars.stream(), dismissed.stream()).collect(Collectors.toSet());
    }

    boolean isUnfit(Uid member) {
        return liars.contains(member) || dismissed.contains(member);
    }

    boolean isUnfit() {
        return isUnfit(applicant.uid());
    }

    /** Returns whether the directory has forgotten this leadership: its records only grow, unless an old copy is restored (H5). */
    boolean isOutdated(NetworkInfo record) {
        return record.epoch() < viewId.epoch();
    }

    /** Returns whether this node has an id and a view, so that it can take part in an election. */
    boolean wasMember() {
        return node.isPresent() && view.isPresent();
    }

    /**
     * Returns whether this node believes nothing but the answer to its own request to join, because only that is checked
     * against its invitation (attack 35a).
     */
    boolean mustBeProven() {
        return applicant.invited().isPresent() && !wasMember();
    }

    /** Returns whether this header is meant for another node or another incarnation of this one. */
    boolean isMissedBy(Header header) {
        return header.isForOtherThan(applicant.uid());
    }

    boolean is(Leader other) {
        return other.uid().equals(applicant.uid());
    }

    void recordFound(Optional<NetworkInfo> record) {
        recordSeen = true;
        record.filter(known -> network.map(known.id()::equals).orElse(true))
                .filter(known -> known.leader().filter(this::is).isPresent())
                .ifPresent(known -> recordedEpoch = Math.max(recordedEpoch, known.epoch()));
    }

    /**
     * Returns whether this node may ask for the lead, and act on a grant. If its store is a restored backup (H11), it may
     * have led under a grant that it does not remember, so it first asks the directory which epochs it has had.
     */
    boolean mayLead() {
        return recordSeen && !storeStalled && !isUnfit();
    }

    /** Returns whether a grant is of a leadership in which this node has never numbered a view. */
    boolean isNews(long epoch) {
        return mayLead() && epoch > viewId.epoch() && epoch > recordedEpoch;
    }

    /** Returns whether another node's epoch may be true. A false one would be higher than any that the directory grants. */
    boolean isPlausible(long epoch) {
        return epoch - viewId.epoch() <= MAX_EPOCH_JUMP;
    }

    void network(NetworkId id) {
        network = Optional.of(id);
    }

    /** Returns whether a view lists this node under its own id; a newcomer may learn its id this way. */
    boolean isMemberOf(View other) {
        return other.member(applicant.uid())
                .filter(me -> node.map(me.node()::equals).orElse(network.isPresent()))
                .isPresent();
    }

    /** Returns whether a view lists this node at the address of another process, or at one that it had. */
    boolean isMovedIn(View other) {
        return other.member(applicant.uid())
                .filter(me -> !me.address().equals(applicant.address()))
                .isPresent();
    }

    ViewStore.Kept kept() {
        Set<Uid> present = new LinkedHashSet<>();
        view.ifPresent(newest -> newest.members().forEach(member -> present.add(member.uid())));
        List<Member> absent = known.others(applicant.uid()).stream()
                .filter(member -> !present.contains(member.uid()))
                .toList();
        return new ViewStore.Kept(node.map(mine -> new MemberId(mine, applicant.uid())), view, absent);
    }

    /** Returns the id and the address under which other nodes reach this one. */
    Leader contact() {
        return new Leader(new MemberId(node.orElse(NOT_NUMBERED), applicant.uid()), applicant.address());
    }

    /** Replaces the view. The caller has checked that the new one is not older and lists this node. */
    void install(View newer) {
        if (newer.id().epoch() != viewId.epoch()) {
            electorate.clear();
        }
        node = newer.member(applicant.uid()).map(Member::node).or(() -> node);
        view = Optional.of(newer);
        viewId = newer.id();
        leader = Optional.of(Leader.of(newer.leaderMember()));
        noteMembers(newer);
    }

    /**
     * Learns of a leadership without its views. Never lowers the epoch (H18).
     *
     * @return whether it was news
     */
    boolean adopt(long epoch, Leader elected) {
        boolean newer = epoch > viewId.epoch() && isPlausible(epoch);
        if (newer) {
            viewId = new ViewId(epoch, 0);
            leader = Optional.of(elected);
        }
        return newer;
    }

    /**
     * Returns whether a view reassigns the id of a present or former member (V6, protocol 2.12). An honest leader may
     * give a known uid an id that no member had, if the answer to an earlier admission was lost and that leader died
     * (protocol 2.2).
     */
    boolean isReassigning(View other) {
        return !other.members().stream().allMatch(member -> known.isFree(member.node(), member.uid()));
    }

    /** Returns whether another member leads in the epoch of this node's view, so that the directory has granted it twice. */
    boolean isRival(View other) {
        return view.filter(mine -> mine.id().epoch() == viewId.epoch()
                        && mine.id().epoch() == other.id().epoch()
                        && !mine.leaderMember()
                                .uid()
                                .equals(other.leaderMember().uid()))
                .isPresent();
    }

    /** Returns whether the leader of this node's view has signed another one with the same id. */
    boolean isContradicting(View other) {
        return view.filter(mine -> mine.id().equals(other.id())
                        && mine.leaderMember().uid().equals(other.leaderMember().uid())
                        && !mine.equals(other))
                .isPresent();
    }

    /** Returns all members seen in views of the newest epoch, without this node and those that were removed. */
    List<Member> electorate() {
        return electorate.values().stream()
                .filter(member -> !isRemoved(member.uid()))
                .toList();
    }

    /** Remembers the replaced leader as a dropped member: it keeps its id, and counts if it is heard. */
    void noteReplaced(Leader leader) {
        NodeId id = leader.id().node();
        if (known.find(leader.uid()).isEmpty() && known.isFree(id, leader.uid())) {
            Nick nameless = new Nick(id.toString());
            known.addUnconfirmed(new Member(leader.id(), leader.address(), nameless, viewId));
        }
        known.find(leader.uid()).ifPresent(member -> electorate.put(member.node(), member));
    }

    /** Builds a claim on the newest leadership known, which may be one of this node that its store forgot. */
    Claim claim(int heard) {
        boolean forgotten = recordedEpoch > viewId.epoch();
        return new Claim(
                applicant.name(),
                network.orElseThrow(),
                forgotten ? new ViewId(recordedEpoch, 0) : viewId,
                contact(),
                heard,
                forgotten ? Optional.of(contact()) : leader,
                Math.max(1, Math.max(known.highestId(), contact().id().node().value())),
                unfit());
    }

    private void noteMembers(View seen) {
        known.add(seen.members());
        seen.others(applicant.uid()).forEach(member -> electorate.put(member.node(), member));
    }
}
