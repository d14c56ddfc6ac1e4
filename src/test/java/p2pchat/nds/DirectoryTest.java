package p2pchat.nds;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.nds.TestDirectory.A;
import static p2pchat.nds.TestDirectory.B;
import static p2pchat.nds.TestDirectory.C;
import static p2pchat.nds.TestDirectory.NETWORK;
import static p2pchat.nds.TestDirectory.OTHER_NETWORK;
import static p2pchat.nds.TestDirectory.block;
import static p2pchat.nds.TestDirectory.claim;
import static p2pchat.nds.TestDirectory.foundedByA;
import static p2pchat.nds.TestDirectory.founding;
import static p2pchat.nds.TestDirectory.handover;
import static p2pchat.nds.TestDirectory.refresh;
import static p2pchat.nds.TestDirectory.stranger;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply.Busy;
import p2pchat.model.DirectoryReply.Denied;
import p2pchat.model.DirectoryReply.Granted;
import p2pchat.model.DirectoryReply.NameTaken;
import p2pchat.model.DirectoryReply.Refreshed;
import p2pchat.model.DirectoryReply.Unknown;
import p2pchat.model.DirectoryReply.Vacated;
import p2pchat.model.Leader;

/** The rules of the directory with all its records. {@link RestorationTest} tests lost records. */
class DirectoryTest {

    private static final Duration ABANDONED = Directory.Settings.DEFAULT.abandonedAfter();
    private static final Duration LONG_SILENCE = Duration.ofSeconds(15);

    @Test
    void founderLeadsFirstEpochWithFirstBlock() { // M2
        TestDirectory directory = TestDirectory.withoutRecord();

        assertThat(directory.reply(founding(NETWORK, A))).isEqualTo(new Granted(1, A, block(1, 16), Optional.empty()));
        assertThat(directory.durable())
                .isEqualTo(new NetworkRecord(NETWORK, TestDirectory.NAME, 1, 0, Optional.of(A), 16, false, false));
        assertThat(directory.info().leader()).contains(A);
        assertThat(directory.info().members()).isEqualTo(1);
    }

    @Test
    void repeatsAnswerToRepeatedCreate() {
        TestDirectory directory = foundedByA();
        directory.reply(refresh(A, 1, block(12, 16)));

        assertThat(directory.reply(founding(NETWORK, A))).isEqualTo(new Granted(1, A, block(1, 16), Optional.empty()));
        assertThat(directory.durable().idHighWater()).isEqualTo(32);
    }

    /** Reliability F7. */
    @Test
    void deletesRecordThatWasNeverRefreshed() {
        TestDirectory directory = foundedByA();
        directory.after(ABANDONED.minusMillis(1)).expire();
        assertThat(directory.knowsNothing()).isFalse();

        directory.after(Duration.ofMillis(1)).expire();

        assertThat(directory.knowsNothing()).isTrue();
        assertThat(directory.granted(founding(OTHER_NETWORK, B)).epoch()).isEqualTo(1);
    }

    @Test
    void keepsRecordThatWasRefreshedOnce() {
        TestDirectory directory = foundedByA();
        directory.reply(refresh(A, 1, block(2, 16)));
        assertThat(directory.durable().confirmed()).isTrue();

        directory.after(ABANDONED).expire();
        directory.restarted().after(ABANDONED).expire();

        assertThat(directory.info().leader()).contains(A);
    }

    @Test
    void deletesUnconfirmedRecordAfterRestart() {
        TestDirectory directory = foundedByA().restarted();
        directory.after(ABANDONED).expire();
        assertThat(directory.knowsNothing()).isTrue();
    }

    @Test
    void founderThatReturnsRestoresDeletedRecord() {
        TestDirectory directory = foundedByA().after(ABANDONED);
        directory.expire();

        assertThat(directory.refreshed(refresh(A, 1, block(2, 16)))).isEqualTo(block(2, 16));
        assertThat(directory.info().leader()).contains(A);
    }

    @Test
    void refusesNameInUse() { // M2: FAIL
        TestDirectory directory = foundedByA();

        assertThat(directory.reply(founding(OTHER_NETWORK, B))).isEqualTo(new NameTaken(directory.info()));
        assertThat(directory.reply(founding(NETWORK, B))).isEqualTo(new NameTaken(directory.info()));
    }

    @Test
    void refusesRepeatedCreateAfterLeaderChange() {
        TestDirectory directory = foundedByA();
        directory.reply(handover(A, 1, Optional.of(B)));
        assertThat(directory.reply(founding(NETWORK, A))).isEqualTo(new NameTaken(directory.info()));

        directory.reply(handover(B, 2, Optional.of(A)));
        assertThat(directory.reply(founding(NETWORK, A))).isEqualTo(new NameTaken(directory.info()));
    }

    @Test
    void onlyCreateFoundsNetwork() {
        TestDirectory directory = TestDirectory.withoutRecord();

        assertThat(directory.reply(stranger(B))).isEqualTo(new Unknown());
        assertThat(directory.reply(refresh(A, 0, block(1, 16)))).isEqualTo(new Unknown());
        assertThat(directory.reply(handover(A, 1, Optional.of(B)))).isEqualTo(new Unknown());
        assertThat(directory.knowsNothing()).isTrue();
    }

    @Test
    void probesOldLeaderBeforeGrant() { // M7
        TestDirectory directory = foundedByA();

        long ticket = directory.ask(claim(B, 1));

        assertThat(directory.waits(ticket)).isTrue();
        assertThat(directory.probe()).isEqualTo(new Directory.Effect.Probe(1, NETWORK, A, 1));
    }

    /** Two processes with a copied home have one identity (public 7). */
    @Test
    void asksLeaderThatSeemsToClaimFromElsewhere() {
        TestDirectory directory = foundedByA();
        Leader twin = new Leader(A.id(), new Address("elsewhere", 4_711));
        long ticket = directory.ask(claim(twin, 1, 9, Optional.of(A), 16));
        assertThat(directory.probe()).isEqualTo(new Directory.Effect.Probe(1, NETWORK, A, 1));
        directory.leads(1);
        assertThat(directory.answer(ticket)).isEqualTo(new Denied(A));
    }

    @Test
    void keepsLeaderThatHearsAtLeastAsMany() { // M7: FAIL; H2
        TestDirectory directory = foundedByA();
        long ticket = directory.ask(claim(B, 1, 3, Optional.of(A), 16));

        directory.leads(3);

        assertThat(directory.answer(ticket)).isEqualTo(new Denied(A));
        assertThat(directory.durable().epoch()).isEqualTo(1);
    }

    @Test
    void replacesLeaderThatHearsFewer() { // H2
        TestDirectory directory = foundedByA();
        long ticket = directory.ask(claim(B, 1, 3, Optional.of(A), 16));

        directory.leads(2);

        assertThat(directory.answer(ticket)).isEqualTo(new Granted(2, B, block(17, 32), Optional.of(A)));
        assertThat(directory.durable())
                .isEqualTo(new NetworkRecord(NETWORK, TestDirectory.NAME, 2, 1, Optional.of(B), 32, false, false));
        assertThat(directory.reply(refresh(A, 1, block(2, 16)))).isEqualTo(directory.stale());
    }

    @Test
    void refusedProbeGrantsClaim() { // H16: another process answers
        TestDirectory directory = foundedByA();
        long ticket = directory.ask(claim(B, 1));

        directory.leadsNoLonger();

        assertThat(directory.answer(ticket)).isInstanceOf(Granted.class);
    }

    @Test
    void grantsClaimAfterSecondSilentProbe() {
        TestDirectory directory = foundedByA();
        long ticket = directory.ask(claim(B, 1));

        directory.staysSilent();
        assertThat(directory.waits(ticket)).isTrue();
        assertThat(directory.probe()).isEqualTo(new Directory.Effect.Probe(2, NETWORK, A, 1));

        directory.staysSilent();
        assertThat(directory.answer(ticket)).isInstanceOf(Granted.class);
        assertThat(directory.probes()).isFalse();
    }

    @Test
    void deniesClaimWhenSecondProbeIsAnswered() {
        TestDirectory directory = foundedByA();
        long ticket = directory.ask(claim(B, 1));

        directory.staysSilent().leads(2);

        assertThat(directory.answer(ticket)).isEqualTo(new Denied(A));
    }

    @Test
    void ignoresUnexpectedProbeAnswer() {
        TestDirectory directory = foundedByA();
        long ticket = directory.ask(claim(B, 1));
        directory.staysSilent();

        directory.confirmed(1, Optional.empty()).confirmed(99, Optional.empty());
        assertThat(directory.waits(ticket)).isTrue();

        directory.staysSilent().confirmed(2, Optional.empty());
        assertThat(directory.durable().epoch()).isEqualTo(2);
    }

    @Test
    void checksOneClaimAtATime() {
        TestDirectory directory = foundedByA();
        long first = directory.ask(claim(B, 1));

        assertThat(directory.reply(claim(C, 1))).isEqualTo(new Busy());
        assertThat(directory.reply(claim(B, 1))).isEqualTo(new Busy());

        directory.leadsNoLonger();
        assertThat(directory.answer(first)).isInstanceOf(Granted.class);
        assertThat(directory.ask(claim(C, 2))).isPositive();
        assertThat(directory.probe().leader()).isEqualTo(B);
    }

    @Test
    void repeatsAnswerToRepeatedClaimAfterRestart() { // H10
        TestDirectory directory = foundedByA();
        long ticket = directory.ask(claim(B, 1));
        directory.leadsNoLonger();

        assertThat(directory.reply(claim(B, 1))).isEqualTo(directory.answer(ticket));
        Granted again = directory.restarted().granted(claim(B, 1));
        assertThat(again).isEqualTo(new Granted(2, B, block(17, 32), Optional.empty()));
        assertThat(directory.durable().epoch()).isEqualTo(2);
    }

    @Test
    void refusesClaimWithOlderEpoch() { // R5
        TestDirectory directory = foundedByA();
        directory.ask(claim(B, 1));
        directory.leadsNoLonger();

        assertThat(directory.reply(claim(C, 1))).isEqualTo(directory.stale());
        assertThat(directory.reply(claim(A, 1))).isEqualTo(directory.stale());
        assertThat(directory.probes()).isFalse();
    }

    @Test
    void refusesClaimIfRecordChangedDuringProbe() {
        TestDirectory directory = foundedByA();
        long ticket = directory.ask(claim(C, 1));
        directory.reply(handover(A, 1, Optional.of(B)));

        directory.leadsNoLonger();

        assertThat(directory.answer(ticket)).isEqualTo(directory.stale());
        assertThat(directory.info().leader()).contains(B);
    }

    @Test
    void refusesClaimIfRecordVacatedDuringProbe() {
        TestDirectory directory = foundedByA();
        long ticket = directory.ask(claim(C, 1));
        directory.reply(handover(A, 1, Optional.empty()));

        directory.staysSilent();

        assertThat(directory.answer(ticket)).isEqualTo(directory.stale());
        assertThat(directory.granted(claim(C, 1)).epoch()).isEqualTo(2);
    }

    @Test
    void grantsLeadersOwnClaimWithoutProbe() {
        TestDirectory directory = foundedByA();

        assertThat(directory.reply(claim(A, 1))).isEqualTo(new Granted(2, A, block(17, 32), Optional.empty()));
    }

    @Test
    void grantsLeadersOwnClaimDuringProbe() {
        TestDirectory directory = foundedByA();
        long ticket = directory.ask(claim(B, 1));

        assertThat(directory.granted(claim(A, 1)).epoch()).isEqualTo(2);
        directory.leadsNoLonger();

        assertThat(directory.answer(ticket)).isEqualTo(directory.stale());
    }

    @Test
    void leaderWithoutEpochMayClaim() {
        TestDirectory directory = foundedByA();
        directory.reply(handover(A, 1, Optional.of(B)));
        directory.reply(handover(B, 2, Optional.of(C)));

        assertThat(directory.granted(claim(C, 1)).epoch()).isEqualTo(4);
    }

    @Test
    void lateDuplicateClaimDoesNotReplaceNewerEpoch() {
        TestDirectory directory = foundedByA();
        directory.reply(claim(A, 1));
        directory.reply(claim(A, 2));
        directory.reply(refresh(A, 3, block(33, 48)));

        assertThat(directory.reply(claim(A, 1))).isEqualTo(directory.stale());
        directory.after(LONG_SILENCE);
        assertThat(directory.granted(claim(A, 1)).epoch()).isEqualTo(4);
    }

    @Test
    void strangerReplacesOnlyLongSilentLeader() { // H19
        TestDirectory directory = foundedByA().after(LONG_SILENCE.minusMillis(1));
        assertThat(directory.reply(stranger(B))).isEqualTo(directory.stale());

        directory.after(Duration.ofMillis(1));
        long ticket = directory.ask(stranger(B));
        directory.staysSilent().staysSilent();

        assertThat(directory.answer(ticket)).isEqualTo(new Granted(2, B, block(17, 32), Optional.of(A)));
        assertThat(directory.reply(stranger(B))).isEqualTo(directory.answer(ticket));
    }

    @Test
    void strangerNeverReplacesAnsweringLeader() { // H19
        TestDirectory directory = foundedByA().after(LONG_SILENCE);
        long ticket = directory.ask(claim(B, 0, 9, Optional.empty(), 0));

        directory.leads(1);

        assertThat(directory.answer(ticket)).isEqualTo(new Denied(A));
    }

    @Test
    void refusesStrangerIfLeaderRefreshesDuringProbe() { // H19
        TestDirectory directory = foundedByA().after(LONG_SILENCE);
        long ticket = directory.ask(stranger(B));
        directory.reply(refresh(A, 1, block(2, 16)));

        directory.staysSilent();

        assertThat(directory.answer(ticket)).isEqualTo(directory.stale());
    }

    @Test
    void restartCountsAsRefresh() { // H19
        TestDirectory directory = foundedByA().after(Duration.ofHours(1)).restarted();

        assertThat(directory.reply(stranger(B))).isEqualTo(directory.stale());
        assertThat(directory.info().silence()).isZero();
    }

    @Test
    void grantCountsAsRefresh() {
        TestDirectory directory = foundedByA().after(LONG_SILENCE);
        directory.reply(claim(A, 1));

        assertThat(directory.reply(stranger(B))).isEqualTo(directory.stale());
    }

    @Test
    void refreshResetsSilence() {
        TestDirectory directory = foundedByA().after(Duration.ofSeconds(14));

        assertThat(directory.reply(refresh(A, 1, block(2, 16)))).isEqualTo(new Refreshed(block(2, 16)));

        assertThat(directory.info().silence()).isZero();
        assertThat(directory.info().members()).isEqualTo(3);
        assertThat(directory.after(Duration.ofSeconds(2)).info().silence()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void refusesRefreshOfAnotherLeadership() {
        TestDirectory directory = foundedByA();

        assertThat(directory.reply(refresh(B, 1, block(2, 16)))).isEqualTo(directory.stale());
        directory.reply(claim(A, 1));
        assertThat(directory.reply(refresh(A, 1, block(2, 16)))).isEqualTo(directory.stale());
    }

    @Test
    void refreshUpdatesLeaderAddress() {
        TestDirectory directory = foundedByA();
        Leader moved = new Leader(A.id(), new Address("10.0.0.99", 4712));

        directory.reply(refresh(moved, 1, block(2, 16)));

        assertThat(directory.durable().leader()).contains(moved);
    }

    @Test
    void extendsIdBlockBeforeItIsUsedUp() { // H7
        TestDirectory directory = foundedByA();

        assertThat(directory.refreshed(refresh(A, 1, block(9, 16)))).isEqualTo(block(9, 16));
        assertThat(directory.refreshed(refresh(A, 1, block(10, 16)))).isEqualTo(block(10, 32));
        assertThat(directory.durable().idHighWater()).isEqualTo(32);
    }

    @Test
    void repeatsExtensionUntilItArrived() { // H7
        TestDirectory directory = foundedByA();
        directory.reply(refresh(A, 1, block(12, 16)));

        assertThat(directory.refreshed(refresh(A, 1, block(17, 16)))).isEqualTo(block(17, 32));
        assertThat(directory.restarted().refreshed(refresh(A, 1, block(13, 16))))
                .isEqualTo(block(13, 32));
        assertThat(directory.durable().idHighWater()).isEqualTo(32);

        assertThat(directory.refreshed(refresh(A, 1, block(30, 32)))).isEqualTo(block(30, 48));
        assertThat(directory.refreshed(refresh(A, 1, block(12, 16)))).isEqualTo(block(33, 48));
        assertThat(directory.durable().idHighWater()).isEqualTo(48);
    }

    @Test
    void handoverNeedsNoProbe() { // H20
        TestDirectory directory = foundedByA();

        Granted grant = directory.granted(handover(A, 1, Optional.of(B)));

        assertThat(grant).isEqualTo(new Granted(2, B, block(17, 32), Optional.of(A)));
        assertThat(directory.reply(handover(A, 1, Optional.of(B)))).isEqualTo(grant);
        assertThat(directory.reply(claim(B, 1))).isEqualTo(grant);
        assertThat(directory.reply(handover(A, 1, Optional.of(C)))).isEqualTo(directory.stale());
    }

    @Test
    void onlyCurrentLeaderHandsOver() {
        TestDirectory directory = foundedByA();
        assertThat(directory.reply(handover(B, 1, Optional.of(B)))).isEqualTo(directory.stale());
        assertThat(directory.reply(handover(A, 2, Optional.of(B)))).isEqualTo(directory.stale());

        directory.reply(claim(A, 1));
        assertThat(directory.reply(handover(A, 1, Optional.empty()))).isEqualTo(directory.stale());
    }

    @Test
    void grantsVacantRecordAtOnce() { // H20
        TestDirectory directory = foundedByA();

        assertThat(directory.reply(handover(A, 1, Optional.empty()))).isEqualTo(new Vacated());
        assertThat(directory.reply(handover(A, 1, Optional.empty()))).isEqualTo(new Vacated());
        assertThat(directory.info().leader()).isEmpty();
        assertThat(directory.info().members()).isZero();
        assertThat(directory.reply(refresh(A, 1, block(2, 16)))).isEqualTo(directory.stale());
        assertThat(directory.reply(founding(OTHER_NETWORK, C))).isEqualTo(new NameTaken(directory.info()));

        assertThat(directory.reply(stranger(B))).isEqualTo(new Granted(2, B, block(17, 32), Optional.empty()));
    }

    @Test
    void requestForAnotherNetworkGetsRecord() { // H15
        TestDirectory directory = TestDirectory.with(
                new NetworkRecord(OTHER_NETWORK, TestDirectory.NAME, 4, 3, Optional.of(C), 64, false, true));

        assertThat(directory.reply(claim(A, 9))).isEqualTo(directory.stale());
        assertThat(directory.reply(stranger(A))).isEqualTo(directory.stale());
        assertThat(directory.reply(refresh(A, 9, block(2, 16)))).isEqualTo(directory.stale());
        assertThat(directory.reply(handover(A, 9, Optional.empty()))).isEqualTo(directory.stale());
        assertThat(directory.info().id()).isEqualTo(OTHER_NETWORK);
    }

    @Test
    void failedSaveEndsCheck() {
        TestDirectory directory = foundedByA();
        directory.ask(claim(B, 1));

        directory.abandoned();

        long next = directory.ask(claim(C, 1));
        assertThat(directory.waits(next)).isTrue();
        directory.leadsNoLonger();
        assertThat(directory.answer(next)).isEqualTo(new Granted(2, C, block(17, 32), Optional.of(A)));
    }
}
