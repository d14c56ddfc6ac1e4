package p2pchat.crypto;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;

/** Decides which directories may grant the leadership of a network. */
public interface DirectoryKeys {

    /** The directory that the genesis names, and no other. */
    DirectoryKeys PINNED = (genesis, key) ->
            CompletableFuture.completedStage(key.equals(genesis.directory()));

    /** Completes with whether grants by this key are valid. Does not fail. */
    CompletionStage<Boolean> accepts(Genesis genesis, DeviceKey key);
}
