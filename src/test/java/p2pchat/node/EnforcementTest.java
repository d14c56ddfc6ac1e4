package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.TestStatements.device;
import static p2pchat.TestStatements.person;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.TestStatements;
import p2pchat.membership.MembershipInput;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.Authority.Limits;
import p2pchat.model.Authority.Standing;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.Restrictions;
import p2pchat.model.RosterDecision;
import p2pchat.model.Statement;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.roster.RosterReport.Judged;

/** The node of person 1, who knows the founder 0 and the members 2 and 3. */
class EnforcementTest {

    private static final NetworkName NAME = new NetworkName("lunch");

    private final Map<PersonKey, Standing> standings = new HashMap<>();
    private final List<MembershipInput> membership = new ArrayList<>();
    private final List<Restrictions> log = new ArrayList<>();
    private Map<NodeId, RosterDecision> because = Map.of();
    private final Enforcement enforcement = new Enforcement(
            NAME,
            uid(1),
            device(1, 0),
            () -> new RosterPeople(
                    person(1),
                    IntStream.range(0, 4).mapToObj(EnforcementTest::store).toList()),
            membership::add,
            (restrictions, decisions) -> {
                log.add(restrictions);
                because = decisions;
            });

    private static Uid uid(int person) {
        return new Uid(new UUID(0, person));
    }

    private static NodeId node(int person) {
        return new NodeId(person + 1);
    }

    private static Member member(int person) {
        return new Member(
                new MemberId(node(person), uid(person)),
                new Address("10.0.0." + (person + 1), 4_900),
                new Nick("p" + person),
                new ViewId(1, 1));
    }

    private static RosterPeople.Store store(int person) {
        Member member = member(person);
        return new RosterPeople.Store(member.id(), device(person, 0), member.nick(), member.address(), true);
    }

    private void standing(int person, Optional<MemberRole> role, Limits speech) {
        boolean moderates = role.filter(r -> r.isAtLeast(MemberRole.ADMIN)).isPresent();
        standings.put(
                person(person),
                new Standing(role, false, speech, moderates ? Limits.ALL : Limits.NONE, Optional.empty()));
    }

    private Authority authority() {
        standing(0, Optional.of(MemberRole.OWNER), Limits.ALL);
        return new Authority(
                AdmissionPolicy.OPEN, false, true, "", standings, Map.of(), Map.of(), Bytes.of(new byte[32]));
    }

    private static Judged judged(Act act) {
        Statement statement = TestStatements.statement(device(0, 0), 1, List.of(), act);
        return new Judged(statement, true, Optional.of(MemberRole.OWNER));
    }

    private static View view(int leader) {
        return new View(new ViewId(1, 1), node(leader), List.of(member(0), member(1), member(2), member(3)));
    }

    @Test
    void openNetworkRestrictsNobody() {
        enforcement.apply(authority(), List.of());
        assertThat(membership).isEmpty();
        assertThat(log).containsExactly(Restrictions.of(Map.of(), Map.of(node(0), Long.MAX_VALUE)));
        assertThat(enforcement.admissible(view(2))).isEqualTo(view(2));
        assertThat(enforcement.mustRenew(authority())).isFalse();
        assertThat(enforcement.removal(authority(), List.of())).isEmpty();
    }

    @Test
    void tellsMembershipWhoIsOutAndWhoMayNotLead() {
        standing(2, Optional.empty(), new Limits(Map.of(uid(2), 7L), 0));
        standing(3, Optional.of(MemberRole.READER), Limits.ALL);
        enforcement.apply(authority(), List.of());
        assertThat(membership)
                .containsExactly(new MembershipInput.AuthorityChanged(Set.of(uid(2)), Set.of(uid(2), uid(3))));
        enforcement.apply(authority(), List.of());
        assertThat(membership).as("nothing new").hasSize(1);
        standings.remove(person(2));
        enforcement.apply(authority(), List.of());
        assertThat(membership.get(1)).isEqualTo(new MembershipInput.AuthorityChanged(Set.of(), Set.of(uid(3))));
    }

    @Test
    void tellsMembershipWhichStoresHaveEnded() {
        standing(2, Optional.of(MemberRole.MEMBER), new Limits(Map.of(uid(2), 7L), Long.MAX_VALUE));
        enforcement.apply(authority(), List.of());
        assertThat(membership)
                .containsExactly(new MembershipInput.AuthorityChanged(Set.of(), Set.of(), Set.of(uid(2))));
    }

    /** What a removed member writes after the cut counts for nobody (attack 28). */
    @Test
    void tellsLogWhichMessagesCountAndWhy() {
        standing(2, Optional.empty(), new Limits(Map.of(uid(2), 7L), 0));
        Act removal = new Act.Remove(person(2), false, "", Cuts.NONE);
        RosterDecision decision = new RosterDecision(
                judged(removal).statement().hash(),
                removal,
                person(0),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                false,
                true);
        enforcement.apply(authority(), List.of(decision));
        assertThat(log).hasSize(1);
        assertThat(log.get(0).limit(node(2))).isEqualTo(7);
        assertThat(log.get(0).limits()).containsOnlyKeys(node(2));
        assertThat(because).containsExactly(Map.entry(node(2), decision));
        enforcement.apply(authority(), List.of(decision));
        assertThat(log).hasSize(1);
    }

    @Test
    void nothingIsSentToTheRemoved() {
        standing(2, Optional.empty(), Limits.NONE);
        enforcement.apply(authority(), List.of());
        assertThat(enforcement.admissible(view(3)).members()).containsExactly(member(0), member(1), member(3));
        assertThat(enforcement.admissible(view(3)).leader()).isEqualTo(node(3));
        assertThat(enforcement.admissible(view(2)).members()).containsExactly(member(0), member(1), member(3));
        assertThat(enforcement.admissible(view(2)).leader())
                .as("another stands in")
                .isEqualTo(node(0));
    }

    @Test
    void ownRemovalNamesItsAuthor() {
        standing(1, Optional.empty(), Limits.NONE);
        Optional<Problem> removal =
                enforcement.removal(authority(), List.of(judged(new Act.Remove(person(1), true, "spam", Cuts.NONE))));
        assertThat(removal).contains(new Problem.Removed(NAME, Optional.of(new Nick("p0")), "spam"));
        assertThat(enforcement.mustRenew(authority())).isFalse();
    }

    @Test
    void revokedDeviceEndsToo() {
        Authority open = authority();
        Authority revoked = new Authority(
                open.policy(),
                false,
                true,
                "",
                open.people(),
                Map.of(),
                Map.of(new Authority.Device(person(1), device(1, 0).device()), Limits.NONE),
                open.frontier());
        assertThat(enforcement.removal(revoked, List.of())).contains(new Problem.DeviceEnded(NAME));
    }

    @Test
    void storeEndsIfItsPersonMaySpeakAgain() {
        standing(1, Optional.of(MemberRole.MEMBER), new Limits(Map.of(uid(1), 4L), Long.MAX_VALUE));
        assertThat(enforcement.mustRenew(authority())).isTrue();
        standing(1, Optional.of(MemberRole.READER), new Limits(Map.of(uid(1), 4L), 0));
        assertThat(enforcement.mustRenew(authority())).isFalse();
    }
}
