package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.decision;
import static p2pchat.console.Examples.departed;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.eve;
import static p2pchat.console.Examples.joined;
import static p2pchat.console.Examples.member;
import static p2pchat.console.Examples.person;
import static p2pchat.console.Examples.rendered;
import static p2pchat.console.Examples.standing;
import static p2pchat.console.Examples.status;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.input.NodeQuery;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.Authority.Limits;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.DepartureReason;
import p2pchat.model.DeviceKey;
import p2pchat.model.InvitationId;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkStatus;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.RosterDecision;
import p2pchat.model.RosterListing;

/** Decisions and rosters as people, line tools, programs and screen readers get them. */
class RosterTextTest {

    private static final Nick DAVE = new Nick("dave");
    private static final InvitationId INVITATION = InvitationId.of(new byte[InvitationId.SIZE]);
    private static final Bytes PROOF = Bytes.of(new byte[64]);

    private static final RosterDecision KICK = decision(1, new Act.Remove(person(4), false, "spam", Cuts.NONE), true);

    @Test
    void describesEachDecision() {
        assertThat(notices(
                        new Act.Admit(person(4), new Act.Approved()),
                        new Act.Admit(person(4), new Act.Invited(INVITATION, PROOF)),
                        new Act.Admit(person(4), new Act.Open()),
                        new Act.Leave(),
                        new Act.SetRole(person(2), MemberRole.OWNER, Cuts.NONE),
                        new Act.SetRole(person(4), MemberRole.READER, Cuts.NONE),
                        new Act.Remove(person(4), false, "", Cuts.NONE),
                        new Act.Remove(person(2), true, "noise", Cuts.NONE),
                        new Act.Unban(person(4)),
                        new Act.Invite(Bytes.of(new byte[32]), 1, 0, MemberRole.MEMBER),
                        new Act.Close(INVITATION),
                        new Act.SetPolicy(AdmissionPolicy.OPEN, false),
                        new Act.SetPolicy(AdmissionPolicy.APPROVE, true),
                        new Act.SetPolicy(AdmissionPolicy.INVITE, true),
                        new Act.SetTopic("soup"),
                        new Act.SetTopic(""),
                        new Act.Revoke(DeviceKey.of(new byte[32]), Cuts.NONE, PROOF)))
                .containsExactly("""
                        alice let dave in
                        dave came in with alice's invitation
                        dave came in again
                        alice left permanently
                        alice made you an owner
                        alice made dave a reader
                        alice removed dave
                        alice banned you: noise
                        alice lifted the ban on dave
                        alice made an invitation
                        alice ended the invitation 00000000
                        alice opened ops: everyone who reaches the directory can come in and read
                        alice locked ops: nobody new can come in
                        alice closed ops: people come in with an invitation; it is locked
                        alice set the topic: soup
                        alice removed the topic
                        alice ended the device mzuhv-lpymk""".split("\n"));
    }

    private static List<String> notices(Act... acts) {
        List<String> notices = new ArrayList<>();
        for (Act act : acts) {
            List<NetworkEvent> events = List.of(standing(MemberRole.ADMIN), decided(decision(1, act, true)));
            rendered(PlainRenderer.create(), events).forEach(line -> notices.add(line.substring(2)));
        }
        return notices;
    }

    private static NetworkEvent decided(RosterDecision decision) {
        return new NetworkEvent.Decided(decision);
    }

    /** Closing an open network makes everyone in it a member by a statement each. */
    @Test
    void roleThatDoesNotChangeIsNoNews() {
        assertThat(notices(new Act.SetRole(person(4), MemberRole.MEMBER, Cuts.NONE)))
                .isEmpty();
    }

    @Test
    void ownDecisionsAreYours() {
        RosterDecision own = decision(1, 2, BOB.nick(), new Act.Remove(person(4), false, "", Cuts.NONE), true);
        assertThat(rendered(human(), List.of(standing(MemberRole.ADMIN), decided(own))))
                .containsExactly("← you removed dave");
    }

    /** Attack 30, as the members see it. */
    @Test
    void saysWhyDecisionNoLongerCounts() {
        RosterDecision daves = decision(1, 4, DAVE, new Act.Remove(person(2), false, "", Cuts.NONE), true);
        RosterDecision voided = decision(1, 4, DAVE, daves.act(), false);
        List<NetworkEvent> events = List.of(
                standing(MemberRole.ADMIN),
                decided(daves),
                decided(decision(2, new Act.Remove(person(4), false, "", Cuts.NONE), true)),
                decided(voided));
        assertThat(rendered(human(), events))
                .containsExactly(
                        "← dave removed you",
                        "← alice removed dave",
                        "! dave's removal of you no longer counts, because alice removed dave");
        assertThat(rendered(JsonRenderer.create("a"), events).get(2))
                .startsWith("{\"v\":1,\"type\":\"voided\",\"network\":\"ops\",\"decision\":\"removed\"")
                .contains("\"because\":{\"decision\":\"removed\",\"statement\":\"02000000\"");
    }

    @Test
    void removedMemberIsNotReportedTwice() {
        List<NetworkEvent> events = List.of(
                entered(),
                new NetworkEvent.PeopleIdentified(Map.of(new NodeId(4), person(4))),
                standing(MemberRole.MEMBER),
                decided(KICK),
                departed(DepartureReason.REMOVED));
        assertThat(rendered(human(), events)).last().isEqualTo("← alice removed dave: spam");
        assertThat(rendered(PlainRenderer.create(), events)).last().isEqualTo("* alice removed dave: spam");
        assertThat(rendered(human(), List.of(departed(DepartureReason.REMOVED))))
                .containsExactly("← dave was removed");
        assertThat(rendered(JsonRenderer.create("a"), events))
                .last()
                .asString()
                .contains("\"change\":\"gone\"", "\"reason\":\"removed\"");
    }

    @Test
    void listsWhoRemovedMember() {
        NetworkStatus now = status();
        NetworkStatus.Person removed = new NetworkStatus.Person(
                member(4, "dave"),
                NetworkStatus.Presence.DROPPED,
                Optional.empty(),
                Optional.of(DepartureReason.REMOVED),
                Optional.empty());
        NetworkStatus status = new NetworkStatus(
                now.name(),
                now.network(),
                now.address(),
                now.directory(),
                now.snapshot(),
                List.of(removed),
                now.stored(),
                now.heads(),
                now.inSync(),
                now.keys());
        Renderer after = human().render(OPS, decided(KICK)).next();
        assertThat(after.answer(OPS, Optional.empty(), new NodeAnswer.Members(status)))
                .containsExactly("#4 dave · removed by alice");
    }

    @Test
    void unknownNewcomerIsNamedWhenItJoins() {
        Act.Admit admit = new Act.Admit(person(4), new Act.Invited(INVITATION, PROOF));
        RosterDecision known = decision(1, admit, true);
        RosterDecision unknown = new RosterDecision(
                known.hash(),
                admit,
                known.by(),
                known.byNick(),
                Optional.empty(),
                Optional.empty(),
                known.inviterNick(),
                known.at(),
                false,
                true);
        List<NetworkEvent> events = List.of(
                standing(MemberRole.MEMBER),
                decided(unknown),
                new NetworkEvent.PeopleIdentified(Map.of(new NodeId(4), person(4))),
                joined());
        HumanRenderer live = HumanRenderer.create(
                ZoneOffset.UTC,
                LocalDate.of(2026, 11, 22),
                new TerminalStyle(new TextStyle(false, false, Theme.MONO, true)));
        assertThat(rendered(live, events)).containsExactly("→ dave joined with alice's invitation");
        assertThat(rendered(PlainRenderer.create(), events)).containsExactly("* dave joined with alice's invitation");
    }

    @Test
    void namesEachApplicantOnce() {
        NetworkEvent waits = new NetworkEvent.ApprovalWanted(List.of(eve()));
        NetworkEvent nobody = new NetworkEvent.ApprovalWanted(List.of());
        assertThat(rendered(human(), List.of(standing(MemberRole.ADMIN), waits, waits, nobody, waits)))
                .containsExactly(
                        "◌ eve (7be5m-4zf7l, 10.0.0.9:4000) asks to come in: /approve eve or /deny eve",
                        "◌ eve (7be5m-4zf7l, 10.0.0.9:4000) asks to come in: /approve eve or /deny eve");
    }

    @Test
    void asksOnlyOwnerOnceForSecondOwner() {
        NetworkEvent.Standing alone = new NetworkEvent.Standing(
                person(2),
                AdmissionPolicy.INVITE,
                false,
                "",
                Map.of(person(2), MemberRole.OWNER, person(3), MemberRole.MEMBER),
                true);
        List<String> lines = rendered(human(), List.of(alone, entered(), alone, decided(KICK), alone));
        assertThat(lines).filteredOn(line -> line.contains("the only owner")).hasSize(1);
        assertThat(rendered(human(), List.of(standing(MemberRole.OWNER), entered())))
                .noneMatch(line -> line.contains("the only owner"));
        assertThat(rendered(JsonRenderer.create("a"), List.of(alone, entered())))
                .noneMatch(line -> line.contains("the only owner"));
    }

    @Test
    void screenReaderGetsSentences() {
        assertThat(rendered(
                        HumanRenderer.create(ZoneOffset.UTC, LocalDate.EPOCH, new ScreenReaderStyle()),
                        List.of(standing(MemberRole.ADMIN), decided(KICK))))
                .containsExactly("notice: alice removed dave: spam.");
    }

    /** Reasons and topics are foreign; a nick has only letters. */
    @Test
    void foreignTextsAreHarmless() {
        String evil = "a\u001b[2Jb\u202ec\nd";
        Act.Remove remove = new Act.Remove(person(4), false, evil, Cuts.NONE);
        List<NetworkEvent> events = List.of(
                standing(MemberRole.ADMIN),
                decided(decision(1, 4, DAVE, remove, true)),
                decided(decision(2, new Act.SetTopic(evil), true)),
                new NetworkEvent.ApprovalWanted(
                        List.of(new RosterListing.Applicant(new Nick("eve"), person(5), new Address("10.0.0.9", 1)))));
        for (Renderer renderer : List.of(human(), PlainRenderer.create(), JsonRenderer.create("a"))) {
            List<String> lines = new ArrayList<>(rendered(renderer, events));
            lines.addAll(renderer.answer(OPS, Optional.empty(), roster(new NodeQuery.Everyone(), evil, remove)));
            lines.addAll(renderer.answer(OPS, Optional.empty(), roster(new NodeQuery.About(DAVE), evil, remove)));
            lines.addAll(renderer.answer(OPS, Optional.empty(), roster(new NodeQuery.Topic(), evil, remove)));
            assertThat(String.join("", lines)).doesNotContain("\u001b", "\u202e", "\n");
        }
    }

    private static HumanRenderer human() {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.of(2026, 11, 22));
    }

    private static NodeAnswer.Roster roster(NodeQuery.RosterPart part, String topic, Act.Remove removal) {
        RosterDecision admission = decision(7, new Act.Admit(person(2), new Act.Approved()), true);
        RosterDecision promotion = decision(8, new Act.SetRole(person(2), MemberRole.ADMIN, Cuts.NONE), true);
        RosterDecision kick = decision(9, removal, true);
        RosterDecision voided = decision(10, 4, DAVE, new Act.Remove(person(2), false, "", Cuts.NONE), false);
        Authority authority = new Authority(
                AdmissionPolicy.APPROVE,
                false,
                false,
                topic,
                Map.of(
                        person(1), stand(MemberRole.OWNER, Optional.empty()),
                        person(2), stand(MemberRole.ADMIN, Optional.of(promotion)),
                        person(4),
                                new Authority.Standing(
                                        Optional.empty(), false, Limits.NONE, Limits.NONE, Optional.of(kick.hash()))),
                Map.of(),
                Map.of(),
                Bytes.of(new byte[] {1, 2, 3, 4, 5}));
        return new NodeAnswer.Roster(
                part,
                OPS,
                new RosterListing(
                        person(2),
                        authority,
                        Map.of(person(1), ALICE.nick(), person(2), BOB.nick(), person(4), DAVE),
                        List.of(admission, promotion, kick, voided),
                        List.of(eve()),
                        List.of(device(1, true, true), device(2, false, false))));
    }

    private static Authority.Standing stand(MemberRole role, Optional<RosterDecision> decision) {
        return new Authority.Standing(
                Optional.of(role), false, Limits.ALL, Limits.ALL, decision.map(RosterDecision::hash));
    }

    private static RosterListing.OwnDevice device(int number, boolean self, boolean present) {
        byte[] key = new byte[DeviceKey.SIZE];
        key[0] = (byte) number;
        return new RosterListing.OwnDevice(DeviceKey.of(key), BOB.nick(), BOB.address(), self, present);
    }

    private static List<String> answer(NodeQuery.RosterPart part) {
        return human().answer(OPS, Optional.empty(), roster(part, "soup", (Act.Remove) KICK.act()));
    }

    @Test
    void listsWhoMayDoWhat() {
        assertThat(answer(new NodeQuery.Everyone())).containsExactly("""
                policy      people come in with an invitation, or when an admin lets them in
                topic       soup
                alice · owner · founded ops
                bob (you) · admin · let in by alice; made an admin by alice
                dave · not in the network · removed by alice: spam
                eve (7be5m-4zf7l, 10.0.0.9:4000) asks to come in: /approve eve or /deny eve""".split("\n"));
        assertThat(answer(new NodeQuery.Topic())).containsExactly("soup");
        assertThat(answer(new NodeQuery.Policy()))
                .containsExactly("people come in with an invitation, or when an admin lets them in");
    }

    @Test
    void keyNamesPersonWithoutNick() {
        RosterListing known =
                roster(new NodeQuery.Topic(), "soup", (Act.Remove) KICK.act()).listing();
        RosterListing unnamed = new RosterListing(
                known.self(), known.authority(), Map.of(), known.decisions(), known.waiting(), known.devices());
        assertThat(new NodeQuery.About(new Nick("t5h3n-dz6dw")).people(unnamed)).containsExactly(person(4));
    }

    @Test
    void explainsWhoDecidedAboutPerson() {
        assertThat(answer(new NodeQuery.About(BOB.nick()))).containsExactly("""
                bob (owdxx-na5he) is an admin
                  14:02  alice let you in (as an owner)
                  14:02  alice made you an admin (as an owner)
                  14:02  dave's removal of you no longer counts, because alice removed dave: spam""".split("\n"));
        assertThat(answer(new NodeQuery.About(ALICE.nick())))
                .containsExactly("alice (olgw5-bbcyq) is an owner and founded ops");
        assertThat(answer(new NodeQuery.About(new Nick("t5h3n-dz6dw"))))
                .first()
                .asString()
                .startsWith("dave (");
    }

    @Test
    void listsOwnDevices() {
        assertThat(answer(new NodeQuery.Devices())).hasSize(2).satisfies(lines -> {
            assertThat(lines.get(0)).endsWith("bob · 10.0.0.2:4000 · this device");
            assertThat(lines.get(1)).contains("away · /devices revoke ");
        });
    }

    @Test
    void programsGetFields() {
        JsonRenderer json = JsonRenderer.create("a");
        NodeAnswer.Roster all = roster(new NodeQuery.Everyone(), "soup", (Act.Remove) KICK.act());
        assertThat(json.answer(OPS, Optional.of("1"), all).get(0))
                .contains(
                        "\"policy\":\"approve\",\"locked\":false,\"topic\":\"soup\",\"memberRole\":\"admin\",\"statements\":4",
                        "{\"fingerprint\":\"owdxx-na5he\",\"nick\":\"bob\",\"role\":\"admin\",\"banned\":false,"
                                + "\"self\":true,\"statement\":\"08000000\"}",
                        "\"waiting\":[{\"fingerprint\":\"7be5m-4zf7l\",\"nick\":\"eve\",\"address\":\"10.0.0.9:4000\"}]");
        NodeAnswer.Roster about = roster(new NodeQuery.About(BOB.nick()), "soup", (Act.Remove) KICK.act());
        assertThat(json.answer(OPS, Optional.of("1"), about).get(0)).contains("\"valid\":false", "\"role\":\"admin\"");
    }
}
