package p2pchat.console.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.MemberRole;
import p2pchat.model.Nick;
import p2pchat.model.RosterWish;

/** The commands about roles and about who may come in, typed and from programs. */
class RosterCommandsTest {

    private static final Nick BOB = new Nick("bob");

    @Test
    void parsesTypedDecisions() {
        assertThat(typed("/role @bob admin")).isEqualTo(asked(new RosterWish.SetRole(BOB, MemberRole.ADMIN)));
        assertThat(typed("/role bob owner --yes")).isEqualTo(decided(new RosterWish.SetRole(BOB, MemberRole.OWNER)));
        assertThat(typed("/kick bob")).isEqualTo(asked(kick(false, "")));
        assertThat(typed("/kick bob too  much noise")).isEqualTo(asked(kick(false, "too much noise")));
        assertThat(typed("/ban bob --since #41 --yes spam --yes"))
                .isEqualTo(new Intent.Decide(Optional.empty(), kick(true, "spam --yes"), Optional.of("#41"), true));
        assertThat(typed("/unban bob")).isEqualTo(decided(new RosterWish.Unban(BOB)));
        assertThat(typed("/approve bob")).isEqualTo(decided(new RosterWish.Approve(BOB)));
        assertThat(typed("/deny bob")).isEqualTo(decided(new RosterWish.Deny(BOB)));
        assertThat(typed("/policy open")).isEqualTo(asked(new RosterWish.SetPolicy(AdmissionPolicy.OPEN)));
        assertThat(typed("/lock")).isEqualTo(decided(new RosterWish.SetLocked(true)));
        assertThat(typed("/unlock")).isEqualTo(decided(new RosterWish.SetLocked(false)));
        assertThat(typed("/topic soup at one")).isEqualTo(decided(new RosterWish.SetTopic("soup at one")));
        assertThat(typed("/topic -")).isEqualTo(decided(new RosterWish.SetTopic("")));
        assertThat(typed("/devices revoke abcde")).isEqualTo(asked(new RosterWish.RevokeDevice("abcde")));
    }

    @Test
    void parsesTypedQuestions() {
        assertThat(typed("/roster")).isEqualTo(shown(new NodeQuery.Everyone()));
        assertThat(typed("/topic")).isEqualTo(shown(new NodeQuery.Topic()));
        assertThat(typed("/policy")).isEqualTo(shown(new NodeQuery.Policy()));
        assertThat(typed("/devices")).isEqualTo(shown(new NodeQuery.Devices()));
    }

    @Test
    void refusesIncompleteCommands() {
        assertThat(refused("/role bob")).isEqualTo("/role: expected a nick and a role");
        assertThat(refused("/role bob king")).isEqualTo("/role: the roles are owner, admin, member and reader");
        assertThat(refused("/kick")).isEqualTo("/kick: expected a nick");
        assertThat(refused("/kick bob --since")).startsWith("/kick: expected --since and a message");
        assertThat(refused("/kick bob " + "x".repeat(201))).isEqualTo("/kick: the reason has more than 200 characters");
        assertThat(refused("/ban b/b")).startsWith("/ban: a nick has");
        assertThat(refused("/approve")).isEqualTo("/approve: expected a nick");
        assertThat(refused("/policy shut")).isEqualTo("/policy: expected open, invite or approve");
        assertThat(refused("/lock it")).isEqualTo("/lock: takes no arguments");
        assertThat(refused("/topic " + "x".repeat(201))).isEqualTo("/topic: the topic has more than 200 characters");
        assertThat(refused("/devices revoke")).startsWith("/devices: expected nothing, or revoke");
    }

    /** A program is never asked. */
    @Test
    void parsesCommandsOfPrograms() {
        assertThat(json("{'do':'role','nick':'bob','role':'reader'}"))
                .isEqualTo(decided(new RosterWish.SetRole(BOB, MemberRole.READER)));
        assertThat(json("{'do':'kick','nick':'bob','reason':'spam'}")).isEqualTo(decided(kick(false, "spam")));
        assertThat(json("{'do':'ban','nick':'bob','since':'01a2'}"))
                .isEqualTo(new Intent.Decide(Optional.empty(), kick(true, ""), Optional.of("01a2"), true));
        assertThat(json("{'do':'policy','policy':'invite'}"))
                .isEqualTo(decided(new RosterWish.SetPolicy(AdmissionPolicy.INVITE)));
        assertThat(json("{'do':'policy'}")).isEqualTo(shown(new NodeQuery.Policy()));
        assertThat(json("{'do':'topic','text':''}")).isEqualTo(decided(new RosterWish.SetTopic("")));
        assertThat(json("{'do':'topic'}")).isEqualTo(shown(new NodeQuery.Topic()));
        assertThat(json("{'do':'unlock'}")).isEqualTo(decided(new RosterWish.SetLocked(false)));
        assertThat(json("{'do':'why','nick':'bob'}")).isEqualTo(shown(new NodeQuery.About(BOB)));
        assertThat(json("{'do':'revoke_device','device':'abcde'}"))
                .isEqualTo(decided(new RosterWish.RevokeDevice("abcde")));
        assertThat(why("{'do':'role','nick':'bob','role':'king'}"))
                .contains("\"role\" must be one of owner, admin, member, reader");
        assertThat(why("{'do':'approve'}")).contains("\"nick\" is missing");
    }

    private static RosterWish kick(boolean ban, String reason) {
        return new RosterWish.Remove(BOB, ban, reason, Optional.empty());
    }

    private static Intent asked(RosterWish wish) {
        return new Intent.Decide(Optional.empty(), wish, Optional.empty(), false);
    }

    private static Intent decided(RosterWish wish) {
        return new Intent.Decide(Optional.empty(), wish, Optional.empty(), true);
    }

    private static Intent shown(NodeQuery.RosterPart part) {
        return new Intent.Query(Optional.empty(), new NodeQuery.Roster(part));
    }

    private static Intent typed(String line) {
        return InputParser.interactive().parse(1, line).intent().orElseThrow();
    }

    private static String refused(String line) {
        return ((Intent.Invalid) typed(line)).explanation().what();
    }

    private static Intent json(String line) {
        return new JsonCommandParser()
                .parse(1, line.replace('\'', '"'))
                .intent()
                .orElseThrow();
    }

    private static Optional<String> why(String line) {
        return ((Intent.Invalid) json(line)).explanation().why();
    }
}
