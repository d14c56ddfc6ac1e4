package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.entered;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import p2pchat.model.Member;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;

/** A change of nick in each form. */
class NickChangeTest {

    @Test
    void reportsOldAndNewNick() {
        Renderer human = HumanRenderer.create(ZoneOffset.UTC, LocalDate.EPOCH);
        assertThat(rendered(human, ALICE, "zoe")).containsExactly("→ alice is now zoe");
        assertThat(rendered(human, BOB, "robert")).containsExactly("→ you are now robert");
        assertThat(rendered(PlainRenderer.create(), ALICE, "zoe")).containsExactly("* alice is now zoe");
        assertThat(rendered(JsonRenderer.create("a"), ALICE, "zoe"))
                .containsExactly("{\"v\":1,\"type\":\"member\",\"network\":\"ops\",\"change\":\"renamed\","
                        + "\"id\":1,\"nick\":\"zoe\",\"was\":\"alice\"}");
    }

    @Test
    void keepsRenamedMemberPresent() {
        MemberNames names = MemberNames.NONE.after(entered()).after(renamed(ALICE, "zoe"));
        assertThat(names.present()).containsEntry(ALICE.node(), "zoe").hasSize(3);
    }

    @Test
    void explainsNickInUse() {
        NetworkEvent.Entered in = entered();
        NetworkEvent.Entered other = new NetworkEvent.Entered(
                in.self(), in.nick(), new Nick("rob"), in.view(), in.created(), in.returned(), in.stored());
        Renderer human = HumanRenderer.create(ZoneOffset.UTC, LocalDate.EPOCH);
        assertThat(human.render(OPS, other).lines()).hasSize(2).endsWith("nick \"rob\" is in use; you are bob");
        assertThat(PlainRenderer.create().render(OPS, other).lines())
                .hasSize(2)
                .endsWith("* nick \"rob\" is in use; you are bob");
        assertThat(human.render(OPS, in).lines()).hasSize(1);
    }

    private static List<String> rendered(Renderer renderer, Member who, String nick) {
        return renderer.render(OPS, entered())
                .next()
                .render(OPS, renamed(who, nick))
                .lines();
    }

    private static NetworkEvent.MemberChanged renamed(Member who, String nick) {
        Member now = new Member(who.id(), who.address(), new Nick(nick), who.joinedAt());
        return NetworkEvent.MemberChanged.renamed(now, who.nick());
    }
}
