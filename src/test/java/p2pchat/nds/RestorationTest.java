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

/** A directory that has lost what it knew (H5). */
class RestorationTest {

    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final int SMALLEST_JUMP = 256;

    @Test
    void afterAnEmptyStartALeaderBringsItsNetworkBack() {
        TestDirectory desk = afterEmptyStart();

        assertThat(desk.reply(refresh(B, 7, block(40, 48)))).isEqualTo(new Refreshed(block(40, 48)));

        assertThat(desk.durable())
                .isEqualTo(new NetworkRecord(NETWORK, TestDirectory.NAME, 7, 0, Optional.of(B), 48, true));
        assertThat(desk.info().members()).isEqualTo(3);
    }

    @Test
    void afterAnEmptyStartClaimantsWaitForTheLeaders() {
        TestDirectory desk = afterEmptyStart().after(GRACE.minusMillis(1));

        assertThat(desk.reply(claim(B, 7)))
                .isInstanceOfSatisfying(
                        Retry.class,
                        later -> assertThat(later.reason()).contains("for up to 15 s it waits for a leader to report"));
        assertThat(desk.reply(stranger(B))).isInstanceOf(Retry.class);
        assertThat(desk.knowsNothing()).isTrue();
    }

    @Test
    void afterTheGraceTimeAClaimBringsItsNetworkBackAndItsLeaderIsProbed() {
        TestDirectory desk = afterEmptyStart().after(GRACE);

        long ticket = desk.ask(claim(B, 7, 2, Optional.of(C), 48));

        assertThat(desk.probe()).isEqualTo(new Directory.Effect.Probe(1, NETWORK, C, 7));
        assertThat(desk.durable())
                .isEqualTo(new NetworkRecord(NETWORK, TestDirectory.NAME, 7, 0, Optional.of(C), 48, true));
        assertThat(desk.reply(claim(A, 7))).isEqualTo(new Busy());
        desk.leads(2);
        assertThat(desk.answer(ticket)).isEqualTo(new Denied(C));
    }

    @Test
    void withoutAnEmptyStartThereIsNoGraceTime() {
        TestDirectory desk = withoutRecord();

        desk.ask(claim(B, 7));

        assertThat(desk.probes()).isTrue();
    }

    @Test
    void aStrangerRestoresNothing() {
        TestDirectory desk = afterEmptyStart().after(GRACE);

        assertThat(desk.reply(stranger(B))).isEqualTo(new Unknown());
        assertThat(desk.knowsNothing()).isTrue();
    }

    @Test
    void aClaimThatNamesNoLeaderOrTheClaimantIsGrantedAtOnce() {
        assertThat(withoutRecord().granted(claim(B, 7, 2, Optional.empty(), 48)).leader())
                .isEqualTo(B);
        assertThat(withoutRecord().granted(claim(B, 7, 2, Optional.of(B), 48)).leader())
                .isEqualTo(B);
    }

    @Test
    void theNextGrantJumpsOverAllThatMayHaveBeenForgotten() {
        TestDirectory desk = withoutRecord();
        long ticket = desk.ask(claim(B, 7, 2, Optional.of(C), 48));
        desk.leadsNoLonger();

        Granted grant = (Granted) desk.answer(ticket);

        assertThat(grant.epoch()).isEqualTo(WALL_CLOCK);
        assertThat(grant.block().first()).isGreaterThan(48 + SMALLEST_JUMP);
        assertThat(grant.block().last() - grant.block().first() + 1).isEqualTo(IdBlock.SIZE);
        assertThat(grant.block().last()).isEqualTo(desk.durable().idHighWater());
        assertThat(desk.durable().restored()).isFalse();
        Granted following = desk.granted(claim(B, WALL_CLOCK));
        assertThat(following.epoch()).isEqualTo(WALL_CLOCK + 1);
        assertThat(following.block().first()).isEqualTo(grant.block().last() + 1);
    }

    @Test
    void aClockThatIsBehindDoesNotLowerTheEpoch() {
        TestDirectory desk = withoutRecord();

        Granted grant = desk.granted(claim(B, WALL_CLOCK + 5, 2, Optional.empty(), 48));

        assertThat(grant.epoch()).isEqualTo(WALL_CLOCK + 5 + 1000);
    }

    @Test
    void twoRestorationsOfOneRecordGiveDifferentIds() {
        NetworkRecord lost = NetworkRecord.restored(NETWORK, TestDirectory.NAME, 7, Optional.of(A), 48);

        assertThat(lost.jumped(new Random(1))).isNotEqualTo(lost.jumped(new Random(2)));
    }

    @Test
    void aRestoredRecordRepeatsNoGrantItCannotKnow() { // H10 would give ids of others
        TestDirectory desk =
                TestDirectory.with(NetworkRecord.restored(NETWORK, TestDirectory.NAME, 7, Optional.of(B), 48));

        assertThat(desk.granted(claim(B, 0)).epoch()).isEqualTo(WALL_CLOCK);
    }

    @Test
    void anExtensionOfARestoredRecordJumpsOnceAndNeedNotAdjoin() { // H7
        TestDirectory desk = afterEmptyStart();

        IdBlock extended = desk.refreshed(refresh(B, 7, block(45, 48)));
        assertThat(extended.first()).isGreaterThan(48 + SMALLEST_JUMP);
        assertThat(desk.refreshed(refresh(B, 7, block(46, 48)))).isEqualTo(extended);

        IdBlock next = desk.refreshed(refresh(B, 7, block(extended.last(), extended.last())));
        assertThat(next).isEqualTo(block(extended.last(), extended.last() + IdBlock.SIZE));
        assertThat(desk.durable().restored()).isTrue(); // the next leadership must still jump
    }

    @Test
    void aRefreshWithAHigherEpochWinsAtAnyTime() {
        TestDirectory desk = afterEmptyStart();
        desk.reply(refresh(A, 3, block(20, 32)));

        assertThat(desk.after(Duration.ofHours(1)).reply(refresh(B, 5, block(50, 64))))
                .isEqualTo(new Refreshed(block(50, 64)));

        assertThat(desk.info().leader()).contains(B);
        assertThat(desk.reply(refresh(A, 3, block(20, 32)))).isEqualTo(desk.stale());
    }

    @Test
    void idsThisDirectoryReservedStayReservedWhenAHigherEpochWins() { // I7
        TestDirectory desk = TestDirectory.foundedByA();
        desk.reply(claim(A, 1));
        desk.reply(claim(A, 2));

        desk.reply(refresh(B, 9, block(2, 16)));

        assertThat(desk.durable().idHighWater()).isEqualTo(48);
        assertThat(desk.durable().restored()).isTrue();
    }

    @Test
    void aClaimWithAHigherEpochThanTheRecordRestoresItOnceTheGraceTimeIsOver() {
        TestDirectory desk = afterEmptyStart();
        desk.reply(refresh(A, 3, block(20, 32)));
        assertThat(desk.reply(claim(B, 5, 2, Optional.of(C), 64))).isInstanceOf(Retry.class);

        desk.after(GRACE).ask(claim(B, 5, 2, Optional.of(C), 64));

        assertThat(desk.probe()).isEqualTo(new Directory.Effect.Probe(1, NETWORK, C, 5));
        assertThat(desk.durable().idHighWater()).isEqualTo(64);
    }

    @Test
    void theTrueLeaderOfARestoredEpochTakesItsPlaceFromHearsay() {
        TestDirectory desk = withoutRecord();
        long ticket = desk.ask(claim(B, 7, 2, Optional.of(C), 48));

        desk.reply(refresh(A, 7, block(40, 48)));

        assertThat(desk.durable().leader()).contains(A);
        desk.staysSilent();
        assertThat(desk.answer(ticket)).isEqualTo(desk.stale());
    }

    @Test
    void whoKnowsOfHigherIdsThanTheRecordShowsThatItHasForgotten() { // a store brought back from an old copy
        TestDirectory desk = TestDirectory.foundedByA();

        Granted grant = desk.granted(claim(A, 1, 2, Optional.of(A), 80));
        assertThat(grant.epoch()).isEqualTo(WALL_CLOCK);
        assertThat(grant.block().first()).isGreaterThan(80 + SMALLEST_JUMP);

        TestDirectory other = TestDirectory.foundedByA();
        other.reply(refresh(A, 1, block(70, 80)));
        assertThat(other.durable().restored()).isTrue();
        assertThat(other.durable().idHighWater()).isEqualTo(80);
    }

    /** The copy says: A leads epoch 3. Since then, B took 4 and C took 5, with the ids up to 80. */
    private static final NetworkRecord COPY =
            new NetworkRecord(NETWORK, TestDirectory.NAME, 3, 2, Optional.of(A), 48, false);

    @Test
    void claimantsWaitForTheLeadersAlsoWhenAnOldCopyWasPutBack() { // else A would depose C without a question
        TestDirectory desk = TestDirectory.withOldCopy(COPY);

        assertThat(desk.reply(claim(A, 3))).isInstanceOf(Retry.class);
        assertThat(desk.reply(claim(A, 2))).isInstanceOf(Retry.class);
        assertThat(desk.reply(claim(B, 4))).isInstanceOf(Retry.class);
        assertThat(desk.refreshed(refresh(C, 5, block(70, 80)))).isEqualTo(block(70, 80));
        desk.ask(claim(B, 5, 2, Optional.of(C), 80));
        assertThat(desk.probe()).isEqualTo(new Directory.Effect.Probe(1, NETWORK, C, 5));
        assertThat(desk.reply(claim(A, 3))).isEqualTo(desk.stale());
    }

    @Test
    void anOldCopyGrantsNothingThatWasGrantedSince() { // I7
        TestDirectory desk = TestDirectory.withOldCopy(COPY).after(GRACE);

        assertThat(desk.granted(claim(A, 2)).epoch())
                .as("not epoch 3 and its ids once more")
                .isEqualTo(WALL_CLOCK);

        Granted grant = TestDirectory.withOldCopy(COPY).after(GRACE).granted(claim(A, 3));
        assertThat(grant.epoch()).isEqualTo(WALL_CLOCK);
        assertThat(grant.block().first()).isGreaterThan(48 + SMALLEST_JUMP);
    }

    @Test
    void anOldCopyExtendsNoBlockByIdsThatOthersGotSince() { // I7
        TestDirectory desk = TestDirectory.withOldCopy(COPY);

        assertThat(desk.refreshed(refresh(A, 3, block(46, 48))).first()).isGreaterThan(48 + SMALLEST_JUMP);
    }

    @Test
    void anOldCopyThatWasNotOpenedForTheFirstTimeWaitsForNobodyAndJumpsAllTheSame() {
        TestDirectory desk = TestDirectory.withOldCopy(COPY).restarted();

        assertThat(desk.granted(claim(A, 3)).epoch()).isEqualTo(WALL_CLOCK);
    }

    @Test
    void aNewNetworkIsFoundedAlsoInTheGraceTime() {
        assertThat(afterEmptyStart().granted(founding(NETWORK, A)).epoch()).isEqualTo(1);
    }

    @Test
    void aNetworkFoundedInTheGraceTimeYieldsToOneThatALeaderBringsBack() { // H15
        TestDirectory desk = afterEmptyStart();
        desk.reply(founding(OTHER_NETWORK, C));

        assertThat(desk.reply(refresh(A, 7, block(40, 48)))).isEqualTo(new Refreshed(block(40, 48)));

        assertThat(desk.info().id()).isEqualTo(NETWORK);
        assertThat(desk.reply(founding(OTHER_NETWORK, C))).isEqualTo(new NameTaken(desk.info()));
    }

    @Test
    void aNetworkFoundedInTheGraceTimeYieldsToOneThatAClaimBringsBack() { // H15
        TestDirectory desk = afterEmptyStart();
        desk.reply(founding(OTHER_NETWORK, C));

        assertThat(desk.reply(claim(B, 7))).isInstanceOf(Retry.class);
        assertThat(desk.info().id()).isEqualTo(NETWORK);
        assertThat(desk.reply(claim(B, 7))).isInstanceOf(Retry.class);
        desk.after(GRACE).ask(claim(B, 7));
        assertThat(desk.probe().leader()).isEqualTo(A);
    }

    @Test
    void aNewcomerTakesNoNameBack() {
        TestDirectory desk = afterEmptyStart();
        desk.reply(founding(OTHER_NETWORK, C));

        assertThat(desk.reply(stranger(B))).isEqualTo(desk.stale());
        assertThat(desk.info().id()).isEqualTo(OTHER_NETWORK);
    }

    @Test
    void afterTheGraceTimeANameIsKept() {
        TestDirectory desk = afterEmptyStart();
        desk.reply(founding(OTHER_NETWORK, C));

        desk.after(GRACE);

        assertThat(desk.reply(refresh(A, 7, block(40, 48)))).isEqualTo(desk.stale());
        assertThat(desk.reply(claim(B, 7))).isEqualTo(desk.stale());
        assertThat(desk.info().id()).isEqualTo(OTHER_NETWORK);
    }

    @Test
    void ofTwoRestoredNetworksTheFirstKeepsTheName() {
        TestDirectory desk = afterEmptyStart();
        desk.reply(refresh(A, 7, block(40, 48)));

        assertThat(desk.reply(
                        new Refresh(TestDirectory.NAME, OTHER_NETWORK, TestDirectory.epoch(9), C, block(40, 48), 3)))
                .isEqualTo(desk.stale());
    }

    @Test
    void epochsAndIdsBeyondAllReasonRestoreNothing() {
        TestDirectory desk = withoutRecord();

        assertThat(desk.reply(refresh(A, Long.MAX_VALUE, block(1, 16)))).isEqualTo(new Unknown());
        assertThat(desk.reply(refresh(A, 2, block(1, Integer.MAX_VALUE)))).isEqualTo(new Unknown());
        assertThat(desk.reply(claim(A, Long.MAX_VALUE))).isEqualTo(new Unknown());
        assertThat(desk.reply(claim(A, 2, 2, Optional.of(B), Integer.MAX_VALUE)))
                .isEqualTo(new Unknown());
    }

    @Test
    void aNetworkWithoutIdsLeftIsNotGrantedAny() {
        int used = Integer.MAX_VALUE - 100;
        TestDirectory desk =
                TestDirectory.with(new NetworkRecord(NETWORK, TestDirectory.NAME, 2, 1, Optional.of(A), used, false));

        assertThat(desk.reply(claim(A, 2))).isInstanceOf(Retry.class);
        assertThat(desk.durable().idHighWater()).isEqualTo(used);
    }
}
