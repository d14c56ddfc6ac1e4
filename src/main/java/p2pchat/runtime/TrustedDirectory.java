package p2pchat.runtime;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.crypto.DirectoryKeys;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.storage.KnownDirectories;
import p2pchat.transport.DirectoryTrust;

/**
 * The directory that this process uses. It is trusted on first use, and refused when its key changes. At the default
 * address of this machine a change is only reported, because programs of several users run that directory in turn.
 *
 * <p>Threading: any thread.
 */
public final class TrustedDirectory implements DirectoryTrust, DirectoryKeys {

    private static final Logger LOG = LoggerFactory.getLogger(TrustedDirectory.class);

    private final Address address;
    private final boolean usual;
    private final KnownDirectories known;
    private final Optional<DeviceKey> invited;
    private volatile Consumer<Problem> listener = problem -> LOG.info("{}", problem);
    private volatile Supplier<CompletionStage<?>> call = () -> CompletableFuture.completedStage(null);
    private volatile Optional<DeviceKey> checked = Optional.empty();
    private volatile Optional<DeviceKey> seen = Optional.empty();

    /**
     * Creates the trust in a directory.
     *
     * @param usual whether it is at the default address, because the user named none
     */
    public TrustedDirectory(Address address, boolean usual, KnownDirectories known) {
        this(address, usual, known, Optional.empty());
    }

    /**
     * Creates the trust in a directory that an invitation names.
     *
     * @param usual whether it is at the default address, because the user named none
     * @param invited the key that it must have
     */
    public TrustedDirectory(Address address, boolean usual, KnownDirectories known, Optional<DeviceKey> invited) {
        this.invited = invited;
        this.address = address;
        this.usual = usual;
        this.known = known;
    }

    public Address address() {
        return address;
    }

    /** Sets the listener for the problem that another directory has taken over the default address. */
    public void reportTo(Consumer<Problem> listener) {
        this.listener = listener;
    }

    /** Sets the call that is made to learn the directory's present key. */
    public void callBy(Supplier<CompletionStage<?>> call) {
        this.call = call;
    }

    @Override
    public void check(DeviceKey shown) {
        if (!usual) {
            known.find(address).filter(expected -> !expected.equals(shown)).ifPresent(expected -> {
                throw new ProblemException(new Problem.DirectoryKeyChanged(address, expected, shown));
            });
        }
        invited.filter(expected -> !expected.equals(shown)).ifPresent(expected -> {
            throw new ProblemException(new Problem.DirectoryNotInvited(address, expected, shown));
        });
        checked = Optional.of(shown);
    }

    @Override
    public void answered() {
        Optional<DeviceKey> now = checked;
        if (now.equals(seen) || now.isEmpty()) {
            return;
        }
        seen = now;
        try {
            Optional<DeviceKey> before = known.find(address);
            known.put(address, now.get());
            before.filter(key -> !key.equals(now.get()))
                    .ifPresent(key -> listener.accept(new Problem.DirectoryReplaced(address, key, now.get())));
        } catch (ProblemException e) {
            LOG.warn("cannot keep the key of the directory at {}: {}", address, e.problem());
        }
    }

    @Override
    public Optional<DeviceKey> seen() {
        return seen;
    }

    @Override
    public DirectoryMode mode() {
        return usual ? DirectoryMode.LOCAL : DirectoryMode.PINNED;
    }

    @Override
    public CompletionStage<Boolean> accepts(Genesis genesis, DeviceKey key) {
        if (key.equals(genesis.directory())) {
            return CompletableFuture.completedStage(true);
        }
        if (genesis.mode() == DirectoryMode.PINNED) {
            return CompletableFuture.completedStage(false);
        }
        return isSeen(key)
                ? CompletableFuture.completedStage(true)
                : call.get().handle((answer, failure) -> isSeen(key));
    }

    private boolean isSeen(DeviceKey key) {
        return seen.filter(key::equals).isPresent();
    }
}
