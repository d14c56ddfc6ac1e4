package p2pchat.nds;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.nds.TestDirectory.A;
import static p2pchat.nds.TestDirectory.B;
import static p2pchat.nds.TestDirectory.C;
import static p2pchat.nds.TestDirectory.NETWORK;
import static p2pchat.nds.TestDirectory.OTHER_NETWORK;
import static p2pchat.nds.TestDirectory.WALL_CLOCK;
import static p2pchat.nds.TestDirectory.afterEmptyStart;
import static p2pchat.nds.TestDirectory.block;
import static p2pchat.nds.TestDirectory.claim;
import static p2pchat.nds.TestDirectory.founding;
import static p2pchat.nds.TestDirectory.refresh;
import static p2pchat.nds.TestDirectory.stranger;
import static p2pchat.nds.TestDirectory.withoutRecord;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import p2pchat.model.DirectoryReply.Busy;
import p2pchat.model.DirectoryReply.Denied;
import p2pchat.model.DirectoryReply.Granted;
import p2pchat.model.DirectoryReply.NameTaken;
import p2pchat.model.DirectoryReply.Refreshed;
import p2pchat.model.DirectoryReply.Retry;
import p2pchat.model.DirectoryReply.Unknown;
import p2pchat.model.DirectoryRequest.Refresh;
import p2pchat.model.IdBlock;

/** A directory that has lost its records (H5). */
class RestorationTest {

    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int SMALLEST_JUMP = 256;

    @Test
    void leaderRestoresNetworkAfterEmptyStart() {
        TestDirectory directory = afterEmptyStart();

        assertThat(directory.reply(refresh(B, 7, block(40, 48)))).isEqualTo(new Refreshed(block(40, 48)));

        assertThat(directory.durable())
                .isEqualTo(new NetworkRecord(NETWORK, TestDirectory.NAME, 7, 0, Optional.of(B), 48, true, true));
        assertThat(directory.info().members()).isEqualTo(3);
    }

    @Test
    void claimsWaitAfterEmptyStart() {
        TestDirectory directory = afterEmptyStart().after(GRACE.minusMillis(1));

        assertThat(directory.reply(claim(B, 7)))
                .isInstanceOfSatisfying(
                        Retry.class,
                        later -> assertThat(later.reason()).contains("waits up to 15 s for a leader to report"));
        assertThat(directory.reply(stranger(B))).isInstanceOf(Retry.class);
        assertThat(directory.knowsNothing()).isTrue();
    }

    @Test
    void claimRestoresNetworkAfterGracePeriod() {
        TestDirectory directory = afterEmptyStart().after(GRACE);

        long ticket = directory.ask(claim(B, 7, 2, Optional.of(C), 48));

        assertThat(directory.probe()).isEqualTo(new Directory.Effect.Probe(1, NETWORK, C, 7));
        assertThat(directory.durable())
                .isEqualTo(new NetworkRecord(NETWORK, TestDirectory.NAME, 7, 0, Optional.of(C), 48, true, false));
        assertThat(directory.reply(claim(A, 7))).isEqualTo(new Busy());
        directory.leads(2);
        assertThat(directory.answer(ticket)).isEqualTo(new Denied(C));
    }

    @Test
    void noGracePeriodWithRecords() {
        TestDirectory directory = withoutRecord();

        directory.ask(claim(B, 7));

        assertThat(directory.probes()).isTrue();
    }

    @Test
    void strangerRestoresNothing() {
        TestDirectory directory = afterEmptyStart().after(GRACE);

        assertThat(directory.reply(stranger(B))).isEqualTo(new Unknown());
        assertThat(directory.knowsNothing()).isTrue();
    }

    @Test
    void grantsClaimWithoutOtherLeader() {
        assertThat(withoutRecord().granted(claim(B, 7, 2, Optional.empty(), 48)).leader())
                .isEqualTo(B);
        assertThat(withoutRecord().granted(claim(B, 7, 2, Optional.of(B), 48)).leader())
                .isEqualTo(B);
    }

    @Test
    void grantAfterRestorationSkipsLostEpochsAndIds() {
        TestDirectory directory = withoutRecord();
        long ticket = directory.ask(claim(B, 7, 2, Optional.of(C), 48));
        directory.leadsNoLonger();

        Granted grant = (Granted) directory.answer(ticket);

        assertThat(grant.epoch()).isEqualTo(WALL_CLOCK);
        assertThat(grant.block().first()).isGreaterThan(48 + SMALLEST_JUMP);
        assertThat(grant.block().last() - grant.block().first() + 1).isEqualTo(IdBlock.SIZE);
        assertThat(grant.block().last()).isEqualTo(directory.durable().idHighWater());
        assertThat(directory.durable().restored()).isFalse();
        Granted following = directory.granted(claim(B, WALL_CLOCK));
        assertThat(following.epoch()).isEqualTo(WALL_CLOCK + 1);
        assertThat(following.block().first()).isEqualTo(grant.block().last() + 1);
    }

    @Test
    void slowClockDoesNotLowerEpoch() {
        TestDirectory directory = withoutRecord();

        Granted grant = directory.granted(claim(B, WALL_CLOCK + 5, 2, Optional.empty(), 48));

        assertThat(grant.epoch()).isEqualTo(WALL_CLOCK + 5 + 1000);
    }

    @Test
    void twoRestorationsAssignDifferentIds() {
        NetworkRecord lost = NetworkRecord.restored(NETWORK, TestDirectory.NAME, 7, Optional.of(A), 48, true);

        assertThat(lost.jumped(new Random(1))).isNotEqualTo(lost.jumped(new Random(2)));
    }

    @Test
    void restoredRecordRepeatsNoUnknownGrant() { // H10 would assign ids of others
        TestDirectory directory =
                TestDirectory.with(NetworkRecord.restored(NETWORK, TestDirectory.NAME, 7, Optional.of(B), 48, true));

        assertThat(directory.granted(claim(B, 0)).epoch()).isEqualTo(WALL_CLOCK);
    }

    @Test
    void firstExtensionAfterRestorationSkipsIds() { // H7
        TestDirectory directory = afterEmptyStart();

        IdBlock extended = directory.refreshed(refresh(B, 7, block(45, 48)));
        assertThat(extended.first()).isGreaterThan(48 + SMALLEST_JUMP);
        assertThat(directory.refreshed(refresh(B, 7, block(46, 48)))).isEqualTo(extended);

        IdBlock next = directory.refreshed(refresh(B, 7, block(extended.last(), extended.last())));
        assertThat(next).isEqualTo(block(extended.last(), extended.last() + IdBlock.SIZE));
        assertThat(directory.durable().restored()).isTrue(); // the next leadership must still skip ids
    }

    @Test
    void refreshWithHigherEpochReplacesRecord() {
        TestDirectory directory = afterEmptyStart();
        directory.reply(refresh(A, 3, block(20, 32)));

        assertThat(directory.after(Duration.ofHours(1)).reply(refresh(B, 5, block(50, 64))))
                .isEqualTo(new Refreshed(block(50, 64)));

        assertThat(directory.info().leader()).contains(B);
        assertThat(directory.reply(refresh(A, 3, block(20, 32)))).isEqualTo(directory.stale());
    }

    @Test
    void reservedIdsStayReservedAfterRestoration() { // I7
        TestDirectory directory = TestDirectory.foundedByA();
        directory.reply(claim(A, 1));
        directory.reply(claim(A, 2));

        directory.reply(refresh(B, 9, block(2, 16)));

        assertThat(directory.durable().idHighWater()).isEqualTo(48);
        assertThat(directory.durable().restored()).isTrue();
    }

    @Test
    void claimWithHigherEpochRestoresAfterGracePeriod() {
        TestDirectory directory = afterEmptyStart();
        directory.reply(refresh(A, 3, block(20, 32)));
        assertThat(directory.reply(claim(B, 5, 2, Optional.of(C), 64))).isInstanceOf(Retry.class);

        directory.after(GRACE).ask(claim(B, 5, 2, Optional.of(C), 64));

        assertThat(directory.probe()).isEqualTo(new Directory.Effect.Probe(1, NETWORK, C, 5));
        assertThat(directory.durable().idHighWater()).isEqualTo(64);
    }

    @Test
    void actualLeaderReplacesRestoredOne() {
        TestDirectory directory = withoutRecord();
        long ticket = directory.ask(claim(B, 7, 2, Optional.of(C), 48));

        directory.reply(refresh(A, 7, block(40, 48)));

        assertThat(directory.durable().leader()).contains(A);
        directory.staysSilent();
        assertThat(directory.answer(ticket)).isEqualTo(directory.stale());
    }

    @Test
    void higherIdMarksRecordAsRestored() { // a store restored from an old copy
        TestDirectory directory = TestDirectory.foundedByA();

        Granted grant = directory.granted(claim(A, 1, 2, Optional.of(A), 80));
        assertThat(grant.epoch()).isEqualTo(WALL_CLOCK);
        assertThat(grant.block().first()).isGreaterThan(80 + SMALLEST_JUMP);

        TestDirectory other = TestDirectory.foundedByA();
        other.reply(refresh(A, 1, block(70, 80)));
        assertThat(other.durable().restored()).isTrue();
        assertThat(other.durable().idHighWater()).isEqualTo(80);
    }

    /** In the copy A leads epoch 3. Since then B led 4 and C led 5, with ids up to 80. */
    private static final NetworkRecord COPY =
            new NetworkRecord(NETWORK, TestDirectory.NAME, 3, 2, Optional.of(A), 48, false, true);

    @Test
    void claimsWaitAfterOldCopy() { // otherwise A would replace C without a probe
        TestDirectory directory = TestDirectory.withOldCopy(COPY);

        assertThat(directory.reply(claim(A, 3))).isInstanceOf(Retry.class);
        assertThat(directory.reply(claim(A, 2))).isInstanceOf(Retry.class);
        assertThat(directory.reply(claim(B, 4))).isInstanceOf(Retry.class);
        assertThat(directory.refreshed(refresh(C, 5, block(70, 80)))).isEqualTo(block(70, 80));
        directory.ask(claim(B, 5, 2, Optional.of(C), 80));
        assertThat(directory.probe()).isEqualTo(new Directory.Effect.Probe(1, NETWORK, C, 5));
        assertThat(directory.reply(claim(A, 3))).isEqualTo(directory.stale());
    }

    @Test
    void oldCopyGrantsNothingTwice() { // I7
        TestDirectory directory = TestDirectory.withOldCopy(COPY).after(GRACE);

        assertThat(directory.granted(claim(A, 2)).epoch())
                .as("not epoch 3 and its ids again")
                .isEqualTo(WALL_CLOCK);

        Granted grant = TestDirectory.withOldCopy(COPY).after(GRACE).granted(claim(A, 3));
        assertThat(grant.epoch()).isEqualTo(WALL_CLOCK);
        assertThat(grant.block().first()).isGreaterThan(48 + SMALLEST_JUMP);
    }

    @Test
    void oldCopyExtendsWithUnusedIds() { // I7
        TestDirectory directory = TestDirectory.withOldCopy(COPY);

        assertThat(directory.refreshed(refresh(A, 3, block(46, 48))).first()).isGreaterThan(48 + SMALLEST_JUMP);
    }

    @Test
    void reopenedOldCopySkipsIdsWithoutWaiting() {
        TestDirectory directory = TestDirectory.withOldCopy(COPY).restarted();

        assertThat(directory.granted(claim(A, 3)).epoch()).isEqualTo(WALL_CLOCK);
    }

    @Test
    void createsNetworkInGracePeriod() {
        assertThat(afterEmptyStart().granted(founding(NETWORK, A)).epoch()).isEqualTo(1);
    }

    @Test
    void newNetworkYieldsToRestoringLeader() { // H15
        TestDirectory directory = afterEmptyStart();
        directory.reply(founding(OTHER_NETWORK, C));

        assertThat(directory.reply(refresh(A, 7, block(40, 48)))).isEqualTo(new Refreshed(block(40, 48)));

        assertThat(directory.info().id()).isEqualTo(NETWORK);
        assertThat(directory.reply(founding(OTHER_NETWORK, C))).isEqualTo(new NameTaken(directory.info()));
    }

    @Test
    void newNetworkYieldsToRestoringClaim() { // H15
        TestDirectory directory = afterEmptyStart();
        directory.reply(founding(OTHER_NETWORK, C));

        assertThat(directory.reply(claim(B, 7))).isInstanceOf(Retry.class);
        assertThat(directory.info().id()).isEqualTo(NETWORK);
        assertThat(directory.reply(claim(B, 7))).isInstanceOf(Retry.class);
        directory.after(GRACE).ask(claim(B, 7));
        assertThat(directory.probe().leader()).isEqualTo(A);
    }

    @Test
    void newcomerCannotReclaimName() {
        TestDirectory directory = afterEmptyStart();
        directory.reply(founding(OTHER_NETWORK, C));

        assertThat(directory.reply(stranger(B))).isEqualTo(directory.stale());
        assertThat(directory.info().id()).isEqualTo(OTHER_NETWORK);
    }

    @Test
    void newNetworkKeepsNameAfterGracePeriod() {
        TestDirectory directory = afterEmptyStart();
        directory.reply(founding(OTHER_NETWORK, C));

        directory.after(GRACE);

        assertThat(directory.reply(refresh(A, 7, block(40, 48)))).isEqualTo(directory.stale());
        assertThat(directory.reply(claim(B, 7))).isEqualTo(directory.stale());
        assertThat(directory.info().id()).isEqualTo(OTHER_NETWORK);
    }

    @Test
    void firstRestoredNetworkKeepsName() {
        TestDirectory directory = afterEmptyStart();
        directory.reply(refresh(A, 7, block(40, 48)));

        assertThat(directory.reply(
                        new Refresh(TestDirectory.NAME, OTHER_NETWORK, TestDirectory.epoch(9), C, block(40, 48), 3)))
                .isEqualTo(directory.stale());
    }

    @Test
    void refusesImplausibleEpochsAndIds() {
        TestDirectory directory = withoutRecord();

        assertThat(directory.reply(refresh(A, Long.MAX_VALUE, block(1, 16)))).isEqualTo(new Unknown());
        assertThat(directory.reply(refresh(A, 2, block(1, Integer.MAX_VALUE)))).isEqualTo(new Unknown());
        assertThat(directory.reply(claim(A, Long.MAX_VALUE))).isEqualTo(new Unknown());
        assertThat(directory.reply(claim(A, 2, 2, Optional.of(B), Integer.MAX_VALUE)))
                .isEqualTo(new Unknown());
    }

    @Test
    void refusesGrantWithoutIdsLeft() {
        int used = Integer.MAX_VALUE - 100;
        TestDirectory directory = TestDirectory.with(
                new NetworkRecord(NETWORK, TestDirectory.NAME, 2, 1, Optional.of(A), used, false, true));

        assertThat(directory.reply(claim(A, 2))).isInstanceOf(Retry.class);
        assertThat(directory.durable().idHighWater()).isEqualTo(used);
    }
}
