package p2pchat.node;

import java.util.List;
import java.util.Optional;
import p2pchat.model.Address;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;
import p2pchat.node.NetworkSettings.Entry;

/** Which network a name means to this node, before anybody is asked to let it in. Pure. */
sealed interface NetworkResolution {

    /** The network is known, to the directory or to this machine's own store. */
    record Known(NetworkId network) implements NetworkResolution {}

    /** There is none of that name: this node founds it. */
    record ToFound() implements NetworkResolution {}

    record Nowhere(Problem problem) implements NetworkResolution {}

    /** What the directory says of the name, if it answers. */
    sealed interface Directory {
        record Answers(Optional<NetworkInfo> record) implements Directory {}

        /** {@code slow} if it may be there and was only not heard in time. */
        record Silent(String cause, boolean slow) implements Directory {}
    }

    /**
     * Decides.
     *
     * @param admitted the networks of that name that this node was a member of, the one used last first
     */
    static NetworkResolution of(
            NetworkName name, Entry entry, Address address, List<NetworkId> admitted, Directory directory) {
        Optional<NetworkId> mine = admitted.stream().findFirst();
        if (directory instanceof Directory.Silent silent) {
            return mine.<NetworkResolution>map(Known::new) // its members may know the way (H4)
                    .orElseGet(() -> new Nowhere(new Problem.DirectoryUnreachable(address, silent.cause())));
        }
        Optional<NetworkId> recorded = ((Directory.Answers) directory).record().map(NetworkInfo::id);
        if (recorded.isEmpty()) {
            return absent(name, entry, address, mine);
        } else if (entry == Entry.ONLY_CREATE) {
            return new Nowhere(new Problem.NetworkExists(name));
        } else if (mine.isPresent() && !admitted.contains(recorded.get())) {
            return new Nowhere(new Problem.NameReused(name, mine.get(), recorded.get())); // H15
        }
        return new Known(recorded.get());
    }

    private static NetworkResolution absent(NetworkName name, Entry entry, Address address, Optional<NetworkId> mine) {
        if (mine.isPresent()) {
            return new Known(mine.get()); // the directory forgot: its members restore the record (H5)
        }
        return entry == Entry.ONLY_JOIN ? new Nowhere(new Problem.NetworkUnknown(name, address)) : new ToFound();
    }
}
