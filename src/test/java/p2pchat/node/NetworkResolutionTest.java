package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;
import p2pchat.node.NetworkResolution.Directory;
import p2pchat.node.NetworkResolution.Known;
import p2pchat.node.NetworkResolution.Refused;
import p2pchat.node.NetworkResolution.ToCreate;
import p2pchat.node.NetworkSettings.Entry;

class NetworkResolutionTest {

    private static final NetworkName NAME = new NetworkName("g1");
    private static final Address DIRECTORY = new Address("nds", 4700);
    private static final NetworkId MINE = new NetworkId(new UUID(0, 1));
    private static final NetworkId OLDER = new NetworkId(new UUID(0, 2));
    private static final NetworkId THEIRS = new NetworkId(new UUID(0, 3));

    private static final List<NetworkId> NEVER_IN = List.of();
    private static final List<NetworkId> WAS_IN = List.of(MINE, OLDER);
    private static final Problem REFUSED = new Problem.DirectoryUnreachable(DIRECTORY, "refused");
    private static final Directory SILENT = new Directory.Silent(REFUSED);
    private static final Directory NOTHING = new Directory.Answers(Optional.empty());

    @Test
    void newcomerNeedsDirectory() {
        for (Entry entry : Entry.values()) {
            assertThat(of(entry, NEVER_IN, SILENT)).isEqualTo(new Refused(REFUSED));
        }
    }

    @Test
    void formerMemberEntersWithoutDirectory() { // H4
        for (Entry entry : Entry.values()) {
            assertThat(of(entry, WAS_IN, SILENT)).isEqualTo(new Known(MINE));
        }
    }

    @Test
    void createsUnusedNameUnlessOnlyJoining() {
        assertThat(of(Entry.JOIN_OR_CREATE, NEVER_IN, NOTHING)).isEqualTo(new ToCreate());
        assertThat(of(Entry.ONLY_CREATE, NEVER_IN, NOTHING)).isEqualTo(new ToCreate());
        assertThat(of(Entry.ONLY_JOIN, NEVER_IN, NOTHING))
                .isEqualTo(new Refused(new Problem.NetworkUnknown(NAME, DIRECTORY)));
    }

    @Test
    void restoresOwnNetworkUnknownToDirectory() { // H5
        for (Entry entry : Entry.values()) {
            assertThat(of(entry, WAS_IN, NOTHING)).isEqualTo(new Known(MINE));
        }
    }

    @Test
    void joinsExistingNetworkUnlessOnlyCreating() {
        assertThat(of(Entry.JOIN_OR_CREATE, NEVER_IN, recorded(THEIRS))).isEqualTo(new Known(THEIRS));
        assertThat(of(Entry.ONLY_JOIN, NEVER_IN, recorded(THEIRS))).isEqualTo(new Known(THEIRS));
        for (List<NetworkId> admitted : List.of(NEVER_IN, WAS_IN)) {
            assertThat(of(Entry.ONLY_CREATE, admitted, recorded(MINE)))
                    .isEqualTo(new Refused(new Problem.NetworkExists(NAME)));
        }
    }

    @Test
    void prefersRecordedNetworkAmongOwn() {
        for (Entry entry : List.of(Entry.JOIN_OR_CREATE, Entry.ONLY_JOIN)) {
            assertThat(of(entry, WAS_IN, recorded(MINE))).isEqualTo(new Known(MINE));
            assertThat(of(entry, WAS_IN, recorded(OLDER))).isEqualTo(new Known(OLDER));
        }
    }

    @Test
    void refusesNameReusedByAnotherNetwork() { // H15
        for (Entry entry : List.of(Entry.JOIN_OR_CREATE, Entry.ONLY_JOIN)) {
            assertThat(of(entry, WAS_IN, recorded(THEIRS)))
                    .isEqualTo(new Refused(new Problem.NameReused(NAME, MINE, THEIRS)));
        }
    }

    @Test
    void linkNamesTheNetwork() {
        assertThat(invited(NEVER_IN, SILENT)).isEqualTo(new Known(THEIRS));
        assertThat(invited(NEVER_IN, NOTHING)).isEqualTo(new Known(THEIRS));
        assertThat(invited(NEVER_IN, recorded(THEIRS))).isEqualTo(new Known(THEIRS));
        assertThat(invited(List.of(MINE, THEIRS), SILENT)).isEqualTo(new Known(THEIRS));
        assertThat(invited(WAS_IN, NOTHING)).isEqualTo(new Refused(new Problem.NameReused(NAME, MINE, THEIRS)));
    }

    /** Attack 35a: the directory has a network of its own under the name, or is another one. */
    @Test
    void falseDirectoryIsRefusedWithLink() {
        DeviceKey key = DeviceKey.of(new byte[32]);
        Problem otherKey = new Problem.DirectoryNotInvited(DIRECTORY, key, key);

        assertThat(invited(NEVER_IN, recorded(MINE)))
                .isEqualTo(new Refused(new Problem.NetworkNotInvited(NAME, DIRECTORY, MINE, THEIRS)));
        assertThat(invited(NEVER_IN, new Directory.Silent(otherKey))).isEqualTo(new Refused(otherKey));
    }

    private static NetworkResolution invited(List<NetworkId> admitted, Directory directory) {
        return NetworkResolution.of(NAME, Entry.ONLY_JOIN, DIRECTORY, admitted, Optional.of(THEIRS), directory);
    }

    private static NetworkResolution of(Entry entry, List<NetworkId> admitted, Directory directory) {
        return NetworkResolution.of(NAME, entry, DIRECTORY, admitted, Optional.empty(), directory);
    }

    private static Directory recorded(NetworkId id) {
        return new Directory.Answers(Optional.of(new NetworkInfo(id, NAME, 1, Optional.empty(), Duration.ZERO, 1)));
    }
}
