package p2pchat.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.said;
import static p2pchat.console.Examples.standing;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.console.input.InputParser;
import p2pchat.console.input.Intent;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.session.ReferenceResolver.Outcome;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.DeviceKey;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.RosterWish;

/** The questions before decisions, and what follows from them. */
class RosterQuestionsTest {

    private static final MessageReferences SHOWN = MessageReferences.EMPTY.after(said(ALICE, 9, "buy this"));
    private static final Optional<NetworkEvent.Standing> CLOSED = Optional.of(standing(MemberRole.OWNER));
    private static final DeviceKey LAPTOP = DeviceKey.of(new byte[32]);
    private static final String REVOKE =
            "/devices revoke " + LAPTOP.fingerprint().value().substring(0, 5);

    @Test
    void questionsSayWhatHappens() {
        assertThat(question("/kick dave"))
                .isEqualTo("remove dave? What dave has written so far stays. dave cannot come back without a new"
                        + " invitation or approval.");
        assertThat(asked("/kick dave", Optional.empty()).effect())
                .endsWith("The network is open, so dave can come back; /ban dave prevents it.");
        assertThat(question("/ban dave")).endsWith("dave cannot come back until an owner or admin enters /unban dave.");
        assertThat(question("/role dave owner"))
                .isEqualTo("make dave an owner? dave can then decide about everyone except you and earlier owners. Only"
                        + " you and they can undo it.");
        assertThat(question("/role dave reader"))
                .isEqualTo("make dave a reader? Readers cannot write; what dave has written so far stays.");
        assertThat(question("/policy open")).contains("Everyone who reaches the directory can then come in");
        assertThat(question(REVOKE)).contains("can never come back");
    }

    /** The line that yes enters means the same when further messages have come. */
    @Test
    void yesEntersCompleteLine() {
        assertThat(asked("/kick dave too much noise", CLOSED).line()).isEqualTo("/kick dave --yes too much noise");
        assertThat(asked("/role dave admin", CLOSED).line()).isEqualTo("/role dave admin --yes");
        Effect.Confirm since = asked("/kick alice --since ^ spam", CLOSED);
        assertThat(since.effect()).contains("Everything from \"buy this\" on disappears for everyone.");
        assertThat(since.line()).isEqualTo("/kick alice --yes --since 00000009 spam");
        assertThat(wish(since.line()))
                .isEqualTo(new RosterWish.Remove(
                        ALICE.nick(),
                        false,
                        "spam",
                        Optional.of(said(ALICE, 9, "buy this").message().key())));
    }

    @Test
    void harmlessDecisionsAreNotAsked() {
        assertThat(wish("/topic soup")).isEqualTo(new RosterWish.SetTopic("soup"));
        assertThat(wish("/approve dave")).isEqualTo(new RosterWish.Approve(new Nick("dave")));
        assertThat(wish("/policy invite")).isEqualTo(new RosterWish.SetPolicy(AdmissionPolicy.INVITE));
    }

    /** The node knows all reasons to refuse, so it is asked before the user. */
    @Test
    void nodeChecksBeforeTheQuestion() {
        for (String line : List.of("/kick dave", "/ban dave", "/role dave admin", "/policy open", REVOKE)) {
            assertThat(first(line)).as(line).isInstanceOf(Outcome.Fetch.class);
            assertThat(((Outcome.Fetch) first(line)).query())
                    .isEqualTo(new NodeQuery.CheckDecision(decision(line).wish()));
        }
        assertThat(first("/kick dave --yes")).isInstanceOf(Outcome.Query.class);
        assertThat(first("/policy invite")).isInstanceOf(Outcome.Query.class);
    }

    @Test
    void unknownMessageRefusesRemoval() {
        assertThat(resolve("/kick dave --since #7", CLOSED)).isInstanceOf(Outcome.Refuse.class);
    }

    @Test
    void plainWordAfterWhyIsNick() {
        assertThat(resolve("/why dave", CLOSED))
                .isEqualTo(new Outcome.Query(new NodeQuery.Roster(new NodeQuery.About(new Nick("dave")))));
        assertThat(resolve("/why #7", CLOSED)).isInstanceOf(Outcome.Refuse.class);
        assertThat(resolve("/info dave", CLOSED)).isInstanceOf(Outcome.Refuse.class);
    }

    @Test
    void onlyAdminsDeleteForOthers() {
        assertThat(question("/delete ^"))
                .isEqualTo("delete alice's message \"buy this\" for everyone? It is hidden at once and erased after 24"
                        + " hours.");
        assertThat(resolve("/delete ^", Optional.of(standing(MemberRole.MEMBER))))
                .isInstanceOf(Outcome.Refuse.class);
        assertThat(resolve("/delete ^", Optional.empty())).isInstanceOf(Outcome.Refuse.class);
    }

    private static String question(String line) {
        Effect.Confirm asked = asked(line, CLOSED);
        return asked.question() + " " + asked.effect();
    }

    private static Effect.Confirm asked(String line, Optional<NetworkEvent.Standing> standing) {
        return (Effect.Confirm) ((Outcome.Ask) resolve(line, standing)).effect();
    }

    private static RosterWish wish(String line) {
        return ((NodeQuery.Decide) ((Outcome.Query) resolve(line, CLOSED)).query()).wish();
    }

    private static Outcome resolve(String line, Optional<NetworkEvent.Standing> standing) {
        Outcome outcome = ReferenceResolver.resolve(intent(line), SHOWN, standing);
        return outcome instanceof Outcome.Fetch fetch && fetch.query() instanceof NodeQuery.CheckDecision
                ? ReferenceResolver.decidable(decision(line), SHOWN, standing)
                : outcome;
    }

    private static Outcome first(String line) {
        return ReferenceResolver.resolve(intent(line), SHOWN, CLOSED);
    }

    private static Intent.Decide decision(String line) {
        return (Intent.Decide) intent(line);
    }

    private static Intent.OnMessage intent(String line) {
        return (Intent.OnMessage)
                InputParser.interactive().parse(1, line).intent().orElseThrow();
    }
}
