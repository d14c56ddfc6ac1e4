package p2pchat.membership;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import p2pchat.model.DirectoryRequest.Claim;
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

/** What this node is and knows in its network, whatever its role. */
final class LocalState {

    /** A newcomer that claims has no id yet; the directory takes it from the first refresh. */
    private static final NodeId NOT_NUMBERED = new NodeId(1);

    final Applicant applicant;
    final Roster roster = new Roster();
    private final Map<NodeId, Member> electorate = new TreeMap<>();
    private Optional<NetworkId> network;
    private Optional<NodeId> node;
    private Optional<View> view;
    private Optional<Leader> leader;
    private ViewId viewId;
    /** Whether the directory has told its record to this process. */
    private boolean informed;
    /** The newest leadership that the record says is ours; perhaps of an earlier life, which an old store forgets. */
    private long recorded;

    boolean directoryAnswers = true;
    /** What this node wants to be called; the leader makes it unique. */
    Nick nick;
    /** A grant may be on its way to us, or lost: the record may name us without our knowing (protocol 2.2). */
    boolean claimUnanswered;

    LocalState(Applicant applicant, Optional<NetworkId> network, ViewStore.Kept kept) {
        this.applicant = applicant;
        this.nick = applicant.nick();
        this.network = network;
        this.node = kept.self().map(MemberId::node);
        this.view = kept.view();
        this.viewId = kept.view().map(View::id).orElse(ViewId.NONE);
        this.leader = kept.view().map(View::leaderMember).map(Leader::of);
        roster.saw(kept.absent());
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

    /** Whether the directory has forgotten this leadership: its records only grow, but for an old copy put back (H5). */
    boolean knowsNewer(NetworkInfo record) {
        return record.epoch() < viewId.epoch();
    }

    boolean is(Leader other) {
        return other.uid().equals(applicant.uid());
    }

    /** The directory's record, if there is one. */
    void informed(Optional<NetworkInfo> record) {
        informed = true;
        record.filter(known -> network.map(known.id()::equals).orElse(true))
                .filter(known -> known.leader().filter(this::is).isPresent())
                .ifPresent(known -> recorded = Math.max(recorded, known.epoch()));
    }

    /**
     * Whether this node may ask for the lead, and act on a grant. It may have led already by one that its store does not
     * remember, when that is a backup (H11): so it hears from the directory first which epochs it has had.
     */
    boolean mayLead() {
        return informed;
    }

    /** Whether a grant is of a leadership in which this node has never numbered a view. */
    boolean isNews(long epoch) {
        return informed && epoch > viewId.epoch() && epoch > recorded;
    }

    void network(NetworkId id) {
        network = Optional.of(id);
    }

    /** Under its own id; a newcomer that was admitted without hearing of it learns its id this way. */
    boolean standsIn(View other) {
        return other.member(applicant.uid())
                .filter(me -> node.map(me.node()::equals).orElse(network.isPresent()))
                .isPresent();
    }

    ViewStore.Kept kept() {
        Set<Uid> present = new LinkedHashSet<>();
        view.ifPresent(newest -> newest.members().forEach(member -> present.add(member.uid())));
        List<Member> absent = roster.others(applicant.uid()).stream()
                .filter(member -> !present.contains(member.uid()))
                .toList();
        return new ViewStore.Kept(node.map(mine -> new MemberId(mine, applicant.uid())), view, absent);
    }

    /** This node as others reach it. */
    Leader contact() {
        return new Leader(new MemberId(node.orElse(NOT_NUMBERED), applicant.uid()), applicant.address());
    }

    /** Takes a view in which this node stands; the caller has compared the ids. */
    void take(View newer) {
        if (newer.id().epoch() != viewId.epoch()) {
            electorate.clear();
        }
        node = newer.member(applicant.uid()).map(Member::node).or(() -> node);
        view = Optional.of(newer);
        viewId = newer.id();
        leader = Optional.of(Leader.of(newer.leaderMember()));
        noteMembers(newer);
    }

    /** Learns of a leadership without its views. Never lowers what is known (H18); true if this is news. */
    boolean adopt(long epoch, Leader elected) {
        boolean newer = epoch > viewId.epoch();
        if (newer) {
            viewId = new ViewId(epoch, 0);
            leader = Optional.of(elected);
        }
        return newer;
    }

    /** Everybody seen in views of the newest epoch, without this node. */
    List<Member> electorate() {
        return List.copyOf(electorate.values());
    }

    /** The leader we replace is a dropped member: known by id, and counted if it is heard. */
    void noteReplaced(Leader leader) {
        Optional<Member> known = roster.find(leader.uid());
        NodeId id = leader.id().node();
        if (known.isEmpty() && roster.holder(id).isEmpty()) {
            Nick nameless = new Nick(id.toString());
            roster.saw(List.of(new Member(leader.id(), leader.address(), nameless, viewId)));
        }
        roster.find(leader.uid()).ifPresent(member -> electorate.put(member.node(), member));
    }

    /** From the newest leadership known; that may be one of our own that we do not remember. */
    Claim claim(int heard) {
        boolean forgotten = recorded > viewId.epoch();
        return new Claim(
                applicant.name(),
                network.orElseThrow(),
                forgotten ? new ViewId(recorded, 0) : viewId,
                contact(),
                heard,
                forgotten ? Optional.of(contact()) : leader,
                Math.max(1, Math.max(roster.highestId(), contact().id().node().value())));
    }

    private void noteMembers(View seen) {
        roster.saw(seen.members());
        seen.others(applicant.uid()).forEach(member -> electorate.put(member.node(), member));
    }
}
