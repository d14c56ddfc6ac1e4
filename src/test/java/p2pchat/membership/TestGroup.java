package p2pchat.membership;

import java.util.List;
import java.util.UUID;
import p2pchat.model.Address;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;

/** Members and queries of effects for the tests of membership. */
final class TestGroup {

    private TestGroup() {}

    static Member member(int node) {
        MemberId id = new MemberId(new NodeId(node), uid(node));
        return new Member(id, new Address("p", 7000 + node), new Nick("m" + node), ViewId.firstOf(1));
    }

    static Uid uid(int node) {
        return new Uid(new UUID(node, 0));
    }

    static <T> T first(List<MembershipEffect> effects, Class<T> type) {
        return effects.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Returns the first effect with such a report. */
    static MembershipEffect report(List<MembershipEffect> effects, Class<? extends MembershipReport> type) {
        return effects.stream()
                .filter(effect -> effect instanceof MembershipEffect.Report report && type.isInstance(report.report()))
                .findFirst()
                .orElseThrow();
    }

    static MembershipSnapshot snapshot(List<MembershipEffect> effects) {
        var changed = (MembershipEffect.Report) report(effects, MembershipReport.Changed.class);
        return ((MembershipReport.Changed) changed.report()).snapshot();
    }

    static List<NetworkEvent> events(List<MembershipEffect> effects) {
        return effects.stream()
                .filter(effect -> effect instanceof MembershipEffect.Report report
                        && report.report() instanceof MembershipReport.Event)
                .map(effect -> ((MembershipReport.Event) ((MembershipEffect.Report) effect).report()).event())
                .toList();
    }
}
