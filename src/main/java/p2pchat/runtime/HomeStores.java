package p2pchat.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import p2pchat.crypto.KeyRing;
import p2pchat.crypto.KeyRings;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Genesis;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.node.Stores;
import p2pchat.storage.JournalFile;
import p2pchat.storage.KnownPeopleFile;
import p2pchat.storage.NodeHome;
import p2pchat.storage.SqliteNetworkStore;

/** Implements the stores of a node with {@code storage}. A thread of its own opens and closes them. */
final class HomeStores implements Stores {

    private final NodeHome home;
    private final KeyRings keys;
    private final KnownPeopleFile people;
    private final LongSupplier clock;
    private final Executor thread = Executors.newSingleThreadExecutor(work -> {
        Thread made = new Thread(work, "stores");
        made.setDaemon(true);
        return made;
    });

    HomeStores(NodeHome home, KeyRings keys, LongSupplier clock) {
        this.home = home;
        this.keys = keys;
        this.people = KnownPeopleFile.open(home.root());
        this.clock = clock;
    }

    @Override
    public CompletionStage<List<NetworkId>> admitted(NetworkName name) {
        return CompletableFuture.supplyAsync(
                () -> {
                    List<NetworkId> admitted = new ArrayList<>();
                    for (Path file : home.find(name)) {
                        try (SqliteNetworkStore store = SqliteNetworkStore.openExisting(file, clock)) {
                            if (store.load().toCompletableFuture().join().self().isPresent()) {
                                admitted.add(store.network());
                            }
                        }
                    }
                    return admitted;
                },
                thread);
    }

    @Override
    public NetworkId found(NetworkName name, AdmissionPolicy policy) {
        return keys.found(name, policy);
    }

    @Override
    public NetworkId learn(Genesis genesis) {
        NetworkId network = KeyRings.id(genesis);
        keys.add(network, genesis);
        return network;
    }

    /** Opens the key ring with the store. */
    @Override
    public CompletionStage<Opened> open(NetworkName name, NetworkId network) {
        return CompletableFuture.supplyAsync(
                () -> {
                    Path file = home.store(name, network);
                    SqliteNetworkStore store = SqliteNetworkStore.open(file, network, name, keys, clock);
                    KeyRing ring = openRing(file, store);
                    JournalFile journal = new JournalFile(file.resolveSibling("."), MonotonicClock::millis, clock);
                    return new Opened(
                            ring.genesis(),
                            ring,
                            ring,
                            ring.invitations(),
                            store,
                            store,
                            store.statements(ring),
                            journal,
                            store::running,
                            () -> close(store, journal));
                },
                thread);
    }

    private KeyRing openRing(Path file, SqliteNetworkStore store) {
        try {
            return keys.open(store.network(), store.credentials());
        } catch (IllegalArgumentException e) {
            store.close();
            throw new ProblemException(new Problem.StoreCorrupt(file, String.valueOf(e.getMessage())), e);
        }
    }

    @Override
    public Map<PersonKey, Nick> verified() {
        return people.people();
    }

    @Override
    public CompletionStage<Void> verify(PersonKey person, Nick nick) {
        return CompletableFuture.runAsync(() -> people.add(person, nick), thread);
    }

    private CompletionStage<Void> close(SqliteNetworkStore store, JournalFile journal) {
        return CompletableFuture.runAsync(
                () -> {
                    journal.close();
                    store.close();
                    keys.close(store.network());
                },
                thread);
    }
}
