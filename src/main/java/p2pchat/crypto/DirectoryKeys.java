package p2pchat.crypto;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;

/** The directories that this node trusts. */
public interface DirectoryKeys {

    /** Trusts only the directory that the genesis names. */
    DirectoryKeys PINNED = (genesis, key) -> CompletableFuture.completedStage(key.equals(genesis.directory()));

    /** Completes with whether grants by this key are valid. Does not fail. */
    CompletionStage<Boolean> accepts(Genesis genesis, DeviceKey key);

    /** Returns the key of the directory that answered this node last, which the genesis of a new network names. */
    default Optional<DeviceKey> seen() {
        return Optional.empty();
    }

    /** Returns the mode of a new network. */
    default DirectoryMode mode() {
        return DirectoryMode.PINNED;
    }
}
