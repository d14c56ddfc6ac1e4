package p2pchat.console.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import p2pchat.model.NetworkName;

/**
 * Which networks a session is in, and which one it looks at.
 *
 * @param current empty where no network is left
 * @param joining becomes the current one as soon as it is in
 * @param telling whether news of the others is about to be told
 */
record JoinedNetworks(
        NavigableMap<NetworkName, JoinedNetwork> rooms,
        Optional<NetworkName> current,
        Optional<NetworkName> joining,
        boolean telling) {

    JoinedNetworks {
        rooms = Collections.unmodifiableNavigableMap(rooms);
    }

    static JoinedNetworks only(NetworkName network, JoinedNetwork room) {
        return new JoinedNetworks(new TreeMap<>(), Optional.of(network), Optional.empty(), false).with(network, room);
    }

    Optional<JoinedNetwork> room(NetworkName network) {
        return Optional.ofNullable(rooms.get(network));
    }

    Optional<JoinedNetwork> currentRoom() {
        return current.map(rooms::get);
    }

    boolean isCurrent(NetworkName network) {
        return current.equals(Optional.of(network));
    }

    boolean isJoining(NetworkName network) {
        return joining.equals(Optional.of(network));
    }

    JoinedNetworks with(NetworkName network, JoinedNetwork room) {
        NavigableMap<NetworkName, JoinedNetwork> more = new TreeMap<>(rooms);
        more.put(network, room);
        return new JoinedNetworks(more, current, joining, telling);
    }

    JoinedNetworks without(NetworkName network) {
        NavigableMap<NetworkName, JoinedNetwork> rest = new TreeMap<>(rooms);
        rest.remove(network);
        return new JoinedNetworks(
                rest,
                current.filter(name -> !name.equals(network)),
                joining.filter(name -> !name.equals(network)),
                telling);
    }

    JoinedNetworks joining(NetworkName network, JoinedNetwork room) {
        JoinedNetworks more = with(network, room);
        return new JoinedNetworks(more.rooms, current, Optional.of(network), telling);
    }

    /** Looks at this network, and has seen what was kept there. */
    JoinedNetworks lookingAt(NetworkName network) {
        JoinedNetwork room = rooms.get(network);
        JoinedNetworks seen = room == null ? this : with(network, room.seen());
        return new JoinedNetworks(
                seen.rooms, Optional.of(network), joining.filter(name -> !name.equals(network)), telling);
    }

    JoinedNetworks unread(NetworkName network) {
        JoinedNetwork room = rooms.get(network);
        JoinedNetworks more = room == null ? this : with(network, room.oneMoreUnread());
        return new JoinedNetworks(more.rooms, current, joining, true);
    }

    /** What happened in the others and was not mentioned yet. */
    List<String> news() {
        List<String> news = new ArrayList<>();
        rooms.forEach((network, room) -> {
            if (room.unread() > room.told()) {
                news.add(network + ": " + room.unread() + " new · /join " + network + " shows them");
            }
        });
        return news;
    }

    /** Where one is, and how much is new in each. */
    String places() {
        return "you are in "
                + rooms.entrySet().stream()
                        .map(place -> place.getKey()
                                + (isCurrent(place.getKey())
                                        ? " (here)"
                                        : place.getValue().unread() == 0
                                                ? ""
                                                : " (" + place.getValue().unread() + " new)"))
                        .collect(Collectors.joining(", "));
    }

    /** How many messages wait in the networks that are not looked at. */
    long unread() {
        return rooms.values().stream().mapToLong(JoinedNetwork::unread).sum();
    }

    JoinedNetworks mentioned() {
        NavigableMap<NetworkName, JoinedNetwork> told = new TreeMap<>(rooms);
        told.replaceAll((network, room) -> room.mentioned());
        return new JoinedNetworks(told, current, joining, false);
    }
}
