package p2pchat.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import p2pchat.model.Address;
import p2pchat.model.Card;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.MessageKey;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.model.View;

/**
 * The people of a network that this node knows, with their stores, those of the view first. Immutable.
 *
 * @param self the own person
 */
record RosterPeople(PersonKey self, List<Store> stores) {

    /**
     * The store of one member or author.
     *
     * @param present whether it is in the view
     */
    record Store(MemberId id, DeviceCertificate device, Nick nick, Address address, boolean present) {
        PersonKey person() {
            return device.person();
        }
    }

    RosterPeople {
        stores = List.copyOf(stores);
    }

    /**
     * Collects what is known.
     *
     * @param identified members and authors, present or not
     * @param own this device
     */
    static RosterPeople of(
            Optional<MembershipSnapshot> snapshot,
            Collection<MemberId> identified,
            Function<Uid, Optional<Card>> cards,
            DeviceCertificate own) {
        Map<Uid, Store> stores = new LinkedHashMap<>();
        Optional<Uid> self = snapshot.map(MembershipSnapshot::uid);
        List<Member> present =
                snapshot.flatMap(MembershipSnapshot::view).map(View::members).orElse(List.of());
        for (Member member : present) {
            Optional<DeviceCertificate> device =
                    self.filter(member.uid()::equals).isPresent()
                            ? Optional.of(own)
                            : cards.apply(member.uid()).map(Card::certificate);
            device.ifPresent(known ->
                    stores.put(member.uid(), new Store(member.id(), known, member.nick(), member.address(), true)));
        }
        for (MemberId id : identified) {
            cards.apply(id.uid())
                    .ifPresent(card -> stores.putIfAbsent(
                            id.uid(), new Store(id, card.certificate(), card.nick(), card.address(), false)));
        }
        return new RosterPeople(own.person(), List.copyOf(stores.values()));
    }

    /** Returns the people whose nick or short key this is: the one in the view, or else all that are absent. */
    Set<PersonKey> find(Nick nick) {
        for (Store store : stores) {
            if (store.present() && store.nick().equals(nick)) {
                return Set.of(store.person());
            }
        }
        Set<PersonKey> absent = new LinkedHashSet<>();
        for (Store store : stores) {
            if (store.person().fingerprint().value().equals(nick.value())) {
                return Set.of(store.person());
            }
            if (store.nick().equals(nick)) {
                absent.add(store.person());
            }
        }
        return absent;
    }

    /** Returns the nick of each person: the present one, or else an earlier one. */
    Map<PersonKey, Nick> nicks() {
        Map<PersonKey, Nick> nicks = new LinkedHashMap<>();
        stores.forEach(store -> nicks.putIfAbsent(store.person(), store.nick()));
        return nicks;
    }

    /** Returns everyone who is known. */
    Set<PersonKey> people() {
        Set<PersonKey> people = stores.stream().map(Store::person).collect(Collectors.toCollection(LinkedHashSet::new));
        people.add(self);
        return people;
    }

    /** Returns whether the message is of the person. */
    boolean isOf(PersonKey person, MessageKey message) {
        return stores.stream()
                .anyMatch(store ->
                        store.person().equals(person) && store.id().node().equals(message.author()));
    }

    /**
     * Returns what this node holds of a person: the last number of each store, of those with the most messages if there
     * are many.
     *
     * @param since the first message that does not count, if not all do
     */
    Cuts cuts(PersonKey person, VersionVector held, Optional<MessageKey> since) {
        return cuts(
                stores.stream().filter(store -> store.person().equals(person)).toList(), held, since);
    }

    /** Returns what this node holds of a device. */
    Cuts cuts(DeviceKey device, VersionVector held) {
        return cuts(
                stores.stream()
                        .filter(store -> store.device().device().equals(device))
                        .toList(),
                held,
                Optional.empty());
    }

    private static Cuts cuts(List<Store> stores, VersionVector held, Optional<MessageKey> since) {
        List<Map.Entry<Uid, Long>> last = new ArrayList<>();
        for (Store store : stores) {
            Ranges numbers = held.of(store.id().node());
            long until = numbers.isEmpty() ? 0 : numbers.last();
            long cut = since.filter(key -> key.author().equals(store.id().node()))
                    .map(key -> Math.min(until, key.seq() - 1))
                    .orElse(until);
            last.add(Map.entry(store.id().uid(), cut)); // 0 too, so that the store has ended if its person returns
        }
        last.sort(Map.Entry.<Uid, Long>comparingByValue(Comparator.reverseOrder()));
        Map<Uid, Long> messages =
                last.stream().limit(Cuts.MAX_ENTRIES).collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Cuts(Map.of(), messages);
    }
}
