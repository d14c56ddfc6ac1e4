package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.decision;
import static p2pchat.console.Examples.eve;
import static p2pchat.console.Examples.person;
import static p2pchat.console.Examples.rendered;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceKey;
import p2pchat.model.InvitationId;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkEvent;

/** The document of the JSON protocol shows the events about roles as they are. */
class JsonProtocolDocumentTest {

    private static final InvitationId INVITATION = InvitationId.of(new byte[InvitationId.SIZE]);
    private static final Bytes SIGNATURE = Bytes.of(new byte[64]);
    private static final Act REMOVAL = new Act.Remove(person(4), false, "spam", Cuts.NONE);

    private static final List<NetworkEvent> EVENTS = List.of(
            decided(new Act.Admit(person(4), new Act.Approved())),
            decided(REMOVAL),
            decided(new Act.SetRole(person(4), MemberRole.ADMIN, Cuts.NONE)),
            decided(new Act.SetPolicy(AdmissionPolicy.INVITE, false)),
            decided(new Act.SetTopic("soup")),
            decided(new Act.Invite(Bytes.of(new byte[32]), 1, 5, MemberRole.MEMBER)),
            new NetworkEvent.Decided(decision(9, REMOVAL, false)),
            new NetworkEvent.ApprovalWanted(List.of(eve())));

    private static NetworkEvent decided(Act act) {
        return new NetworkEvent.Decided(decision(1, act, true));
    }

    @Test
    void examplesHaveFieldsOfEvents() throws IOException {
        Map<String, List<String>> documented = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs", "json.md"))) {
            if (line.startsWith("{\"v\":1") && !line.contains("\u2026")) {
                JsonObject event = JsonParser.parseString(line).getAsJsonObject();
                documented.put(event.get("type").getAsString(), List.copyOf(event.keySet()));
            }
        }
        for (String line : rendered(JsonRenderer.create("a"), EVENTS)) {
            JsonObject event = JsonParser.parseString(line).getAsJsonObject();
            assertThat(documented).containsEntry(event.get("type").getAsString(), List.copyOf(event.keySet()));
        }
    }

    @Test
    void namesEveryTypeOfDecision() throws IOException {
        String document = Files.readString(Path.of("docs", "json.md"));
        List<NetworkEvent> all = new ArrayList<>(EVENTS);
        all.add(decided(new Act.Close(INVITATION)));
        all.add(decided(new Act.Unban(person(4))));
        all.add(decided(new Act.Leave()));
        all.add(decided(new Act.Revoke(DeviceKey.of(new byte[32]), Cuts.NONE, SIGNATURE)));
        for (NetworkEvent event : all) {
            String line = JsonRenderer.create("a").render(OPS, event).lines().get(0);
            String type =
                    JsonParser.parseString(line).getAsJsonObject().get("type").getAsString();
            assertThat(document).contains("[`" + type + "`](#");
        }
    }
}
