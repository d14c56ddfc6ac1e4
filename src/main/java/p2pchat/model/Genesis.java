package p2pchat.model;

import java.util.Arrays;

/**
 * The unchanging facts of a network's creation. The network's id is their hash, so a directory cannot pass off one
 * network as another (protocol 2.12).
 *
 * @param directory the key of the directory that the founder saw, whose grants are valid
 * @param nonce 16 bytes, drawn by the founder
 * @param policy until an owner states another one
 */
public record Genesis(
        NetworkName name,
        PersonKey founder,
        DeviceKey device,
        DeviceKey directory,
        DirectoryMode mode,
        Bytes nonce,
        AdmissionPolicy policy) {

    /** The directories that may grant the leadership. */
    public enum DirectoryMode implements Numbered {
        /** Only the one with the key of the genesis. */
        PINNED(0),
        /** Also the one that a member itself reaches at its own loopback address; users of one machine start it in turn. */
        LOCAL(1);

        private final int number;

        DirectoryMode(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        /** Returns the mode with this number. Throws {@code IllegalArgumentException} if there is none. */
        public static DirectoryMode of(int number) {
            return Numbered.of(DirectoryMode.class, number);
        }
    }

    /** Returns the id of the network with this hash, see {@code SignedText}. */
    public static NetworkId id(Bytes hash) {
        return NetworkId.of(Arrays.copyOf(hash.toArray(), 16));
    }
}
