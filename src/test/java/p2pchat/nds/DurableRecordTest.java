package p2pchat.nds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DurableRecordTest {

    private static final NetworkRecord FIRST = new NetworkRecord(
            TestDirectory.NETWORK, TestDirectory.NAME, 1, 0, Optional.of(TestDirectory.A), 16, false, true);
    private static final NetworkRecord SECOND = FIRST.ledBy(Optional.of(TestDirectory.B));

    private final FakeDirectoryStore store = new FakeDirectoryStore().byHand();
    private final DurableRecord durable = new DurableRecord(store, Optional.of(FIRST));

    @Test
    void isLoadedRecordUntilSaveSucceeds() {
        assertThat(durable.latest()).isCompletedWithValue(Optional.of(FIRST));
    }

    @Test
    void isPendingDuringSave() throws Exception {
        CompletableFuture<Void> saved = durable.save(SECOND).toCompletableFuture();

        assertThat(durable.latest().toCompletableFuture()).isNotDone();
        assertThat(durable.isFree()).isFalse();
        store.nextSave().succeeds();

        assertThat(saved).isCompleted();
        assertThat(durable.latest()).isCompletedWithValue(Optional.of(SECOND));
    }

    @Test
    void staysWhenSaveFails() throws Exception {
        CompletableFuture<Void> saved = durable.save(SECOND).toCompletableFuture();
        store.nextSave().fails();

        assertThat(saved).isCompletedExceptionally();
        assertThat(durable.latest()).isCompletedWithValue(Optional.of(FIRST));
    }

    @Test
    void isFreeWithoutDurableRecord() throws Exception {
        DurableRecord unknown = new DurableRecord(store, Optional.empty());
        assertThat(unknown.isFree()).isTrue();

        CompletableFuture<Void> saved = unknown.save(FIRST).toCompletableFuture();
        assertThat(unknown.isFree()).isFalse();
        store.nextSave().fails();

        assertThat(saved).isCompletedExceptionally();
        assertThat(unknown.isFree()).isTrue();
    }
}
