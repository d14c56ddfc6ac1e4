package p2pchat.console;

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
record OpenRooms(
        NavigableMap<NetworkName, Room> rooms,
        Optional<NetworkName> current,
        Optional<NetworkName> joining,
        boolean telling) {

    OpenRooms {
        rooms = Collections.unmodifiableNavigableMap(rooms);
    }

    static OpenRooms only(NetworkName network, Room room) {
        return new OpenRooms(new TreeMap<>(), Optional.of(network), Optional.empty(), false).with(network, room);
    }

    Optional<Room> room(NetworkName network) {
        return Optional.ofNullable(rooms.get(network));
    }

    Optional<Room> currentRoom() {
        return current.map(rooms::get);
    }

    boolean isCurrent(NetworkName network) {
        return current.equals(Optional.of(network));
    }

    boolean isJoining(NetworkName network) {
        return joining.equals(Optional.of(network));
    }

    OpenRooms with(NetworkName network, Room room) {
        NavigableMap<NetworkName, Room> more = new TreeMap<>(rooms);
        more.put(network, room);
        return new OpenRooms(more, current, joining, telling);
    }

    OpenRooms without(NetworkName network) {
        NavigableMap<NetworkName, Room> rest = new TreeMap<>(rooms);
        rest.remove(network);
        return new OpenRooms(
                rest,
                current.filter(name -> !name.equals(network)),
                joining.filter(name -> !name.equals(network)),
                telling);
    }

    OpenRooms joining(NetworkName network, Room room) {
        OpenRooms more = with(network, room);
        return new OpenRooms(more.rooms, current, Optional.of(network), telling);
    }

    /** Looks at this network, and has seen what was kept there. */
    OpenRooms lookingAt(NetworkName network) {
        Room room = rooms.get(network);
        OpenRooms seen = room == null ? this : with(network, room.seen());
        return new OpenRooms(seen.rooms, Optional.of(network), joining.filter(name -> !name.equals(network)), telling);
    }

    OpenRooms unread(NetworkName network) {
        Room room = rooms.get(network);
        OpenRooms more = room == null ? this : with(network, room.oneMoreUnread());
        return new OpenRooms(more.rooms, current, joining, true);
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
        return rooms.values().stream().mapToLong(Room::unread).sum();
    }

    OpenRooms mentioned() {
        NavigableMap<NetworkName, Room> told = new TreeMap<>(rooms);
        told.replaceAll((network, room) -> room.mentioned());
        return new OpenRooms(told, current, joining, false);
    }
}
