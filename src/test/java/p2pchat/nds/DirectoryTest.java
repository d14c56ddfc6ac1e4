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

/** The directory's rules while it remembers everything; {@link RestorationTest} has those for when it does not. */
class DirectoryTest {

    private static final Duration LONG_SILENCE = Duration.ofSeconds(15);

    @Test
    void theFounderLeadsTheFirstEpochAndHasTheFirstBlock() { // M2
        TestDirectory desk = TestDirectory.withoutRecord();

        assertThat(desk.reply(founding(NETWORK, A))).isEqualTo(new Granted(1, A, block(1, 16), Optional.empty()));
        assertThat(desk.durable())
                .isEqualTo(new NetworkRecord(NETWORK, TestDirectory.NAME, 1, 0, Optional.of(A), 16, false));
        assertThat(desk.info().leader()).contains(A);
        assertThat(desk.info().members()).isEqualTo(1);
    }

    @Test
    void aRepeatedCreateIsAnsweredTheSame() {
        TestDirectory desk = foundedByA();
        desk.reply(refresh(A, 1, block(12, 16)));

        assertThat(desk.reply(founding(NETWORK, A))).isEqualTo(new Granted(1, A, block(1, 16), Optional.empty()));
        assertThat(desk.durable().idHighWater()).isEqualTo(32);
    }

    @Test
    void aNameIsGivenOnce() { // M2: FAIL
        TestDirectory desk = foundedByA();

        assertThat(desk.reply(founding(OTHER_NETWORK, B))).isEqualTo(new NameTaken(desk.info()));
        assertThat(desk.reply(founding(NETWORK, B))).isEqualTo(new NameTaken(desk.info()));
    }

    @Test
    void aFounderWhoseNetworkHasMovedOnIsToldSo() {
        TestDirectory desk = foundedByA();
        desk.reply(handover(A, 1, Optional.of(B)));
        assertThat(desk.reply(founding(NETWORK, A))).isEqualTo(new NameTaken(desk.info()));

        desk.reply(handover(B, 2, Optional.of(A)));
        assertThat(desk.reply(founding(NETWORK, A))).isEqualTo(new NameTaken(desk.info()));
    }

    @Test
    void nothingButCreateFoundsANetwork() {
        TestDirectory desk = TestDirectory.withoutRecord();

        assertThat(desk.reply(stranger(B))).isEqualTo(new Unknown());
        assertThat(desk.reply(refresh(A, 0, block(1, 16)))).isEqualTo(new Unknown());
        assertThat(desk.reply(handover(A, 1, Optional.of(B)))).isEqualTo(new Unknown());
        assertThat(desk.knowsNothing()).isTrue();
    }

    @Test
    void theOldLeaderIsAskedBeforeAnotherLeads() { // M7
        TestDirectory desk = foundedByA();

        long ticket = desk.ask(claim(B, 1));

        assertThat(desk.waits(ticket)).isTrue();
        assertThat(desk.probe()).isEqualTo(new Directory.Effect.Probe(1, NETWORK, A, 1));
    }

    @Test
    void aReachableLeaderThatHearsNoFewerStays() { // M7: FAIL; H2
        TestDirectory desk = foundedByA();
        long ticket = desk.ask(claim(B, 1, 3, Optional.of(A), 16));

        desk.leads(3);

        assertThat(desk.answer(ticket)).isEqualTo(new Denied(A));
        assertThat(desk.durable().epoch()).isEqualTo(1);
    }

    @Test
    void aReachableLeaderThatHearsFewerIsReplaced() { // H2
        TestDirectory desk = foundedByA();
        long ticket = desk.ask(claim(B, 1, 3, Optional.of(A), 16));

        desk.leads(2);

        assertThat(desk.answer(ticket)).isEqualTo(new Granted(2, B, block(17, 32), Optional.of(A)));
        assertThat(desk.durable())
                .isEqualTo(new NetworkRecord(NETWORK, TestDirectory.NAME, 2, 1, Optional.of(B), 32, false));
        assertThat(desk.reply(refresh(A, 1, block(2, 16)))).isEqualTo(desk.stale());
    }

    @Test
    void aRefusalOfTheProbedIsFinal() { // H16: another process answers there
        TestDirectory desk = foundedByA();
        long ticket = desk.ask(claim(B, 1));

        desk.leadsNoLonger();

        assertThat(desk.answer(ticket)).isInstanceOf(Granted.class);
    }

    @Test
    void silenceCountsAfterTheSecondTry() {
        TestDirectory desk = foundedByA();
        long ticket = desk.ask(claim(B, 1));

        desk.staysSilent();
        assertThat(desk.waits(ticket)).isTrue();
        assertThat(desk.probe()).isEqualTo(new Directory.Effect.Probe(2, NETWORK, A, 1));

        desk.staysSilent();
        assertThat(desk.answer(ticket)).isInstanceOf(Granted.class);
        assertThat(desk.probes()).isFalse();
    }

    @Test
    void anAnswerToTheSecondTryStillDenies() {
        TestDirectory desk = foundedByA();
        long ticket = desk.ask(claim(B, 1));

        desk.staysSilent().leads(2);

        assertThat(desk.answer(ticket)).isEqualTo(new Denied(A));
    }

    @Test
    void aWordThatNobodyWaitsForChangesNothing() {
        TestDirectory desk = foundedByA();
        long ticket = desk.ask(claim(B, 1));
        desk.staysSilent();

        desk.confirmed(1, Optional.empty()).confirmed(99, Optional.empty());
        assertThat(desk.waits(ticket)).isTrue();

        desk.staysSilent().confirmed(2, Optional.empty());
        assertThat(desk.durable().epoch()).isEqualTo(2);
    }

    @Test
    void oneClaimIsCheckedAtATime() {
        TestDirectory desk = foundedByA();
        long first = desk.ask(claim(B, 1));

        assertThat(desk.reply(claim(C, 1))).isEqualTo(new Busy());
        assertThat(desk.reply(claim(B, 1))).isEqualTo(new Busy());

        desk.leadsNoLonger();
        assertThat(desk.answer(first)).isInstanceOf(Granted.class);
        assertThat(desk.ask(claim(C, 2))).isPositive();
        assertThat(desk.probe().leader()).isEqualTo(B);
    }

    @Test
    void aRepeatedClaimIsAnsweredTheSameAlsoAfterARestart() { // H10
        TestDirectory desk = foundedByA();
        long ticket = desk.ask(claim(B, 1));
        desk.leadsNoLonger();

        assertThat(desk.reply(claim(B, 1))).isEqualTo(desk.answer(ticket));
        Granted again = desk.restarted().granted(claim(B, 1));
        assertThat(again).isEqualTo(new Granted(2, B, block(17, 32), Optional.empty()));
        assertThat(desk.durable().epoch()).isEqualTo(2);
    }

    @Test
    void aClaimAgainstAnOlderEpochIsStale() { // R5
        TestDirectory desk = foundedByA();
        desk.ask(claim(B, 1));
        desk.leadsNoLonger();

        assertThat(desk.reply(claim(C, 1))).isEqualTo(desk.stale());
        assertThat(desk.reply(claim(A, 1))).isEqualTo(desk.stale());
        assertThat(desk.probes()).isFalse();
    }

    @Test
    void theRecordIsComparedAgainAfterTheProbe() {
        TestDirectory desk = foundedByA();
        long ticket = desk.ask(claim(C, 1));
        desk.reply(handover(A, 1, Optional.of(B)));

        desk.leadsNoLonger();

        assertThat(desk.answer(ticket)).isEqualTo(desk.stale());
        assertThat(desk.info().leader()).contains(B);
    }

    @Test
    void aRecordLeftVacantDuringTheProbeIsStaleToo() {
        TestDirectory desk = foundedByA();
        long ticket = desk.ask(claim(C, 1));
        desk.reply(handover(A, 1, Optional.empty()));

        desk.staysSilent();

        assertThat(desk.answer(ticket)).isEqualTo(desk.stale());
        assertThat(desk.granted(claim(C, 1)).epoch()).isEqualTo(2);
    }

    @Test
    void theLeaderItselfNeedsNoProbe() {
        TestDirectory desk = foundedByA();

        assertThat(desk.reply(claim(A, 1))).isEqualTo(new Granted(2, A, block(17, 32), Optional.empty()));
    }

    @Test
    void theLeadersOwnClaimPassesWhileAnotherIsChecked() {
        TestDirectory desk = foundedByA();
        long ticket = desk.ask(claim(B, 1));

        assertThat(desk.granted(claim(A, 1)).epoch()).isEqualTo(2);
        desk.leadsNoLonger();

        assertThat(desk.answer(ticket)).isEqualTo(desk.stale());
    }

    @Test
    void aLeaderThatLostItsGrantAndItsMemoryOfTheEpochMayClaim() {
        TestDirectory desk = foundedByA();
        desk.reply(handover(A, 1, Optional.of(B)));
        desk.reply(handover(B, 2, Optional.of(C)));

        assertThat(desk.granted(claim(C, 1)).epoch()).isEqualTo(4);
    }

    @Test
    void aLateCopyOfAClaimDoesNotDeposeWhoLeadsByANewerEpoch() {
        TestDirectory desk = foundedByA();
        desk.reply(claim(A, 1));
        desk.reply(claim(A, 2));
        desk.reply(refresh(A, 3, block(33, 48)));

        assertThat(desk.reply(claim(A, 1))).isEqualTo(desk.stale());
        desk.after(LONG_SILENCE);
        assertThat(desk.granted(claim(A, 1)).epoch()).isEqualTo(4);
    }

    @Test
    void aStrangerWaitsUntilTheLeaderWasSilentForLongAndDoesNotAnswer() { // H19
        TestDirectory desk = foundedByA().after(LONG_SILENCE.minusMillis(1));
        assertThat(desk.reply(stranger(B))).isEqualTo(desk.stale());

        desk.after(Duration.ofMillis(1));
        long ticket = desk.ask(stranger(B));
        desk.staysSilent().staysSilent();

        assertThat(desk.answer(ticket)).isEqualTo(new Granted(2, B, block(17, 32), Optional.of(A)));
        assertThat(desk.reply(stranger(B))).isEqualTo(desk.answer(ticket));
    }

    @Test
    void aStrangerNeverReplacesALeaderThatAnswers() { // H19
        TestDirectory desk = foundedByA().after(LONG_SILENCE);
        long ticket = desk.ask(claim(B, 0, 9, Optional.empty(), 0));

        desk.leads(1);

        assertThat(desk.answer(ticket)).isEqualTo(new Denied(A));
    }

    @Test
    void aStrangerIsRefusedWhenTheLeaderReportsDuringTheProbe() { // H19
        TestDirectory desk = foundedByA().after(LONG_SILENCE);
        long ticket = desk.ask(stranger(B));
        desk.reply(refresh(A, 1, block(2, 16)));

        desk.staysSilent();

        assertThat(desk.answer(ticket)).isEqualTo(desk.stale());
    }

    @Test
    void aRestartCountsAsARefresh() { // H19
        TestDirectory desk = foundedByA().after(Duration.ofHours(1)).restarted();

        assertThat(desk.reply(stranger(B))).isEqualTo(desk.stale());
        assertThat(desk.info().silence()).isZero();
    }

    @Test
    void aGrantCountsAsARefresh() {
        TestDirectory desk = foundedByA().after(LONG_SILENCE);
        desk.reply(claim(A, 1));

        assertThat(desk.reply(stranger(B))).isEqualTo(desk.stale());
    }

    @Test
    void aRefreshTellsThatTheLeaderLives() {
        TestDirectory desk = foundedByA().after(Duration.ofSeconds(14));

        assertThat(desk.reply(refresh(A, 1, block(2, 16)))).isEqualTo(new Refreshed(block(2, 16)));

        assertThat(desk.info().silence()).isZero();
        assertThat(desk.info().members()).isEqualTo(3);
        assertThat(desk.after(Duration.ofSeconds(2)).info().silence()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aRefreshOfAnotherLeadershipIsStale() {
        TestDirectory desk = foundedByA();

        assertThat(desk.reply(refresh(B, 1, block(2, 16)))).isEqualTo(desk.stale());
        desk.reply(claim(A, 1));
        assertThat(desk.reply(refresh(A, 1, block(2, 16)))).isEqualTo(desk.stale());
    }

    @Test
    void theLeaderSaysItselfWhereItListens() {
        TestDirectory desk = foundedByA();
        Leader moved = new Leader(A.id(), new Address("10.0.0.99", 4712));

        desk.reply(refresh(moved, 1, block(2, 16)));

        assertThat(desk.durable().leader()).contains(moved);
    }

    @Test
    void aLeaderGetsMoreIdsBeforeItsBlockIsUsedUp() { // H7
        TestDirectory desk = foundedByA();

        assertThat(desk.refreshed(refresh(A, 1, block(9, 16)))).isEqualTo(block(9, 16));
        assertThat(desk.refreshed(refresh(A, 1, block(10, 16)))).isEqualTo(block(10, 32));
        assertThat(desk.durable().idHighWater()).isEqualTo(32);
    }

    @Test
    void theSameExtensionIsAnsweredUntilARefreshShowsThatItArrived() { // H7
        TestDirectory desk = foundedByA();
        desk.reply(refresh(A, 1, block(12, 16)));

        assertThat(desk.refreshed(refresh(A, 1, block(17, 16)))).isEqualTo(block(17, 32));
        assertThat(desk.restarted().refreshed(refresh(A, 1, block(13, 16)))).isEqualTo(block(13, 32));
        assertThat(desk.durable().idHighWater()).isEqualTo(32);

        assertThat(desk.refreshed(refresh(A, 1, block(30, 32)))).isEqualTo(block(30, 48));
        assertThat(desk.refreshed(refresh(A, 1, block(12, 16)))).isEqualTo(block(33, 48));
        assertThat(desk.durable().idHighWater()).isEqualTo(48);
    }

    @Test
    void aLeaderHandsOverWithoutAProbe() { // H20
        TestDirectory desk = foundedByA();

        Granted grant = desk.granted(handover(A, 1, Optional.of(B)));

        assertThat(grant).isEqualTo(new Granted(2, B, block(17, 32), Optional.of(A)));
        assertThat(desk.reply(handover(A, 1, Optional.of(B)))).isEqualTo(grant);
        assertThat(desk.reply(claim(B, 1))).isEqualTo(grant);
        assertThat(desk.reply(handover(A, 1, Optional.of(C)))).isEqualTo(desk.stale());
    }

    @Test
    void onlyTheLeaderOfTheCurrentEpochHandsOver() {
        TestDirectory desk = foundedByA();
        assertThat(desk.reply(handover(B, 1, Optional.of(B)))).isEqualTo(desk.stale());
        assertThat(desk.reply(handover(A, 2, Optional.of(B)))).isEqualTo(desk.stale());

        desk.reply(claim(A, 1));
        assertThat(desk.reply(handover(A, 1, Optional.empty()))).isEqualTo(desk.stale());
    }

    @Test
    void theLastLeaderLeavesAVacantRecordThatAnybodyMayClaimAtOnce() { // H20
        TestDirectory desk = foundedByA();

        assertThat(desk.reply(handover(A, 1, Optional.empty()))).isEqualTo(new Vacated());
        assertThat(desk.reply(handover(A, 1, Optional.empty()))).isEqualTo(new Vacated());
        assertThat(desk.info().leader()).isEmpty();
        assertThat(desk.info().members()).isZero();
        assertThat(desk.reply(refresh(A, 1, block(2, 16)))).isEqualTo(desk.stale());
        assertThat(desk.reply(founding(OTHER_NETWORK, C))).isEqualTo(new NameTaken(desk.info()));

        assertThat(desk.reply(stranger(B))).isEqualTo(new Granted(2, B, block(17, 32), Optional.empty()));
    }

    @Test
    void whoSpeaksOfAnotherNetworkIsShownTheRecord() { // H15
        TestDirectory desk = TestDirectory.with(
                new NetworkRecord(OTHER_NETWORK, TestDirectory.NAME, 4, 3, Optional.of(C), 64, false));

        assertThat(desk.reply(claim(A, 9))).isEqualTo(desk.stale());
        assertThat(desk.reply(stranger(A))).isEqualTo(desk.stale());
        assertThat(desk.reply(refresh(A, 9, block(2, 16)))).isEqualTo(desk.stale());
        assertThat(desk.reply(handover(A, 9, Optional.empty()))).isEqualTo(desk.stale());
        assertThat(desk.info().id()).isEqualTo(OTHER_NETWORK);
    }

    @Test
    void aCheckWhoseOutcomeCannotBeKeptIsOverAndTheNextClaimIsHeard() {
        TestDirectory desk = foundedByA();
        desk.ask(claim(B, 1));

        desk.abandoned();

        long next = desk.ask(claim(C, 1));
        assertThat(desk.waits(next)).isTrue();
        desk.leadsNoLonger();
        assertThat(desk.answer(next)).isEqualTo(new Granted(2, C, block(17, 32), Optional.of(A)));
    }
}
