package p2pchat.node;

import java.util.List;
import java.util.Optional;
import p2pchat.model.Address;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;
import p2pchat.node.NetworkSettings.Entry;

/** The network that a name refers to on this node. Pure. */
sealed interface NetworkResolution {

    /** The directory or this machine's store knows the network. */
    record Known(NetworkId network) implements NetworkResolution {}

    /** No network has the name, so this node founds one. */
    record ToCreate() implements NetworkResolution {}

    record Refused(Problem problem) implements NetworkResolution {}

    /** The answer of the directory about the name. */
    sealed interface Directory {
        record Answers(Optional<NetworkInfo> record) implements Directory {}

        record Silent(Problem problem) implements Directory {}
    }

    /**
     * Resolves the name.
     *
     * @param admitted the networks of that name that this node was a member of, most recently used first
     * @param invited the network that a link names
     */
    static NetworkResolution of(
            NetworkName name,
            Entry entry,
            Address address,
            List<NetworkId> admitted,
            Optional<NetworkId> invited,
            Directory directory) {
        return invited.map(network -> of(name, address, admitted, network, directory))
                .orElseGet(() -> of(name, entry, address, admitted, directory));
    }

    /** A link proves which network it is for. */
    private static NetworkResolution of(
            NetworkName name, Address address, List<NetworkId> admitted, NetworkId invited, Directory directory) {
        Optional<NetworkId> recorded = directory instanceof Directory.Answers answers
                ? answers.record().map(NetworkInfo::id)
                : Optional.empty();
        if (directory instanceof Directory.Silent silent && silent.problem() instanceof Problem.DirectoryNotInvited) {
            return new Refused(silent.problem());
        } else if (!admitted.isEmpty() && !admitted.contains(invited)) {
            return new Refused(new Problem.NameReused(name, admitted.get(0), invited)); // H15
        }
        return recorded.filter(found -> !found.equals(invited))
                .<NetworkResolution>map(
                        found -> new Refused(new Problem.NetworkNotInvited(name, address, found, invited)))
                .orElse(new Known(invited));
    }

    private static NetworkResolution of(
            NetworkName name, Entry entry, Address address, List<NetworkId> admitted, Directory directory) {
        Optional<NetworkId> own = admitted.stream().findFirst();
        if (directory instanceof Directory.Silent silent) {
            return own.<NetworkResolution>map(Known::new) // its members may know the leader (H4)
                    .orElseGet(() -> new Refused(silent.problem()));
        }
        Optional<NetworkId> recorded = ((Directory.Answers) directory).record().map(NetworkInfo::id);
        if (recorded.isEmpty()) {
            return absent(name, entry, address, own);
        } else if (entry == Entry.ONLY_CREATE) {
            return new Refused(new Problem.NetworkExists(name));
        } else if (own.isPresent() && !admitted.contains(recorded.get())) {
            return new Refused(new Problem.NameReused(name, own.get(), recorded.get())); // H15
        }
        return new Known(recorded.get());
    }

    private static NetworkResolution absent(NetworkName name, Entry entry, Address address, Optional<NetworkId> own) {
        if (own.isPresent()) {
            return new Known(own.get()); // the directory lost the record, and the members restore it (H5)
        }
        return entry == Entry.ONLY_JOIN || entry == Entry.VISIT
                ? new Refused(new Problem.NetworkUnknown(name, address))
                : new ToCreate();
    }
}
