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
 * The networks of a session, and which of them is shown.
 *
 * @param current the one that is shown and gets the typed lines; empty if none is left
 * @param joining becomes the current one once the node is in
 * @param announcing whether an unread notice is scheduled
 */
record JoinedNetworks(
        NavigableMap<NetworkName, JoinedNetwork> byName,
        Optional<NetworkName> current,
        Optional<NetworkName> joining,
        boolean announcing) {

    JoinedNetworks {
        byName = Collections.unmodifiableNavigableMap(byName);
    }

    static JoinedNetworks only(NetworkName name, JoinedNetwork network) {
        return new JoinedNetworks(new TreeMap<>(), Optional.of(name), Optional.empty(), false).with(name, network);
    }

    Optional<JoinedNetwork> find(NetworkName name) {
        return Optional.ofNullable(byName.get(name));
    }

    Optional<JoinedNetwork> currentNetwork() {
        return current.flatMap(this::find);
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    boolean areSeveral() {
        return byName.size() > 1;
    }

    boolean isCurrent(NetworkName name) {
        return current.equals(Optional.of(name));
    }

    boolean isJoining(NetworkName name) {
        return joining.equals(Optional.of(name));
    }

    JoinedNetworks with(NetworkName name, JoinedNetwork network) {
        NavigableMap<NetworkName, JoinedNetwork> more = new TreeMap<>(byName);
        more.put(name, network);
        return new JoinedNetworks(more, current, joining, announcing);
    }

    JoinedNetworks without(NetworkName name) {
        NavigableMap<NetworkName, JoinedNetwork> rest = new TreeMap<>(byName);
        rest.remove(name);
        return new JoinedNetworks(
                rest,
                current.filter(other -> !other.equals(name)),
                joining.filter(other -> !other.equals(name)),
                announcing);
    }

    JoinedNetworks joining(NetworkName name, JoinedNetwork network) {
        return new JoinedNetworks(with(name, network).byName, current, Optional.of(name), announcing);
    }

    /** Shows a network, whose hidden lines then count as shown. */
    JoinedNetworks showing(NetworkName name) {
        JoinedNetworks shown =
                find(name).map(network -> with(name, network.allShown())).orElse(this);
        return new JoinedNetworks(
                shown.byName, Optional.of(name), joining.filter(other -> !other.equals(name)), announcing);
    }

    JoinedNetworks oneMoreUnread(NetworkName name) {
        JoinedNetworks more =
                find(name).map(network -> with(name, network.oneMoreUnread())).orElse(this);
        return new JoinedNetworks(more.byName, current, joining, true);
    }

    /** Returns one line per network with unread messages that were not announced yet. */
    List<String> unreadNotices() {
        List<String> notices = new ArrayList<>();
        byName.forEach((name, network) -> {
            if (network.unread() > network.announced()) {
                notices.add(network.unread() + " new in " + name + "; /join " + name + " to read");
            }
        });
        return notices;
    }

    /** Lists the networks, the current one and the unread counts in one line. */
    String summary() {
        return "you are in "
                + byName.entrySet().stream()
                        .map(entry -> entry.getKey() + remark(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(", "));
    }

    private String remark(NetworkName name, JoinedNetwork network) {
        if (isCurrent(name)) {
            return " (here)";
        }
        return network.unread() == 0 ? "" : " (" + network.unread() + " new)";
    }

    long unread() {
        return byName.values().stream().mapToLong(JoinedNetwork::unread).sum();
    }

    JoinedNetworks allAnnounced() {
        NavigableMap<NetworkName, JoinedNetwork> announced = new TreeMap<>(byName);
        announced.replaceAll((name, network) -> network.allAnnounced());
        return new JoinedNetworks(announced, current, joining, false);
    }
}
