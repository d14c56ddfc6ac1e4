package p2pchat.node;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import p2pchat.membership.MembershipInput;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.Member;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Restrictions;
import p2pchat.model.RosterDecision;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.node.RosterPeople.Store;
import p2pchat.roster.RosterReport.Judged;

/**
 * Applies what the statements of a network decide to the other parts of this node, which know no people: who is in the
 * network, who may lead, and which messages count (protocol 2.13).
 *
 * <p>Part of {@link NetworkActors}, on whose thread alone it runs.
 */
final class Enforcement {

    private final NetworkName network;
    private final Uid self;
    private final DeviceCertificate own;
    private final Supplier<RosterPeople> known;
    private final Consumer<MembershipInput> membership;
    private final BiConsumer<Restrictions, Map<NodeId, RosterDecision>> log;
    private MembershipInput.AuthorityChanged members = new MembershipInput.AuthorityChanged(Set.of(), Set.of());
    private Restrictions restrictions = Restrictions.NONE;

    /**
     * @param self the uid of this node
     * @param own this device
     * @param log receives which messages count, and the new decisions on their authors
     */
    Enforcement(
            NetworkName network,
            Uid self,
            DeviceCertificate own,
            Supplier<RosterPeople> known,
            Consumer<MembershipInput> membership,
            BiConsumer<Restrictions, Map<NodeId, RosterDecision>> log) {
        this.network = network;
        this.self = self;
        this.own = own;
        this.known = known;
        this.membership = membership;
        this.log = log;
    }

    /**
     * Applies the authority to everyone who is known now. Called at each change of either.
     *
     * @param news the decisions since the last call
     */
    void apply(Authority now, List<RosterDecision> news) {
        List<Store> stores = known.get().stores();
        Set<Uid> removed = new HashSet<>();
        Set<Uid> unfit = new HashSet<>();
        Set<Uid> ended = new HashSet<>();
        Map<NodeId, Long> limits = new HashMap<>();
        Map<NodeId, Long> moderators = new HashMap<>();
        for (Store store : stores) {
            Uid uid = store.id().uid();
            NodeId node = store.id().node();
            if (!now.admits(store.person(), store.device().device())) {
                removed.add(uid);
            }
            if (!now.maySpeak(store.person(), store.device().device())) {
                unfit.add(uid);
            }
            if (now.hasEnded(store.person(), store.device().device(), uid)) {
                ended.add(uid);
            }
            limits.put(node, now.speaksUntil(store.person(), store.device().device(), uid));
            moderators.put(
                    node, now.moderatesUntil(store.person(), store.device().device(), uid));
        }
        if (!now.admits(own.person(), own.device())) {
            removed.add(self); // this node may not be in a view
            unfit.add(self);
        }
        restrict(Restrictions.of(limits, moderators), stores, news);
        MembershipInput.AuthorityChanged decided = new MembershipInput.AuthorityChanged(removed, unfit, ended);
        if (!decided.equals(members)) {
            members = decided;
            membership.accept(decided);
        }
    }

    private void restrict(Restrictions now, List<Store> stores, List<RosterDecision> news) {
        if (now.equals(restrictions)) {
            return;
        }
        Map<NodeId, RosterDecision> because = new HashMap<>();
        for (RosterDecision decision : news) {
            stores.stream()
                    .filter(store -> decision.valid() && restricts(decision, store))
                    .forEach(store -> because.put(store.id().node(), decision));
        }
        restrictions = now;
        log.accept(now, because);
    }

    private static boolean restricts(RosterDecision decision, Store store) {
        if (decision.act() instanceof Act.Revoke revoke) {
            return decision.by().equals(store.person())
                    && revoke.device().equals(store.device().device());
        }
        return (decision.act() instanceof Act.Remove || decision.act() instanceof Act.SetRole)
                && decision.act().subject().filter(store.person()::equals).isPresent();
    }

    /**
     * Returns a view without the members that were removed. If the leader is among them, the next member stands in for
     * it until there is a new one.
     */
    View admissible(View view) {
        List<Member> admitted = view.members().stream()
                .filter(member -> !members.removed().contains(member.uid()))
                .toList();
        if (admitted.size() == view.members().size() || admitted.isEmpty()) {
            return view;
        }
        boolean leaderIsIn = admitted.contains(view.leaderMember());
        return new View(view.id(), leaderIsIn ? view.leader() : admitted.get(0).node(), admitted);
    }

    /** Returns the end of this node, if statements have removed its person or ended its device. */
    Optional<Problem> removal(Authority now, List<Judged> added) {
        if (now.admits(own.person(), own.device())) {
            return Optional.empty();
        }
        if (now.role(own.person()).isPresent()) {
            return Optional.of(new Problem.DeviceEnded(network));
        }
        Problem.Removed removal = Problem.Removed.from(network);
        for (Judged judged : added) {
            Act act = judged.statement().act();
            if (judged.valid()
                    && act instanceof Act.Remove remove
                    && remove.person().equals(own.person())) {
                Optional<Nick> by = Optional.ofNullable(
                        known.get().nicks().get(judged.statement().person()));
                removal = new Problem.Removed(network, by, remove.reason());
            }
        }
        return Optional.of(removal);
    }

    /** Returns whether this node must continue with a new store. */
    boolean mustRenew(Authority now) {
        return now.hasEnded(own.person(), own.device(), self);
    }
}
