package p2pchat.console.render;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.ALICE;
import static p2pchat.console.Examples.BOB;
import static p2pchat.console.Examples.CAROL;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.TIME;
import static p2pchat.console.Examples.condition;
import static p2pchat.console.Examples.decision;
import static p2pchat.console.Examples.deleted;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.delivery;
import static p2pchat.console.Examples.departed;
import static p2pchat.console.Examples.edited;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.eve;
import static p2pchat.console.Examples.joined;
import static p2pchat.console.Examples.member;
import static p2pchat.console.Examples.message;
import static p2pchat.console.Examples.newLeader;
import static p2pchat.console.Examples.nodes;
import static p2pchat.console.Examples.person;
import static p2pchat.console.Examples.rendered;
import static p2pchat.console.Examples.replayed;
import static p2pchat.console.Examples.said;
import static p2pchat.console.Examples.standing;
import static p2pchat.console.Examples.underWay;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.ChatMessage;
import p2pchat.model.Cuts;
import p2pchat.model.DepartureReason;
import p2pchat.model.HistoryEntry;
import p2pchat.model.LeaderChangeReason;
import p2pchat.model.MemberRole;
import p2pchat.model.MessageRef;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.State;
import p2pchat.model.Nick;
import p2pchat.model.OrderMark;
import p2pchat.model.Problem;
import p2pchat.model.Ranges;

class RenderersTest {

    private static final Problem UNREACHABLE =
            new Problem.DirectoryUnreachable(new Address("127.0.0.1", 4700), "connection refused");

    /** At least one event of each type. */
    private static final List<NetworkEvent> STORY = List.of(
            new NetworkEvent.DirectoryStarted(new Address("127.0.0.1", 4700)),
            new NetworkEvent.PeopleIdentified(Map.of(ALICE.node(), person(1), BOB.node(), person(2))),
            condition(State.JOINING, true),
            entered(),
            condition(State.CONNECTED, true),
            new NetworkEvent.Replayed(1, 1_284),
            replayed(CAROL, 1, "earlier"),
            said(ALICE, 2, "two\nlines\tand \u001B[31mred"),
            edited(ALICE, 4, message(ALICE, 2, "two"), "three\nlines"),
            deleted(ALICE, 5, message(ALICE, 2, "two")),
            said(BOB, 3, "fine"),
            delivery(3, nodes(1), nodes(), nodes(3), nodes()),
            joined(),
            new NetworkEvent.NewKey(member(4, "dave"), person(4), new Nick("dave"), person(5), true),
            departed(DepartureReason.UNREACHABLE),
            departed(DepartureReason.LEFT),
            condition(State.SUSPECT, false),
            condition(State.PARTIAL, true),
            newLeader(LeaderChangeReason.SILENT),
            new NetworkEvent.ClaimDenied(ALICE.node()),
            new NetworkEvent.LeaderLied(ALICE, 7),
            new NetworkEvent.DirectoryLied(7, ALICE, BOB),
            new NetworkEvent.Forked(ALICE.node(), ALICE.nick(), 17, true, false),
            new NetworkEvent.Voided(BOB.node(), BOB.nick(), Ranges.upTo(3), Optional.empty()),
            standing(MemberRole.ADMIN),
            new NetworkEvent.Decided(decision(1, new Act.Remove(person(4), false, "spam", Cuts.NONE), true)),
            new NetworkEvent.ApprovalWanted(List.of(eve())),
            new NetworkEvent.Sync(1_000, 5_000), // progress, for programs and the status line
            new NetworkEvent.Sync(5_000, 5_000),
            new NetworkEvent.Trouble(UNREACHABLE),
            new NetworkEvent.Ended(Optional.empty()));

    @Test
    void printsOneRecordPerLineInPlain() {
        assertThat(rendered(PlainRenderer.create(), STORY)).containsExactly("""
                * no directory at 127.0.0.1:4700, so this node runs one until you quit (for a permanent one: p2p-chat nds)
                * joining
                * you joined ops as bob (#2) · alice leads · 3 members
                * 1 of 1284 earlier messages
                2026-11-22T14:02:03Z	carol	earlier
                2026-11-22T14:02:03Z	alice	two\\nlines\\tand \\u001b[31mred
                * alice edited the message from 2026-11-22T14:02:03Z: three\\nlines
                * alice deleted the message from 2026-11-22T14:02:03Z
                2026-11-22T14:02:03Z	bob	fine
                * 00000000-0000-7000-8000-000000000003 not delivered to carol
                * dave joined
                * dave has a different key than the dave you verified (t5h3n-dz6dw, not 7be5m-4zf7l); /verify dave compares keys
                * dave timed out (no answer to leader alice)
                * dave left
                * alice is not responding · directory unreachable, retrying
                * cannot reach carol
                * alice stopped responding; you now lead (epoch 4, 1.1 s)
                * you claimed the lead, but the directory still reaches alice
                * alice led with two different lists of members and is not accepted as leader any more: its data folder was copied and both copies run, or its program is hostile
                * the directory has named two leaders at once, alice and bob; alice, with the lower number, leads: the directory's key was copied, or its program is hostile
                * alice's messages from number 17 on exist in two versions: alice, or a copy of alice's data folder, signed both
                * 3 messages of bob no longer count, because an admin restricted bob
                * alice removed dave: spam
                * eve (7be5m-4zf7l, 10.0.0.9:4000) asks to come in: /approve eve or /deny eve
                * caught up; 5,000 earlier messages are in the history
                * cannot reach the directory at 127.0.0.1:4700: connection refused
                * left ops""".split("\n"));
    }

    @Test
    void keepsJsonFieldsAndTheirOrder() {
        assertThat(rendered(JsonRenderer.create("p2p-chat 0.1.0"), STORY)).containsExactly("""
                {"v":1,"type":"directory","network":"ops","change":"started","address":"127.0.0.1:4700"}
                {"v":1,"type":"state","network":"ops","state":"joining","directory":"reachable","leader":1,"epoch":3,"members":[{"id":1,"nick":"alice","fingerprint":"olgw5-bbcyq"},{"id":2,"nick":"bob","fingerprint":"owdxx-na5he"},{"id":3,"nick":"carol"}],"unreached":[]}
                {"v":1,"type":"hello","app":"p2p-chat 0.1.0","network":"ops","self":{"id":2,"nick":"bob","fingerprint":"owdxx-na5he"},"created":false,"returned":false,"stored":5}
                {"v":1,"type":"state","network":"ops","state":"connected","directory":"reachable","leader":1,"epoch":3,"members":[{"id":1,"nick":"alice","fingerprint":"olgw5-bbcyq"},{"id":2,"nick":"bob","fingerprint":"owdxx-na5he"},{"id":3,"nick":"carol"}],"unreached":[]}
                {"v":1,"type":"replay","network":"ops","shown":1,"stored":1284}
                {"v":1,"type":"message","network":"ops","id":"00000000-0000-7000-8000-000000000001","from":{"id":3,"nick":"carol"},"to":"*","text":"earlier","sent":"2026-11-22T14:02:03.004Z","received":"2026-11-22T14:02:03.014Z","own":false,"live":false,"seq":1}
                {"v":1,"type":"message","network":"ops","id":"00000000-0000-7000-8000-000000000002","from":{"id":1,"nick":"alice"},"to":"*","text":"two\\nlines\\tand \\u001b[31mred","sent":"2026-11-22T14:02:03.004Z","received":"2026-11-22T14:02:03.014Z","own":false,"live":true,"seq":2}
                {"v":1,"type":"edit","network":"ops","id":"00000000-0000-7000-8000-000000000002","by":1,"seq":2,"text":"three\\nlines","from":{"id":1,"nick":"alice"},"amendment":"00000000-0000-7000-8000-000000000004","sent":"2026-11-22T14:02:03.004Z","received":"2026-11-22T14:02:03.014Z","own":false,"live":true}
                {"v":1,"type":"delete","network":"ops","id":"00000000-0000-7000-8000-000000000002","by":1,"seq":2,"from":{"id":1,"nick":"alice"},"amendment":"00000000-0000-7000-8000-000000000005","sent":"2026-11-22T14:02:03.004Z","received":"2026-11-22T14:02:03.014Z","own":false,"live":true}
                {"v":1,"type":"message","network":"ops","id":"00000000-0000-7000-8000-000000000003","from":{"id":2,"nick":"bob"},"to":"*","text":"fine","sent":"2026-11-22T14:02:03.004Z","received":"2026-11-22T14:02:03.014Z","own":true,"live":true,"seq":3}
                {"v":1,"type":"delivery","network":"ops","ref":null,"id":"00000000-0000-7000-8000-000000000003","direct":[1],"relayed":[],"failed":[3],"pending":[],"final":true,"ms":38,"slow":[],"members":[{"id":1,"state":"direct","ms":38},{"id":3,"state":"dropped","ms":38}]}
                {"v":1,"type":"member","network":"ops","change":"joined","id":4,"nick":"dave","reason":""}
                {"v":1,"type":"new_key","network":"ops","id":4,"nick":"dave","fingerprint":"t5h3n-dz6dw","known":{"nick":"dave","fingerprint":"7be5m-4zf7l","verified":true}}
                {"v":1,"type":"member","network":"ops","change":"dropped","id":4,"nick":"dave","reason":"unreachable"}
                {"v":1,"type":"member","network":"ops","change":"left","id":4,"nick":"dave","reason":"left"}
                {"v":1,"type":"state","network":"ops","state":"suspect","directory":"unreachable","leader":1,"epoch":3,"members":[{"id":1,"nick":"alice","fingerprint":"olgw5-bbcyq"},{"id":2,"nick":"bob","fingerprint":"owdxx-na5he"},{"id":3,"nick":"carol"}],"unreached":[],"silentMs":1440}
                {"v":1,"type":"state","network":"ops","state":"partial","directory":"reachable","leader":1,"epoch":3,"members":[{"id":1,"nick":"alice","fingerprint":"olgw5-bbcyq"},{"id":2,"nick":"bob","fingerprint":"owdxx-na5he"},{"id":3,"nick":"carol"}],"unreached":[3]}
                {"v":1,"type":"leader","network":"ops","from":1,"to":2,"epoch":4,"reason":"silent","gapMs":1070}
                {"v":1,"type":"claim","network":"ops","granted":false,"leader":1}
                {"v":1,"type":"leader_lies","network":"ops","id":1,"nick":"alice","epoch":7}
                {"v":1,"type":"directory_lies","network":"ops","epoch":7,"leader":1,"other":2}
                {"v":1,"type":"forked","network":"ops","id":1,"nick":"alice","seq":17,"disputed":true,"own":false}
                {"v":1,"type":"messages_voided","network":"ops","id":2,"nick":"bob","messages":3}
                {"v":1,"type":"removed","network":"ops","statement":"01000000","by":{"fingerprint":"olgw5-bbcyq","nick":"alice"},"right":"owner","at":"2026-11-22T14:02:03.004Z","own":false,"person":{"fingerprint":"t5h3n-dz6dw","nick":"dave"},"ban":false,"reason":"spam"}
                {"v":1,"type":"approval_wanted","network":"ops","waiting":[{"fingerprint":"7be5m-4zf7l","nick":"eve","address":"10.0.0.9:4000"}]}
                {"v":1,"type":"sync","network":"ops","have":1000,"want":5000}
                {"v":1,"type":"sync","network":"ops","have":5000,"want":5000}
                {"v":1,"type":"error","network":"ops","code":3,"what":"cannot reach the directory at 127.0.0.1:4700","why":"connection refused","try":["p2p-chat nds","p2p-chat node --group ops --nds HOST:PORT"]}
                {"v":1,"type":"bye","network":"ops","reason":"quit","code":0}""".split("\n"));
    }

    @Test
    void printsRelevantEventsForPeople() {
        assertThat(rendered(human(), STORY)).containsExactly("""
                no directory at 127.0.0.1:4700, so this node runs one until you quit (for a permanent one: p2p-chat nds)
                ◌ joining
                → you joined ops as bob (#2) · alice leads · 3 members
                ── 1 of 1,284 earlier messages · /history ──
                14:02 carol  earlier
                ── now ──
                14:02 alice  two
                             lines    and [31mred
                14:02 alice  three
                             lines  (edited 14:02 "two")
                14:02 alice  (deleted the message from 14:02)
                14:02 you  fine  1/2 ✗ carol (dropped)
                → dave joined
                ! dave has a different key than the dave you verified (t5h3n-dz6dw, not 7be5m-4zf7l); /verify dave compares keys
                ✗ dave timed out (no answer to leader alice)
                ← dave left
                ! alice is not responding · directory unreachable, retrying
                ◐ cannot reach carol
                ⚑ alice stopped responding; you now lead (epoch 4, 1.1 s)
                ⚑ you claimed the lead, but the directory still reaches alice
                ! alice led with two different lists of members and is not accepted as leader any more: its data folder was copied and both copies run, or its program is hostile
                ! the directory has named two leaders at once, alice and bob; alice, with the lower number, leads: the directory's key was copied, or its program is hostile
                ! alice's messages from number 17 on exist in two versions: alice, or a copy of alice's data folder, signed both
                ! 3 messages of bob no longer count, because an admin restricted bob
                ← alice removed dave: spam
                ◌ eve (7be5m-4zf7l, 10.0.0.9:4000) asks to come in: /approve eve or /deny eve
                → caught up; 5,000 earlier messages are in the history
                ! cannot reach the directory at 127.0.0.1:4700: connection refused
                ← left ops""".split("\n"));
    }

    @Test
    void rendersEveryEventTypeInEveryForm() {
        Set<Class<?>> told = STORY.stream().map(Object::getClass).collect(Collectors.toSet());
        Set<Class<?>> all =
                Stream.of(NetworkEvent.class.getPermittedSubclasses()).collect(Collectors.toSet());
        assertThat(told).isEqualTo(all);
        all.remove(NetworkEvent.PeopleIdentified.class); // shown with the members
        all.remove(NetworkEvent.Standing.class); // shown with decisions and in the status line
        Set<Class<?>> forPeople = new HashSet<>(all);
        forPeople.remove(NetworkEvent.Replayed.class); // printed with the first message of history
        for (OutputFormat output : OutputFormat.values()) {
            assertThat(typesRendered(Renderers.of(output, "p2p-chat", ZoneOffset.UTC, LocalDate.EPOCH)))
                    .as("%s", output)
                    .isEqualTo(output == OutputFormat.HUMAN ? forPeople : all);
        }
        assertThat(typesRendered(HumanRenderer.create(ZoneOffset.UTC, LocalDate.EPOCH, new ScreenReaderStyle())))
                .as("screen reader")
                .isEqualTo(forPeople);
    }

    private static Set<Class<?>> typesRendered(Renderer first) {
        Set<Class<?>> rendered = new HashSet<>();
        Renderer renderer = first;
        for (NetworkEvent event : STORY) {
            Renderer.Rendering rendering = renderer.render(OPS, event);
            if (!rendering.lines().isEmpty()) {
                rendered.add(event.getClass());
            }
            renderer = rendering.next();
        }
        return rendered;
    }

    @Test
    void explainsWaitForDirectoryInOneLine() {
        List<NetworkEvent> waits = List.of(new NetworkEvent.Trouble(new Problem.DirectoryNotReady(
                new Address("127.0.0.1", 4700), "for up to 15 s it waits for a leader to report")));
        for (OutputFormat output : OutputFormat.values()) {
            assertThat(rendered(Renderers.of(output, "p2p-chat", ZoneOffset.UTC, LocalDate.EPOCH), waits))
                    .as("%s", output)
                    .singleElement()
                    .asString()
                    .contains("the directory at 127.0.0.1:4700 does not know the leader yet", "up to 15 s");
        }
    }

    @Test
    void sanitisesForeignText() {
        String hostile = "\u001B]0;x\u0007\u202E\u009B2J";
        List<NetworkEvent> events = List.of(
                said(ALICE, 1, hostile),
                edited(ALICE, 2, message(ALICE, 1, hostile), hostile),
                new NetworkEvent.Trouble(new Problem.Refused(OPS, hostile)),
                new NetworkEvent.Trouble(new Problem.DirectoryNotReady(new Address("127.0.0.1", 4700), hostile)));
        for (OutputFormat output : OutputFormat.values()) {
            String lines = String.join(
                    "\n", rendered(Renderers.of(output, "p2p-chat", ZoneOffset.UTC, LocalDate.EPOCH), events));
            assertThat(lines).doesNotContain("\u001B", "\u0007", "\u202E", "\u009B");
            assertThat(lines).contains(output == OutputFormat.HUMAN ? "‹U+202E›" : "\\u202e");
        }
    }

    /** Persian, Devanagari, flags, marks and controls (public 1). */
    @Test
    void programsGetTheOriginalText() {
        String text =
                "a\tb\u2028c\u001b[1m\u009b\u202e\\ \n می\u200cخواهم क्\u200dष e" + "\u0301".repeat(7) + " ❤\ufe0f";
        String json = rendered(JsonRenderer.create("a"), List.of(said(ALICE, 1, text)))
                .get(0);
        assertThat(JsonParser.parseString(json).getAsJsonObject().get("text").getAsString())
                .isEqualTo(text);
        String plain =
                rendered(PlainRenderer.create(), List.of(said(ALICE, 1, text))).get(0);
        String unescaped =
                JsonParser.parseString('"' + plain.split("\t", -1)[2] + '"').getAsString();
        assertThat(unescaped).isEqualTo(text);
    }

    @Test
    void printsOneJsonObjectPerLine() {
        for (String line : rendered(JsonRenderer.create("a"), STORY)) {
            JsonObject object = JsonParser.parseString(line).getAsJsonObject();
            assertThat(object.get("v").getAsInt()).isEqualTo(1);
            assertThat(line).doesNotContain("\n");
        }
    }

    @Test
    void marksEditedAndDeletedMessagesOfLog() {
        NetworkEvent.Said said = replayed(ALICE, 1, "four?");
        NetworkEvent.Said edited =
                said.amended(edited(ALICE, 2, said.message(), "five?").message());
        NetworkEvent.Said deleted =
                said.amended(deleted(ALICE, 2, said.message()).message());
        assertThat(last(entered(), edited)).isEqualTo("14:02 alice  five?  (edited)");
        assertThat(last(entered(), deleted)).isEqualTo("14:02 alice  (deleted)");
        assertThat(rendered(JsonRenderer.create("a"), List.of(edited, deleted)))
                .satisfiesExactly(
                        line -> assertThat(line).contains("\"text\":\"five?\"").contains("\"edited\":true"),
                        line -> assertThat(line).contains("\"text\":\"\"").contains("\"deleted\":true"));
    }

    @Test
    void namesAdminThatDeletedMessageToPrograms() {
        NetworkEvent.Said deleted = new NetworkEvent.Said(
                message(ALICE, 7, ""),
                ALICE.nick(),
                false,
                false,
                TIME,
                OrderMark.PLAIN,
                NetworkEvent.Revision.DELETED,
                false,
                Optional.of(BOB.nick()));
        assertThat(rendered(JsonRenderer.create("a"), List.of(deleted)).get(0))
                .contains("\"deleted\":true,\"deletedBy\":\"bob\"");
    }

    @Test
    void endBeforeEntryIsNoDeparture() {
        NetworkEvent joining = condition(State.JOINING, true);
        for (Renderer renderer : List.of(human(), PlainRenderer.create())) {
            List<NetworkEvent> refused = List.of(joining, new NetworkEvent.Ended(Optional.of(UNREACHABLE)));
            assertThat(rendered(renderer, refused))
                    .as("the error says more")
                    .hasSameSizeAs(rendered(renderer, List.of(joining)));
            assertThat(rendered(renderer, List.of(joining, new NetworkEvent.Ended(Optional.empty()))))
                    .last()
                    .asString()
                    .endsWith("did not join ops");
        }
    }

    @Test
    void rendersAmendmentOfUnknownOrOldMessage() {
        NetworkEvent.Amended edited = edited(ALICE, 4, message(ALICE, 2, "two"), "three");
        NetworkEvent.Amended unknown = new NetworkEvent.Amended(
                edited.message(), List.of(), edited.author(), false, true, TIME, OrderMark.PLAIN);
        assertThat(last(entered(), unknown)).isEqualTo("14:02 alice  three  (edited an earlier message)");
        assertThat(rendered(PlainRenderer.create(), List.of(unknown)))
                .containsExactly("* alice edited an earlier message: three");
        assertThat(rendered(JsonRenderer.create("a"), List.of(unknown)).get(0))
                .contains("\"type\":\"edit\"", "\"id\":null,\"by\":1,\"seq\":2");
        ChatMessage now = message(ALICE, 2, "two");
        ChatMessage yesterday = TestMessages.create(
                now.id(),
                now.key(),
                now.to(),
                now.header().headKeys(),
                now.lamport(),
                TIME - Duration.ofDays(1).toMillis(),
                now.kind(),
                now.text(),
                now.about().map(MessageRef::key));
        assertThat(rendered(human(), List.of(deleted(ALICE, 4, yesterday))))
                .containsExactly("14:02 alice  (deleted the message from Sat 21 Nov 2026, 14:02)");
    }

    @Test
    void showsDeliveryOfEditButNeverDeletedText() {
        NetworkEvent.Said mine = said(BOB, 1, "my secret");
        assertThat(last(entered(), mine, delivered(1), edited(BOB, 2, mine.message(), "open"), delivered(2)))
                .isEqualTo("14:02 you  open  (edited 14:02 \"my secret\")  ✓");
        assertThat(rendered(
                        human(), List.of(entered(), mine, deleted(BOB, 2, mine.message()), delivered(2), delivered(1))))
                .as("deleted before it was shown")
                .endsWith("14:02 you  (deleted the message from 14:02)  ✓")
                .noneMatch(line -> line.contains("secret"));
        List<String> lines = rendered(
                human(),
                List.of(
                        entered(),
                        mine,
                        underWay(1, 3_000),
                        deleted(BOB, 2, mine.message()),
                        delivered(2),
                        delivered(1)));
        assertThat(lines).endsWith("14:02 you  my secret  1/2 …", "14:02 you  (deleted the message from 14:02)  ✓");
    }

    @Test
    void knowsNicksOfPresentAndFormerMembers() {
        MemberNames names = MemberNames.NONE.after(entered()).after(joined());
        assertThat(names.present().values()).containsExactly("alice", "bob", "carol", "dave");
        MemberNames after = names.after(departed(DepartureReason.LEFT));
        assertThat(after.present().values()).containsExactly("alice", "bob", "carol");
        assertThat(after.of(nodes(4, 9))).isEqualTo("dave, #9");
    }

    @Test
    void forgetsOldestFormerMembersFirst() {
        MemberNames names = MemberNames.NONE.after(entered());
        for (int i = 4; i < 4 + MemberNames.MAX_MET; i++) {
            names = names.after(said(member(i, "m" + i), 1, "hi"));
        }
        assertThat(names.nicks()).hasSize(MemberNames.MAX_MET);
        assertThat(names.of(nodes(1, 2, 3, 4, 6, 7))).isEqualTo("alice, bob, carol, #4, #6, m7");
    }

    @Test
    void namesAnotherDayOnce() {
        Renderer renderer = HumanRenderer.create(ZoneOffset.UTC, LocalDate.parse("2026-11-23"));
        assertThat(rendered(renderer, List.of(said(ALICE, 1, "a"), said(ALICE, 2, "b"))))
                .containsExactly("── Sun 22 Nov 2026 ──", "14:02 alice  a", "14:02 alice  b");
    }

    @Test
    void reportsSameConditionOnce() {
        List<NetworkEvent> events = List.of(
                entered(),
                condition(State.CONNECTED, true),
                condition(State.ALONE, true),
                condition(State.ALONE, true),
                condition(State.CONNECTED, true));
        assertThat(rendered(human(), events)).hasSize(3).last().isEqualTo("● connected");
        assertThat(rendered(PlainRenderer.create(), events)).hasSize(3).last().isEqualTo("* connected");
    }

    /** Attack 23: what an author signed in two versions is marked wherever it is shown. */
    @Test
    void marksMessageOfWhichTwoVersionsExist() {
        HistoryEntry entry =
                new HistoryEntry(message(ALICE, 7, "yes"), ALICE.nick(), TIME, false, true, Optional.empty());
        List<NetworkEvent> events = List.of(entered(), NetworkEvent.Said.stored(entry, false));
        MessageStyle ascii = new TerminalStyle(new TextStyle(true, false, Theme.MONO, false));
        assertThat(last(events.toArray(NetworkEvent[]::new))).endsWith("alice  yes  (≠ two versions exist)");
        assertThat(rendered(HumanRenderer.create(ZoneOffset.UTC, LocalDate.parse("2026-11-22"), ascii), events))
                .anyMatch(line -> line.endsWith("(!= two versions exist)"));
        assertThat(rendered(PlainRenderer.create(), events)).contains("* next message: ≠ two versions exist");
        assertThat(rendered(JsonRenderer.create("test"), events))
                .last()
                .asString()
                .contains("\"forked\":true");
        assertThat(MessageText.originalWithRemark(NetworkEvent.Said.stored(entry, false)))
                .isEqualTo("yes  (two versions exist)");
        assertThat(MessageText.originalWithRemark(NetworkEvent.Said.stored(
                        new HistoryEntry(message(ALICE, 7, "yes"), ALICE.nick(), TIME), false)))
                .isEqualTo("yes");
    }

    private static Renderer human() {
        return HumanRenderer.create(ZoneOffset.UTC, LocalDate.parse("2026-11-22"));
    }

    private static String last(NetworkEvent... events) {
        List<String> lines = rendered(human(), List.of(events));
        return lines.get(lines.size() - 1);
    }
}
