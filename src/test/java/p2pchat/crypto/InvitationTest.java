package p2pchat.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationId;
import p2pchat.model.InvitationKeys.NewInvitation;
import p2pchat.model.Invite;
import p2pchat.model.JoinProof;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.UidProof;
import p2pchat.model.ViewId;

/** Keys, links and spoken codes of invitations. */
final class InvitationTest {

    private static final Address DIRECTORY = new Address("10.0.0.5", 4700);

    private final SecureRandom random = new SecureRandom();
    private final Device founder = Device.random(random);
    private final Device joiner = Device.random(random);
    private final ProofBook proofs = new ProofBook();
    private final Genesis genesis = genesis(new NetworkName("lunch"));
    private final NetworkInvitations invitations = of(genesis, founder);

    private Genesis genesis(NetworkName name) {
        return new Genesis(
                name,
                founder.certificate().person(),
                founder.key(),
                DeviceKey.of(new byte[32]),
                Genesis.DirectoryMode.PINNED,
                Bytes.of(new byte[16]),
                AdmissionPolicy.INVITE);
    }

    private NetworkInvitations of(Genesis network, Device device) {
        return new NetworkInvitations(network, device.certificate().person(), proofs, random);
    }

    private Member member(int node) {
        UidProof proof = UidProof.random(Device.random(random).key(), random);
        MemberId id = new MemberId(new NodeId(node), proof.uid(KeyRings.id(genesis)));
        proofs.putMember(id.uid(), proof);
        return new Member(id, new Address("fe80::" + node + "%eth0", 7_000 + node), new Nick("n" + node), ViewId.NONE);
    }

    private String link(Member... members) {
        return invitations.draw(false).secret(DIRECTORY, 7, List.of(members));
    }

    // ---- keys

    @Test
    void proofAdmitsOnePersonToOneNetwork() {
        NewInvitation made = invitations.draw(false);
        Invite invite = InviteLink.parse(made.secret(DIRECTORY, 7, List.of()));

        JoinProof proof = of(genesis, joiner).prove(invite);

        Statements statements = Statements.of(genesis);
        PersonKey person = joiner.certificate().person();
        assertEquals(made.key(), proof.invitationKey());
        assertTrue(statements.isInvited(person, proof.basis(), made.key()));
        // attack 35: replayed by another person, for another network, or with another invitation
        assertFalse(statements.isInvited(founder.certificate().person(), proof.basis(), made.key()));
        assertFalse(Statements.of(genesis(new NetworkName("ops"))).isInvited(person, proof.basis(), made.key()));
        assertFalse(statements.isInvited(
                person, proof.basis(), invitations.draw(false).key()));
        Act.Invited renamed = new Act.Invited(
                InvitationId.of(new byte[InvitationId.SIZE]), proof.basis().proof());
        assertFalse(statements.isInvited(person, renamed, made.key()));
        assertNotEquals(
                made.key(),
                of(genesis(new NetworkName("ops")), joiner).prove(invite).invitationKey());
    }

    // ---- links

    @Test
    void linkReturnsWhatWasWritten() {
        Member bob = member(2);
        Member eve = member(3);

        Invite read = InviteLink.parse(link(bob, eve));

        Invite.Origin origin = read.origin().orElseThrow();
        assertEquals(genesis, origin.genesis());
        assertEquals(DIRECTORY, origin.directory());
        assertEquals(7, origin.epoch());
        assertEquals(
                List.of(bob.id(), eve.id()),
                origin.members().stream()
                        .map(contact -> contact.leader(KeyRings.id(genesis)).id())
                        .toList());
        assertEquals(bob.address(), origin.members().get(0).address());
        assertTrue(link(bob, eve, member(4), member(5)).length() < InviteLink.MAX_LENGTH);
    }

    @Test
    void wrappedAndQuotedLinkIsRead() {
        String link = link(member(2));

        Invite read = InviteLink.parse(link);

        assertEquals(read, InviteLink.parse(" <" + link.substring(0, 70) + "\n  " + link.substring(70) + "> \n"));
        assertEquals(read, InviteLink.parse("\"" + link + "\""));
    }

    /** Attack 42: truncated and altered links. */
    @Test
    void damagedLinkIsRefusedWithTheReason() {
        String link = link(member(2));
        int hash = link.indexOf('#');

        for (int length = InviteLink.SCHEME.length(); length < link.length(); length++) {
            assertEquals("it is cut off", refusal(link.substring(0, length)), "first " + length);
        }
        for (int at = hash + 5; at < link.length() - 1; at++) {
            char other = link.charAt(at) == 'A' ? 'B' : 'A';
            String altered = link.substring(0, at) + other + link.substring(at + 1);
            String why = refusal(altered);
            assertFalse(why.contains(link.substring(hash + 1, hash + 9)), why);
        }
        assertEquals("a character is wrong, or something follows it", refusal(link.replace("lunch", "launch")));
        assertEquals("a character is wrong, or something follows it", refusal(link.replace("10.0.0.5", "10.0.0.6")));
        assertEquals("a character is wrong, or something follows it", refusal(link + "AAAA"));
        assertEquals("it contains a character that is in no link", refusal(link + "!"));
        assertEquals(
                "it is for another version of p2p-chat",
                refusal(link.substring(0, hash + 1) + "Ag" + link.substring(hash + 3)));
        assertEquals("it does not start with p2p-chat://", refusal("https://example.org"));
    }

    @Test
    void randomBytesNeverFailOtherwise() {
        Random noise = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder(link().substring(0, noise.nextInt(60)));
            noise.ints(noise.nextInt(40), 32, 127).forEach(c -> text.append((char) c));
            refusal(text.toString());
        }
    }

    @Test
    void inviteHidesItsSecret() {
        Invite read = InviteLink.parse(link());

        assertFalse(read.toString().contains(read.seed().toString()));
    }

    private static String refusal(String text) {
        ProblemException refused = assertThrows(ProblemException.class, () -> InviteLink.parse(text));
        return ((Problem.InvitationUnreadable) refused.problem()).why();
    }

    // ---- spoken codes

    @Test
    void spokenCodeIsReadTolerantly() {
        String code = "0123-4567-89AB-CDEF-";
        String whole = code + checkLetter(code);

        Invite read = SpokenCode.parse(whole);

        assertEquals(read, SpokenCode.parse(whole.toLowerCase(Locale.ROOT).replace('-', ' ')));
        assertEquals(read, SpokenCode.parse(whole.replace('0', 'o').replace('1', 'l')));
        assertEquals(read, SpokenCode.parse(whole.replace("-", "").replace('1', 'I')));
    }

    private static char checkLetter(String code) {
        return "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
                .chars()
                .mapToObj(letter -> (char) letter)
                .filter(letter -> {
                    try {
                        SpokenCode.parse(code + letter);
                        return true;
                    } catch (ProblemException e) {
                        return false;
                    }
                })
                .findFirst()
                .orElseThrow();
    }

    @Test
    void everyWrongOrSwappedLetterIsDetected() {
        String code = SpokenCode.draw(random).replace("-", "");
        for (int at = 0; at < code.length(); at++) {
            for (char letter : "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray()) {
                if (letter != code.charAt(at)) {
                    assertUnreadable(code.substring(0, at) + letter + code.substring(at + 1), "a letter is wrong");
                }
            }
            for (int other = 0; other < at; other++) {
                if (code.charAt(at) != code.charAt(other)) {
                    char[] swapped = code.toCharArray();
                    swapped[at] = code.charAt(other);
                    swapped[other] = code.charAt(at);
                    assertUnreadable(new String(swapped), "two are swapped");
                }
            }
        }
        assertUnreadable(code.substring(1), "it has 16 letters; a code has 17");
        assertUnreadable(code.substring(1) + "U", "it contains a character that is in no code");
    }

    private static void assertUnreadable(String code, String why) {
        ProblemException refused = assertThrows(ProblemException.class, () -> SpokenCode.parse(code));
        assertTrue(((Problem.InvitationUnreadable) refused.problem()).why().contains(why), why);
    }

    @Test
    void spokenInvitationYieldsTheSameKey() {
        NewInvitation made = invitations.draw(true);
        String code = made.secret(DIRECTORY, 7, List.of());

        JoinProof proof = of(genesis, joiner).prove(SpokenCode.parse(code));

        assertEquals(made.key(), proof.invitationKey());
        assertEquals(
                List.of(4, 4, 4, 4, 1),
                Arrays.stream(code.split("-")).map(String::length).toList());
    }
}
