package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.NewKey;
import p2pchat.model.NetworkEvent.PeopleIdentified;
import p2pchat.model.NetworkStatus.Identity;
import p2pchat.model.NetworkStatus.Person;
import p2pchat.model.NetworkStatus.Presence;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Uid;
import p2pchat.model.Verification;
import p2pchat.model.View;
import p2pchat.model.ViewId;

class KnownPeopleTest {

    private static final PersonKey ME = person(1);
    private static final PersonKey BOB = person(2);
    private static final PersonKey MALLORY = person(3);

    private final Map<Uid, PersonKey> cards = new HashMap<>();
    private final Map<PersonKey, Nick> verified = new LinkedHashMap<>();
    private final Member me = member(1, "me", ME);
    private final KnownPeople known =
            new KnownPeople(me.uid(), uid -> Optional.ofNullable(cards.get(uid)), () -> verified);

    private static PersonKey person(int number) {
        byte[] key = new byte[PersonKey.SIZE];
        Arrays.fill(key, (byte) number);
        return PersonKey.of(key);
    }

    private Member member(int node, String nick, PersonKey person) {
        Member member = new Member(
                new MemberId(new NodeId(node), new Uid(new UUID(7, node))),
                new Address("127.0.0.1", 5_000 + node),
                new Nick(nick),
                ViewId.NONE);
        cards.put(member.uid(), person);
        return member;
    }

    private static NetworkEvent entered(Member... members) {
        View view = new View(new ViewId(1, 1), members[0].node(), List.of(members));
        Member self = members[0];
        return new NetworkEvent.Entered(self.id(), self.nick(), self.nick(), view, false, false, 0);
    }

    private static NetworkEvent joined(Member member) {
        return NetworkEvent.MemberChanged.joined(member);
    }

    private List<Optional<Identity>> identities(Member... members) {
        List<Person> persons = Arrays.stream(members)
                .map(member ->
                        new Person(member, Presence.PRESENT, Optional.empty(), Optional.empty(), Optional.empty()))
                .toList();
        return known.withIdentities(persons).stream().map(Person::identity).toList();
    }

    @Test
    void firstViewAnnouncesNobody() {
        assertThat(known.meet(entered(me, member(2, "bob", BOB), member(3, "Bob", MALLORY))))
                .isEmpty();
    }

    @Test
    void nickWithAnotherKeyIsAnnouncedOnce() {
        known.meet(entered(me, member(2, "bob", BOB)));
        Member other = member(3, "bob", MALLORY);
        assertThat(known.meet(joined(other))).containsExactly(new NewKey(other, MALLORY, new Nick("bob"), BOB, false));
        assertThat(known.meet(joined(other))).isEmpty();
    }

    @Test
    void nickThatReadsAlikeIsAnnounced() {
        known.meet(entered(me, member(2, "bob", BOB)));
        Member other = member(3, "bоb", MALLORY); // the second letter is Cyrillic
        assertThat(known.meet(joined(other))).extracting(NewKey::known).containsExactly(new Nick("bob"));
    }

    @Test
    void renamedMemberIsAnnounced() {
        Member other = member(3, "eve", MALLORY);
        known.meet(entered(me, member(2, "bob", BOB), other));
        Member renamed = new Member(other.id(), other.address(), new Nick("bob"), other.joinedAt());
        assertThat(known.meet(NetworkEvent.MemberChanged.renamed(renamed, other.nick())))
                .hasSize(1);
    }

    @Test
    void memberOfNewViewIsAnnounced() {
        known.meet(entered(me, member(2, "bob", BOB)));
        Member other = member(3, "bob", MALLORY);
        NetworkEvent view = new NetworkEvent.Condition(
                NetworkEvent.State.CONNECTED, true, Optional.of(me.node()), 1, List.of(me, other));
        assertThat(known.meet(view)).extracting(NewKey::member).containsExactly(other);
    }

    @Test
    void anotherDeviceOfThePersonIsNotAnnounced() {
        known.meet(entered(me, member(2, "bob", BOB)));
        assertThat(known.meet(joined(member(3, "bob", BOB)))).isEmpty();
        assertThat(known.meet(joined(member(4, "Bob", BOB)))).isEmpty();
    }

    @Test
    void memberOfTheStoredViewIsKnown() {
        known.remember(List.of(member(2, "bob", BOB)));
        assertThat(known.meet(entered(me, member(3, "bob", MALLORY)))).hasSize(1);
    }

    @Test
    void nickOfAVerifiedPersonIsAnnounced() {
        verified.put(BOB, new Nick("bob"));
        Member other = member(3, "bob", MALLORY);
        assertThat(known.meet(entered(me, other)))
                .containsExactly(new NewKey(other, MALLORY, new Nick("bob"), BOB, true));
    }

    @Test
    void verifiedPersonIsNamedFirst() {
        known.remember(List.of(member(2, "bob", person(4))));
        verified.put(BOB, new Nick("bob"));
        assertThat(known.meet(joined(member(3, "bob", MALLORY))))
                .extracting(NewKey::before)
                .containsExactly(BOB);
    }

    @Test
    void ownNickIsNotAnnounced() {
        known.remember(List.of(member(9, "me", BOB)));
        assertThat(known.meet(entered(me))).isEmpty();
    }

    @Test
    void memberWithoutCardIsNotAnnounced() {
        known.meet(entered(me, member(2, "bob", BOB)));
        Member unknown = member(3, "bob", MALLORY);
        cards.remove(unknown.uid());
        assertThat(known.meet(joined(unknown))).isEmpty();
        assertThat(identities(unknown)).containsExactly(Optional.empty());
    }

    @Test
    void numberedNickOfAnotherPersonIsAmbiguous() {
        Member bob = member(2, "bob", BOB);
        Member second = member(3, "bob2", MALLORY);
        Member carol = member(4, "carol", person(4));
        known.meet(entered(me, bob, second, carol));
        assertThat(identities(bob, second, carol))
                .containsExactly(
                        Optional.of(new Identity(BOB, false, true)),
                        Optional.of(new Identity(MALLORY, false, true)),
                        Optional.of(new Identity(person(4), false, false)));
    }

    @Test
    void devicesOfOnePersonAreNotAmbiguous() {
        Member bob = member(2, "bob", BOB);
        Member second = member(3, "bob2", BOB);
        known.meet(entered(me, bob, second));
        assertThat(identities(bob, second)).containsOnly(Optional.of(new Identity(BOB, false, false)));
    }

    @Test
    void nickOfAFormerMemberIsAmbiguous() {
        known.remember(List.of(member(9, "bob", MALLORY)));
        Member bob = member(2, "bob", BOB);
        known.meet(entered(me, bob));
        assertThat(identities(bob)).containsExactly(Optional.of(new Identity(BOB, false, true)));
    }

    @Test
    void oldestNickIsForgottenFirst() {
        for (int i = 0; i <= KnownPeople.MAX_SEEN; i++) {
            known.remember(List.of(member(10 + i, "n" + i + "x", BOB)));
        }
        assertThat(known.meet(joined(member(2, "n0x", MALLORY)))).isEmpty();
        assertThat(known.meet(joined(member(2, "n5x", MALLORY)))).hasSize(1);
        assertThat(known.identify(joined(me)))
                .map(PeopleIdentified.class::cast)
                .hasValueSatisfying(people -> assertThat(people.people()).hasSize(KnownPeople.MAX_SEEN));
    }

    @Test
    void peopleAreIdentifiedOnce() {
        Member former = member(9, "bob", BOB);
        known.remember(List.of(former));
        Member bob = member(2, "bob", BOB);
        assertThat(known.identify(entered(me, bob)))
                .contains(new PeopleIdentified(Map.of(me.node(), ME, bob.node(), BOB, former.node(), BOB)));
        assertThat(known.identify(entered(me, bob))).isEmpty();
        assertThat(known.identify(joined(member(3, "eve", MALLORY)))).isPresent();
    }

    @Test
    void onlyTheNumberShownLastIsConfirmed() {
        Member bob = member(2, "bob", BOB);
        assertThat(verify(bob, BOB, true)).isEqualTo(Verification.State.TO_COMPARE);
        assertThat(verify(bob, BOB, true)).isEqualTo(Verification.State.TO_COMPARE);
        assertThat(verify(bob, BOB, false)).isEqualTo(Verification.State.TO_COMPARE);
        assertThat(verify(member(3, "bob", MALLORY), MALLORY, true)).isEqualTo(Verification.State.TO_COMPARE);
        assertThat(verify(bob, BOB, true)).isEqualTo(Verification.State.VERIFIED);
    }

    @Test
    void ownDeviceNeedsNoComparison() {
        assertThat(verify(member(2, "me2", ME), ME, true)).isEqualTo(Verification.State.OWN);
    }

    private Verification.State verify(Member member, PersonKey person, boolean confirmed) {
        return known.verify(member, person, ME, confirmed).state();
    }
}
