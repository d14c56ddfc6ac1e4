package p2pchat.nds;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** A store whose saves a test completes, or that completes them at once. */
final class FakeDirectoryStore implements DirectoryStore {

    record Save(NetworkRecord record, CompletableFuture<Void> done) {

        void succeeds() {
            done.complete(null);
        }

        void fails() {
            done.completeExceptionally(diskFull());
        }
    }

    static ProblemException diskFull() {
        return new ProblemException(new Problem.DiskFull(Path.of("directory.db")));
    }

    final BlockingQueue<NetworkName> deleted = new LinkedBlockingQueue<>();
    private final BlockingQueue<Save> saves = new LinkedBlockingQueue<>();
    private final CountDownLatch readable = new CountDownLatch(1);
    private final List<NetworkRecord> kept;
    private volatile boolean byHand;
    private volatile boolean broken;
    private volatile boolean putBack;

    FakeDirectoryStore(NetworkRecord... kept) {
        this.kept = List.of(kept);
    }

    FakeDirectoryStore byHand() {
        byHand = true;
        return this;
    }

    FakeDirectoryStore atOnce() {
        byHand = false;
        return this;
    }

    /** Makes loading fail. */
    FakeDirectoryStore broken() {
        broken = true;
        return this;
    }

    /** Marks the store as an old copy. */
    FakeDirectoryStore putBack() {
        putBack = true;
        return this;
    }

    FakeDirectoryStore readable() {
        readable.countDown();
        return this;
    }

    Save nextSave() throws InterruptedException {
        Save save = saves.poll(5, TimeUnit.SECONDS);
        assertThat(save).as("a save").isNotNull();
        return save;
    }

    @Override
    public Contents load() {
        try {
            assertThat(readable.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (broken) {
            throw diskFull();
        }
        return new Contents(kept, putBack);
    }

    @Override
    public CompletionStage<Void> delete(NetworkName name) {
        deleted.add(name);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> save(NetworkRecord record) {
        Save save = new Save(record, new CompletableFuture<>());
        if (byHand) {
            saves.add(save);
        } else {
            save.succeeds();
        }
        return save.done();
    }
}
