package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.person;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.console.Examples;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.text.TextWrap;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.Bytes;
import p2pchat.model.InvitationId;
import p2pchat.model.MemberRole;
import p2pchat.model.RosterListing;
import p2pchat.model.RosterWish;

class InvitationTextTest {

    private static final String LINK = "p2p-chat://10.0.0.5:4700/ops#" + "A".repeat(300);
    private static final Address DIRECTORY = new Address("10.0.0.5", 4700);
    private static final Act.Invite ONE = new Act.Invite(key(1), 1, 86_400_000, MemberRole.MEMBER);
    private static final Act.Invite MANY = new Act.Invite(key(2), 0, 0, MemberRole.READER);

    private final InvitationText text = new InvitationText(OPS, Punctuation.ASCII, millis -> "T" + millis);

    private static Bytes key(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return Bytes.of(key);
    }

    private static InvitationId id(int number) {
        byte[] id = new byte[InvitationId.SIZE];
        Arrays.fill(id, (byte) number);
        return InvitationId.of(id);
    }

    private static RosterWish.MadeInvitation made(Act.Invite terms, String secret, Address directory) {
        return new RosterWish.MadeInvitation(id(1), terms, secret, directory);
    }

    @Test
    void linkStandsAloneAndUnbroken() {
        List<String> lines = text.made(made(ONE, LINK, DIRECTORY), Optional.of(Examples.standing(MemberRole.OWNER)));

        assertThat(lines)
                .containsExactly(
                        "invitation 01010101 lets one person into ops until T86400000:",
                        LINK,
                        "send it so that nobody else can read it; they run: p2p-chat join -  and paste it",
                        "/revoke 01010101 ends it");
        assertThat(TextWrap.wrap(lines, 60, true)).contains(LINK);
    }

    @Test
    void spokenCodeComesWithTheWholeCommand() {
        assertThat(text.made(made(MANY, "0123-4567-89AB-CDEF-G", DIRECTORY), Optional.empty()))
                .containsExactly(
                        "invitation 01010101 lets any number of people into ops to read:",
                        "0123-4567-89AB-CDEF-G",
                        "read it out; they run: p2p-chat join - --group ops --nds 10.0.0.5:4700  and type it",
                        "/revoke 01010101 ends it");
    }

    @Test
    void saysWhenInvitationIsOfLittleUse() {
        Authority open = authority(AdmissionPolicy.OPEN);
        List<String> lines = text.made(
                made(ONE, LINK, new Address("127.0.0.1", 4700)),
                Optional.of(p2pchat.model.NetworkEvent.Standing.of(open, person(2))));

        assertThat(lines)
                .contains(
                        "it works on this machine only, because its directory is at 127.0.0.1:4700",
                        "ops is open, so people come in without an invitation too; /policy invite closes it");
    }

    @Test
    void listsInvitationsInTheirOrder() {
        RosterListing listing = listing();

        assertThat(text.list(listing))
                .containsExactly(
                        "02020202 | 3 of any used | reader | for ever | by you",
                        "01010101 | 1 of 1 used |" + " member | ended | by alice");
        assertThat(JsonRenderer.create("a")
                        .answer(OPS, Optional.empty(), new NodeAnswer.Roster(new NodeQuery.Invitations(), OPS, listing))
                        .get(0))
                .contains("\"invitations\":[{\"id\":\"02020202\",\"uses\":0,\"role\":\"reader\",\"expires\":null,"
                        + "\"used\":3,\"open\":true,\"by\":{");
    }

    @Test
    void programReceivesTheSecret() {
        NodeAnswer answer = new NodeAnswer.Decided(
                OPS,
                new RosterWish.Invite(1, Optional.empty(), MemberRole.MEMBER, false),
                new RosterWish.Fulfilled(Optional.of(made(ONE, LINK, DIRECTORY))));

        assertThat(JsonRenderer.create("a")
                        .answer(OPS, Optional.empty(), answer)
                        .get(0))
                .endsWith("\"id\":\"01010101\",\"uses\":1,\"role\":\"member\",\"expires\":\"1970-01-02T00:00:00.000Z\","
                        + "\"secret\":\"" + LINK + "\"}");
        assertThat(answer.toString()).as("attack 46: not in a log").doesNotContain("AAAA");
    }

    private static RosterListing listing() {
        return new RosterListing(
                person(2),
                authority(AdmissionPolicy.INVITE),
                Map.of(person(1), Examples.ALICE.nick()),
                List.of(Examples.decision(1, MANY, true), Examples.decision(2, ONE, true)),
                List.of(),
                List.of());
    }

    private static Authority authority(AdmissionPolicy policy) {
        return new Authority(
                policy,
                false,
                false,
                "",
                Map.of(),
                Map.of(
                        id(1), new Authority.Invitation(ONE, person(1), 1, true),
                        id(2), new Authority.Invitation(MANY, person(2), 3, false)),
                Map.of(),
                Authority.NO_STATEMENTS);
    }
}
