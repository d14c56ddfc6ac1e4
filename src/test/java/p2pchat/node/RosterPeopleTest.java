package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.TestStatements.device;
import static p2pchat.TestStatements.person;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.Cuts;
import p2pchat.model.MemberId;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.node.RosterPeople.Store;

class RosterPeopleTest {

    private static Store store(int node, int person, int device, String nick, boolean present) {
        return new Store(
                new MemberId(new NodeId(node), uid(node)),
                device(person, device),
                new Nick(nick),
                new Address("10.0.0.1", 4_900),
                present);
    }

    private static Uid uid(int node) {
        return new Uid(new UUID(1, node));
    }

    private static RosterPeople people(Store... stores) {
        return new RosterPeople(person(0), List.of(stores));
    }

    @Test
    void nickNamesThePresentMember() {
        RosterPeople people = people(store(5, 2, 0, "bob", true), store(4, 3, 0, "bob", false));
        assertThat(people.find(new Nick("bob"))).containsExactly(person(2));
        assertThat(people.find(new Nick("eve"))).isEmpty();
    }

    @Test
    void sharedNickOfAbsentPeopleIsAmbiguous() {
        RosterPeople people = people(store(5, 2, 0, "bob", false), store(4, 3, 0, "bob", false));
        assertThat(people.find(new Nick("bob"))).containsExactly(person(2), person(3));
        assertThat(people.find(new Nick(person(3).fingerprint().value()))).containsExactly(person(3));
    }

    /** A present member may choose a nick that looks like the key of another person, and gains nothing by it. */
    @Test
    void presentNickComesBeforeKey() {
        String key = person(3).fingerprint().value();
        RosterPeople people = people(store(5, 2, 0, key, true), store(4, 3, 0, "bob", false));
        assertThat(people.find(new Nick(key))).containsExactly(person(2));
    }

    @Test
    void cutsListEveryStoreOfThePerson() {
        RosterPeople people =
                people(store(5, 2, 0, "bob", true), store(4, 2, 1, "bob2", false), store(3, 3, 0, "cem", true));
        VersionVector held = VersionVector.of(Map.of(
                new NodeId(5), Ranges.upTo(9),
                new NodeId(4), Ranges.upTo(2).with(6),
                new NodeId(3), Ranges.upTo(1)));
        assertThat(people.cuts(person(2), held, Optional.empty()))
                .isEqualTo(new Cuts(Map.of(), Map.of(uid(5), 9L, uid(4), 6L)));
        assertThat(people.cuts(person(2), held, Optional.of(new MessageKey(new NodeId(5), 4))))
                .isEqualTo(new Cuts(Map.of(), Map.of(uid(5), 3L, uid(4), 6L)));
        assertThat(people.cuts(person(2), held, Optional.of(new MessageKey(new NodeId(5), 1))))
                .as("the store has ended")
                .isEqualTo(new Cuts(Map.of(), Map.of(uid(5), 0L, uid(4), 6L)));
        assertThat(people.cuts(device(2, 1).device(), held)).isEqualTo(new Cuts(Map.of(), Map.of(uid(4), 6L)));
        assertThat(people.isOf(person(2), new MessageKey(new NodeId(3), 1))).isFalse();
    }

    @Test
    void cutsKeepTheLargestStores() {
        Store[] stores = IntStream.rangeClosed(1, 20)
                .mapToObj(node -> store(node, 2, 0, "bob", false))
                .toArray(Store[]::new);
        VersionVector held = VersionVector.EMPTY;
        for (int node = 1; node <= 20; node++) {
            held = held.with(new NodeId(node), Ranges.upTo(node));
        }
        Map<Uid, Long> cuts =
                people(stores).cuts(person(2), held, Optional.empty()).messages();
        assertThat(cuts).hasSize(Cuts.MAX_ENTRIES).containsEntry(uid(20), 20L).doesNotContainKey(uid(4));
    }
}
