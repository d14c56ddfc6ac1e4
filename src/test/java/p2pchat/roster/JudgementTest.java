package p2pchat.roster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static p2pchat.model.MemberRole.ADMIN;
import static p2pchat.model.MemberRole.MEMBER;
import static p2pchat.model.MemberRole.OWNER;
import static p2pchat.model.MemberRole.READER;
import static p2pchat.roster.TestRoster.approve;
import static p2pchat.roster.TestRoster.invite;
import static p2pchat.roster.TestRoster.redeem;
import static p2pchat.roster.TestRoster.role;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.TestStatements;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceKey;
import p2pchat.model.Statement;
import p2pchat.model.Uid;

/** Judges what two halves of a group state at the same time, and what liars claim. */
final class JudgementTest {

    private static final int FOUNDER = 0;
    private static final int ANN = 1;
    private static final int BOB = 2;
    private static final int CAROL = 3;
    private static final int DAVE = 4;
    private static final Uid STORE = new Uid(new UUID(1, 1));
    private static final Uid NEW_STORE = new Uid(new UUID(1, 2));

    private final TestRoster group = TestRoster.found(AdmissionPolicy.INVITE);

    private static long speaksUntil(TestRoster group, int person, Uid store) {
        return group.authority()
                .speaksUntil(
                        TestStatements.person(person),
                        TestStatements.device(person, 0).device(),
                        store);
    }

    private static long moderatesUntil(TestRoster group, int person, Uid store) {
        return group.authority()
                .moderatesUntil(
                        TestStatements.person(person),
                        TestStatements.device(person, 0).device(),
                        store);
    }

    /** Attack 30. */
    @Test
    void seniorOwnerPrevails() {
        group.state(FOUNDER, role(ANN, OWNER));
        group.state(FOUNDER, role(BOB, OWNER));
        TestRoster other = group.split();
        group.state(ANN, group.remove(BOB));
        other.state(BOB, other.remove(ANN));
        other.state(BOB, approve(CAROL));
        group.heal(other);

        assertEquals(Optional.of(OWNER), group.role(ANN));
        assertFalse(group.isInside(BOB));
        assertFalse(group.isInside(CAROL));
        assertEquals(group.authority(), other.authority());
    }

    @Test
    void juniorOwnerHasNoPowerOverSeniors() {
        group.state(FOUNDER, role(ANN, OWNER));
        group.state(ANN, role(BOB, OWNER));
        Statement removal = group.state(BOB, group.remove(ANN));
        Statement lowering = group.state(BOB, role(FOUNDER, MEMBER));

        assertFalse(group.isValid(removal));
        assertFalse(group.isValid(lowering));
        assertEquals(Optional.of(OWNER), group.role(ANN));
        assertEquals(Optional.of(OWNER), group.role(FOUNDER));
    }

    @Test
    void juniorOwnerRemovesFormerOwner() {
        group.state(FOUNDER, role(ANN, OWNER));
        group.state(FOUNDER, role(BOB, OWNER));
        group.state(FOUNDER, new Act.SetRole(TestStatements.person(ANN), MEMBER, group.cuts(ANN, Map.of())));
        group.state(BOB, group.remove(ANN));

        assertFalse(group.isInside(ANN));
    }

    /** A person who was made owner again by a junior acts again. */
    @Test
    void ownerPromotedAgainActs() {
        group.state(FOUNDER, role(ANN, OWNER));
        group.state(FOUNDER, role(BOB, OWNER));
        group.state(FOUNDER, group.remove(ANN));
        group.state(BOB, role(ANN, OWNER));
        group.state(ANN, role(CAROL, ADMIN));

        assertEquals(Optional.of(ADMIN), group.role(CAROL));
    }

    /** Attack 29. */
    @Test
    void removedAdminCannotBackdate() {
        Statement promotion = group.state(FOUNDER, role(ANN, ADMIN));
        Statement topic = group.state(ANN, new Act.SetTopic("ours"));
        group.state(FOUNDER, group.remove(ANN));
        Statement next = group.backdate(ANN, 0, 2, approve(CAROL), topic);
        Statement again = group.backdate(ANN, 0, 1, approve(CAROL), promotion);
        Statement other = group.backdate(ANN, 1, 1, approve(DAVE), promotion);

        for (Statement forged : List.of(next, again, other)) {
            assertTrue(group.graph.contains(forged.hash()));
            assertFalse(group.isValid(forged));
        }
        assertFalse(group.isInside(CAROL));
        assertEquals("ours", group.authority().topic());
    }

    @Test
    void removedAdminCannotRevokeItsOldDecisions() {
        Statement promotion = group.state(FOUNDER, role(ANN, ADMIN));
        group.state(ANN, approve(CAROL));
        group.state(FOUNDER, group.remove(ANN));
        DeviceKey device = TestStatements.device(ANN, 0).device();
        group.backdate(ANN, 1, 1, new Act.Revoke(device, Cuts.NONE, Bytes.of(new byte[64])), promotion);

        assertTrue(group.isInside(CAROL));
        assertEquals(Map.of(), group.authority().revoked());
    }

    @Test
    void adminHasNoPowerOverAdmins() {
        group.state(FOUNDER, role(ANN, ADMIN));
        TestRoster other = group.split();
        group.state(FOUNDER, role(BOB, ADMIN));
        Statement concurrent = other.state(ANN, other.remove(BOB));
        group.heal(other);
        Statement later = group.state(ANN, group.remove(BOB));
        Statement founder = group.state(ANN, group.remove(FOUNDER));

        assertFalse(group.isValid(concurrent));
        assertFalse(group.isValid(later));
        assertFalse(group.isValid(founder));
        assertEquals(Optional.of(ADMIN), group.role(BOB));
    }

    @Test
    void adminCannotPromoteOrChangePolicy() {
        group.state(FOUNDER, role(ANN, ADMIN));
        Statement promotion = TestRoster.claim(ANN, 0, 1, role(BOB, ADMIN));
        Statement policy = TestRoster.claim(ANN, 0, 1, new Act.SetPolicy(AdmissionPolicy.OPEN, false));

        assertEquals(StatementGraph.Outcome.DROPPED, group.graph.add(promotion).outcome());
        assertEquals(StatementGraph.Outcome.DROPPED, group.graph.add(policy).outcome());
    }

    /** Attack 31: neither leader nor epoch occurs in the judgement. */
    @Test
    void removalInOneHalfStandsAfterTheSplit() {
        group.state(FOUNDER, role(ANN, ADMIN));
        group.state(ANN, approve(BOB));
        TestRoster other = group.split();
        group.state(ANN, group.remove(BOB));
        other.state(FOUNDER, approve(CAROL));
        group.heal(other);

        assertFalse(group.isInside(BOB));
        assertTrue(group.isInside(CAROL));
    }

    /** Attack 32. */
    @Test
    void banPrevailsOverConcurrentRedemption() {
        group.state(FOUNDER, invite(1, 0));
        group.state(FOUNDER, approve(BOB));
        TestRoster other = group.split();
        group.state(FOUNDER, group.ban(BOB));
        Statement redemption = other.state(BOB, redeem(1, BOB));
        group.heal(other);

        assertTrue(group.graph.contains(redemption.hash()));
        assertFalse(group.isInside(BOB));
    }

    /** Attack 33. */
    @Test
    void closedInvitationVoidsConcurrentRedemption() {
        group.state(FOUNDER, role(ANN, ADMIN));
        group.state(ANN, invite(1, 0));
        group.state(ANN, redeem(1, BOB));
        TestRoster other = group.split();
        group.state(FOUNDER, new Act.Close(TestRoster.id(1)));
        Statement redemption = other.state(ANN, redeem(1, CAROL));
        group.heal(other);

        assertTrue(group.isInside(BOB));
        assertFalse(group.isValid(redemption));
        assertFalse(group.isInside(CAROL));
        assertTrue(group.authority().invitations().get(TestRoster.id(1)).closed());
    }

    /** Attack 34. */
    @Test
    void usesCountInThePastOfARedemption() {
        group.state(FOUNDER, invite(1, 1));
        TestRoster other = group.split();
        group.state(FOUNDER, redeem(1, ANN));
        group.state(FOUNDER, redeem(1, BOB));
        assertFalse(group.isInside(BOB));
        other.state(CAROL, redeem(1, CAROL));
        group.heal(other);

        assertTrue(group.isInside(ANN));
        assertTrue(group.isInside(CAROL));
        Authority.Invitation invitation = group.authority().invitations().get(TestRoster.id(1));
        assertEquals(2, invitation.used());
        assertTrue(invitation.closed());
    }

    /** Attack 35: the proof is of one person. */
    @Test
    void redemptionNeedsItsProof() {
        group.state(FOUNDER, invite(1, 0));
        Act forged = new Act.Admit(TestStatements.person(BOB), new Act.Invited(TestRoster.id(1), TestRoster.key(2)));
        Statement claim =
                TestRoster.claim(BOB, 0, 1, forged, group.graph.inOrder().get(0));

        assertEquals(StatementGraph.Outcome.DROPPED, group.graph.add(claim).outcome());
    }

    /** Attack 36. */
    @Test
    void memberCannotApprove() {
        group.state(FOUNDER, approve(ANN));
        Statement claim =
                TestRoster.claim(ANN, 0, 1, approve(BOB), group.graph.inOrder().get(0));

        assertEquals(StatementGraph.Outcome.DROPPED, group.graph.add(claim).outcome());
    }

    @Test
    void invitationEndsWithTheRightOfItsMaker() {
        group.state(FOUNDER, role(ANN, ADMIN));
        group.state(ANN, invite(1, 0));
        group.state(FOUNDER, redeem(1, BOB));
        TestRoster other = group.split();
        group.state(FOUNDER, group.remove(ANN));
        other.state(BOB, redeem(1, CAROL));
        group.heal(other);

        assertTrue(group.isInside(BOB));
        assertFalse(group.isInside(CAROL));
        assertTrue(group.authority().invitations().get(TestRoster.id(1)).closed());
    }

    @Test
    void oldInvitationDoesNotReadmitTheRemoved() {
        group.state(FOUNDER, invite(1, 0));
        group.state(FOUNDER, redeem(1, BOB));
        group.state(FOUNDER, group.remove(BOB));
        group.state(FOUNDER, redeem(1, BOB));
        assertFalse(group.isInside(BOB));
        group.state(FOUNDER, invite(2, 0));
        group.state(FOUNDER, redeem(2, BOB));

        assertTrue(group.isInside(BOB));
    }

    @Test
    void lockVoidsConcurrentAdmissionsUntilItEnds() {
        group.state(FOUNDER, role(ANN, ADMIN));
        TestRoster other = group.split();
        group.state(FOUNDER, new Act.SetPolicy(AdmissionPolicy.INVITE, true));
        other.state(ANN, approve(BOB));
        group.heal(other);
        assertFalse(group.isInside(BOB));
        assertTrue(group.authority().locked());
        group.state(FOUNDER, new Act.SetPolicy(AdmissionPolicy.INVITE, false));
        group.state(ANN, approve(CAROL));

        assertTrue(group.isInside(CAROL));
        assertFalse(group.isInside(BOB));
    }

    @Test
    void strictestOfConcurrentPoliciesCounts() {
        group.state(FOUNDER, role(ANN, OWNER));
        TestRoster other = group.split();
        group.state(FOUNDER, new Act.SetPolicy(AdmissionPolicy.OPEN, false));
        other.state(ANN, new Act.SetPolicy(AdmissionPolicy.APPROVE, true));
        group.heal(other);

        assertEquals(AdmissionPolicy.APPROVE, group.authority().policy());
        assertTrue(group.authority().locked());
        assertTrue(group.authority().wasOpen());
        group.state(FOUNDER, new Act.SetPolicy(AdmissionPolicy.OPEN, false));
        assertTrue(group.authority().isOpen());
    }

    @Test
    void banEndsByUnbanOnly() {
        group.state(FOUNDER, role(ANN, ADMIN));
        group.state(FOUNDER, group.ban(BOB));
        group.state(ANN, approve(BOB));
        assertFalse(group.isInside(BOB));
        assertTrue(group.authority().people().get(TestStatements.person(BOB)).banned());
        group.state(ANN, new Act.Unban(TestStatements.person(BOB)));
        assertFalse(group.isInside(BOB));
        group.state(ANN, approve(BOB));

        assertTrue(group.isInside(BOB));
    }

    @Test
    void openNetworkAdmitsTheUnnamedAndReadmitsTheRemoved() {
        TestRoster open = TestRoster.found(AdmissionPolicy.OPEN);
        assertEquals(Optional.of(MEMBER), open.role(BOB));
        assertEquals(Long.MAX_VALUE, speaksUntil(open, BOB, STORE));
        open.state(FOUNDER, open.remove(BOB, false, Map.of(STORE, 5L)));
        assertFalse(open.isInside(BOB));
        assertEquals(5, speaksUntil(open, BOB, STORE));
        open.state(CAROL, new Act.Admit(TestStatements.person(BOB), new Act.Open()));

        assertTrue(open.isInside(BOB));
        assertEquals(5, speaksUntil(open, BOB, STORE));
        assertEquals(Long.MAX_VALUE, speaksUntil(open, BOB, NEW_STORE));
    }

    @Test
    void closingKeepsOldMessagesAndEndsOpenAdmission() {
        TestRoster open = TestRoster.found(AdmissionPolicy.OPEN);
        open.state(FOUNDER, open.remove(BOB));
        TestRoster other = open.split();
        open.state(FOUNDER, role(ANN, MEMBER));
        open.state(FOUNDER, new Act.SetPolicy(AdmissionPolicy.INVITE, false));
        other.state(CAROL, new Act.Admit(TestStatements.person(BOB), new Act.Open()));
        open.heal(other);

        assertTrue(open.isInside(ANN));
        assertFalse(open.isInside(BOB));
        assertFalse(open.isInside(CAROL));
        assertEquals(Long.MAX_VALUE, speaksUntil(open, CAROL, STORE));
    }

    /** Attack 28. */
    @Test
    void messagesAboveTheCutDoNotCount() {
        group.state(FOUNDER, approve(BOB));
        assertEquals(Long.MAX_VALUE, speaksUntil(group, BOB, STORE));
        group.state(FOUNDER, role(ANN, ADMIN));
        TestRoster other = group.split();
        group.state(FOUNDER, group.remove(BOB, false, Map.of(STORE, 7L)));
        other.state(ANN, other.remove(BOB, false, Map.of(STORE, 9L)));
        group.heal(other);

        assertEquals(7, speaksUntil(group, BOB, STORE));
        assertEquals(0, speaksUntil(group, BOB, NEW_STORE));
        assertEquals(0, speaksUntil(group, CAROL, STORE));
    }

    /** Attack 38. */
    @Test
    void readerWritesNothing() {
        group.state(FOUNDER, new Act.Invite(TestRoster.key(1), 0, 0, READER));
        group.state(FOUNDER, redeem(1, BOB));
        assertEquals(Optional.of(READER), group.role(BOB));
        assertEquals(0, speaksUntil(group, BOB, STORE));
        group.state(FOUNDER, role(BOB, MEMBER));
        assertEquals(Long.MAX_VALUE, speaksUntil(group, BOB, STORE));
        group.state(FOUNDER, new Act.SetRole(TestStatements.person(BOB), READER, group.cuts(BOB, Map.of(STORE, 3L))));

        assertEquals(3, speaksUntil(group, BOB, STORE));
    }

    /** Attack 37. */
    @Test
    void loweredAdminModeratesUpToTheCut() {
        group.state(FOUNDER, role(ANN, ADMIN));
        assertEquals(Long.MAX_VALUE, moderatesUntil(group, ANN, STORE));
        group.state(FOUNDER, new Act.SetRole(TestStatements.person(ANN), MEMBER, group.cuts(ANN, Map.of(STORE, 4L))));

        assertEquals(4, moderatesUntil(group, ANN, STORE));
        assertEquals(Long.MAX_VALUE, speaksUntil(group, ANN, STORE));
    }

    @Test
    void leavingUndoesNothingEarlier() {
        Statement promotion = group.state(FOUNDER, role(ANN, OWNER));
        group.state(ANN, approve(BOB));
        group.backdate(ANN, 1, 1, new Act.Leave(), promotion);
        Statement later = group.state(ANN, approve(CAROL));

        assertFalse(group.isInside(ANN));
        assertTrue(group.isInside(BOB));
        assertFalse(group.isValid(later));
        assertFalse(group.isInside(CAROL));
    }

    /** Attack 49. */
    @Test
    void revokedDeviceEndsAndThePersonStays() {
        Statement promotion = group.state(FOUNDER, role(ANN, ADMIN));
        DeviceKey lost = TestStatements.device(ANN, 1).device();
        Statement before = group.state(ANN, 1, approve(BOB));
        Cuts cuts = new Cuts(Map.of(lost, 1L), Map.of(STORE, 2L));
        group.state(ANN, new Act.Revoke(lost, cuts, Bytes.of(new byte[64])));
        group.backdate(ANN, 1, 2, approve(CAROL), promotion, before);

        Authority authority = group.authority();
        assertTrue(group.isInside(BOB));
        assertFalse(group.isInside(CAROL));
        assertFalse(authority.admits(TestStatements.person(ANN), lost));
        assertTrue(authority.admits(
                TestStatements.person(ANN), TestStatements.device(ANN, 0).device()));
        assertEquals(2, authority.speaksUntil(TestStatements.person(ANN), lost, STORE));
        assertEquals(0, authority.speaksUntil(TestStatements.person(ANN), lost, NEW_STORE));
    }

    @Test
    void nobodyRevokesTheDeviceOfAnother() {
        group.state(FOUNDER, approve(BOB));
        DeviceKey device = TestStatements.device(BOB, 0).device();
        group.state(CAROL, new Act.Revoke(device, Cuts.NONE, Bytes.of(new byte[64])));

        assertTrue(group.authority().admits(TestStatements.person(BOB), device));
    }

    @Test
    void deviceWithTwoStatementsOfOneNumberEnds() {
        Statement promotion = group.state(FOUNDER, role(ANN, ADMIN));
        Statement first = group.state(ANN, approve(BOB));
        Statement second = group.state(ANN, new Act.SetTopic("x"));
        group.state(ANN, approve(CAROL));
        Statement otherSecond = group.backdate(ANN, 0, 2, new Act.SetTopic("y"), promotion, first);
        group.backdate(ANN, 0, 3, new Act.SetTopic("z"), otherSecond);
        Statement elsewhere = group.state(ANN, 1, new Act.SetTopic("w"));

        assertTrue(group.isValid(first));
        assertTrue(group.isInside(BOB));
        assertFalse(group.isValid(second));
        assertFalse(group.isInside(CAROL));
        assertTrue(group.isValid(elsewhere));
        assertEquals("w", group.authority().topic());
    }

    /** Removes a person at once in both halves, and admits it again in both: nobody knew of both removals. */
    @Test
    void admissionMustKnowOfAllRemovals() {
        group.state(FOUNDER, role(ANN, OWNER));
        group.state(FOUNDER, role(BOB, ADMIN));
        TestRoster other = group.split();
        group.state(FOUNDER, group.remove(BOB));
        group.state(FOUNDER, role(BOB, ADMIN));
        other.state(ANN, other.remove(BOB));
        other.state(ANN, role(BOB, ADMIN));
        group.heal(other);
        Statement outside = group.state(BOB, approve(CAROL));
        assertFalse(group.isInside(BOB));
        assertFalse(group.isValid(outside));
        assertEquals(0, speaksUntil(group, BOB, NEW_STORE));
        group.state(ANN, role(BOB, ADMIN));

        assertEquals(Optional.of(ADMIN), group.role(BOB));
    }

    @Test
    void rightIsThatOfTheAuthor() {
        group.state(FOUNDER, role(ANN, ADMIN));
        Statement admins = group.state(ANN, approve(BOB));
        Statement owners = group.state(FOUNDER, approve(CAROL));
        Statement own = group.state(BOB, new Act.Leave());

        Judgement judgement = group.judge();
        assertEquals(Optional.of(ADMIN), judgement.right(admins.hash()));
        assertEquals(Optional.of(OWNER), judgement.right(owners.hash()));
        assertEquals(Optional.empty(), judgement.right(own.hash()));
        assertTrue(judgement.isValid(own.hash()));
    }
}
