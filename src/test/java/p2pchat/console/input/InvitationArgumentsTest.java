package p2pchat.console.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.model.MemberRole;
import p2pchat.model.RosterWish;

class InvitationArgumentsTest {

    @Test
    void invitationIsForOnePersonAndOneDayUnlessToldOtherwise() {
        RosterWish.Invite usual = new RosterWish.Invite(1, Optional.of(Duration.ofDays(1)), MemberRole.MEMBER, false);

        assertThat(wish("/invite")).isEqualTo(usual);
        assertThat(wish("/invite --uses 5 --expires 2h --role reader --spoken"))
                .isEqualTo(new RosterWish.Invite(5, Optional.of(Duration.ofHours(2)), MemberRole.READER, true));
        assertThat(wish("/invite --uses=any --expires=never"))
                .isEqualTo(new RosterWish.Invite(0, Optional.empty(), MemberRole.MEMBER, false));
        assertThat(json("{\"do\":\"invite\"}")).isEqualTo(usual);
        assertThat(json("{\"do\":\"invite\",\"uses\":5,\"expires\":\"2h\",\"role\":\"reader\",\"spoken\":true}"))
                .isEqualTo(new RosterWish.Invite(5, Optional.of(Duration.ofHours(2)), MemberRole.READER, true));
    }

    @Test
    void invalidTermsAreRefused() {
        for (String line : List.of(
                "/invite bob",
                "/invite --uses",
                "/invite --uses 0",
                "/invite --uses 99999",
                "/invite --expires 2",
                "/invite --expires 0h",
                "/invite --role owner",
                "/revoke",
                "/revoke xyz")) {
            assertThat(parse(new InteractiveParser(), line)).as(line).isInstanceOf(Intent.Invalid.class);
        }
        for (String line : List.of(
                "{\"do\":\"invite\",\"uses\":0}",
                "{\"do\":\"invite\",\"uses\":{}}",
                "{\"do\":\"invite\",\"uses\":[1,2]}",
                "{\"do\":\"invite\",\"role\":\"admin\"}",
                "{\"do\":\"revoke\"}")) {
            assertThat(parse(new JsonCommandParser(), line)).as(line).isInstanceOf(Intent.Invalid.class);
        }
    }

    @Test
    void revokeTakesTheBeginningOfAnId() {
        assertThat(wish("/revoke 3FA2")).isEqualTo(new RosterWish.CloseInvitation("3fa2"));
        assertThat(json("{\"do\":\"revoke\",\"id\":\"3fa2b1c0\"}"))
                .isEqualTo(new RosterWish.CloseInvitation("3fa2b1c0"));
    }

    /** Attack 46: a link that is pasted into the wrong place is not repeated. */
    @Test
    void joinRefusesLinkWithoutRepeatingIt() {
        Intent.Invalid refused =
                (Intent.Invalid) parse(new InteractiveParser(), "/join p2p-chat://10.0.0.5:4700/lunch#secret");

        assertThat(refused.explanation().toString()).contains("p2p-chat join -").doesNotContain("secret");
    }

    private static RosterWish wish(String line) {
        return wish(parse(new InteractiveParser(), line));
    }

    private static RosterWish json(String line) {
        return wish(parse(new JsonCommandParser(), line));
    }

    private static RosterWish wish(Intent intent) {
        return ((NodeQuery.Decide) ((Intent.Query) intent).query()).wish();
    }

    private static Intent parse(InputParser parser, String line) {
        return parser.parse(1, line).intent().orElseThrow();
    }
}
