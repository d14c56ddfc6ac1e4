package p2pchat.console.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import p2pchat.console.text.ClosestMatch;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.Nick;

class InputParserTest {

    private static final MessageId ID = new MessageId(new UUID(7, 8));

    @Test
    void pipeLinesAreMessagesExceptBlankOnes() {
        assertThat(read(InputParser.pipe(false), "a", "", "  ", "/quit")).containsExactly(say("a"), say("/quit"));
    }

    @Test
    void blankLinesSeparateParagraphs() {
        assertThat(read(InputParser.pipe(true), "", "a", "b", "", "", "c")).containsExactly(say("a\nb"), say("c"));
    }

    @Test
    void tooLongParagraphIsRefusedOnce() {
        String half = "x".repeat(40_000);
        List<Intent> intents = read(InputParser.pipe(true), "ok", "", half, half, half, "", "ok");
        assertThat(intents).hasSize(3).first().isEqualTo(say("ok"));
        assertThat(what(intents.get(1))).isEqualTo("the paragraph at line 3 is too long for a message");
        assertThat(intents.get(2)).isEqualTo(say("ok"));
    }

    @Test
    void paragraphLengthIsInBytes() {
        String half = "ä".repeat(20_000);
        assertThat(what(read(InputParser.pipe(true), half, half).get(0))).startsWith("the paragraph at line 1");
    }

    @Test
    void tooLongLineIsNamedByNumber() {
        Intent refused = InputParser.pipe(false).lineTooLong(17).intent().orElseThrow();
        assertThat(what(refused)).isEqualTo("line 17 is too long for a message");
        assertThat(((Intent.Invalid) refused).explanation().code()).isEqualTo(6);
    }

    @Test
    void tooLongLineDiscardsItsParagraph() {
        InputParser reading = InputParser.pipe(true).parse(1, "a").next();
        InputParser.Result tooLong = reading.lineTooLong(2);
        assertThat(what(tooLong.intent().orElseThrow())).startsWith("the paragraph at line 1");
        assertThat(tooLong.next().parse(3, "rest").intent()).isEmpty();
        assertThat(tooLong.next().lineTooLong(3).intent()).isEmpty();
        assertThat(tooLong.next().end().intent()).isEmpty();
    }

    @Test
    void slashStartsCommandUnlessDoubled() {
        assertThat(read(InputParser.interactive(), "/leave", " /quit", "//shrug", "a /b", ""))
                .containsExactly(new Intent.Leave(Optional.empty()), say(" /quit"), say("/shrug"), say("a /b"));
    }

    @Test
    void unknownCommandIsNotSentAndSuggestsClosest() {
        Intent.Invalid refused =
                (Intent.Invalid) read(InputParser.interactive(), "/qiut").get(0);
        assertThat(refused.explanation().lines("!"))
                .containsExactly(
                        "! unknown command /qiut; did you mean /quit?",
                        "  try:  /help      list all commands",
                        "        //qiut     send it as text");
        // newcomer 9
        assertThat(meant("/memb")).endsWith("; did you mean /members?");
        assertThat(meant("/MEMBERS")).endsWith("; did you mean /members?");
        assertThat(meant("/Hist 100")).endsWith("; did you mean /history?");
        Intent.Invalid far = (Intent.Invalid)
                read(InputParser.interactive(), "/usr/bin/env bash").get(0);
        assertThat(far.explanation().what()).isEqualTo("unknown command /usr/bin/env; nothing was sent");
        assertThat(far.explanation().tries().get(1).command()).isEqualTo("//usr/bin/env");
        assertThat(meant("/")).isEqualTo("unknown command /; nothing was sent");
    }

    private static String meant(String line) {
        return ((Intent.Invalid) read(InputParser.interactive(), line).get(0))
                .explanation()
                .what();
    }

    @Test
    void parsesJsonCommands() {
        assertThat(read(
                        InputParser.json(),
                        "{\"do\":\"send\",\"ref\":\"42\",\"text\":\"hi \\u00e4\",\"to\":\"*\",\"new\":[1]}",
                        "{\"do\":\"send\",\"text\":\"\\ud800\",\"replyTo\":null}",
                        "{\"do\":\"members\",\"ref\":\"m\"}",
                        "{\"do\":\"why\"}",
                        "{\"do\":\"why\",\"id\":\"9a0e\"}",
                        "{\"do\":\"info\",\"ref\":\"i\",\"id\":\"9a0e\"}",
                        "{\"do\":\"networks\",\"ref\":\"n\"}",
                        "{\"do\":\"edit\",\"id\":\"" + ID + "\",\"text\":\"new\"}",
                        "{\"do\":\"delete\",\"ref\":\"d\",\"id\":\"" + ID + "\"}",
                        "{\"do\":\"verify\",\"nick\":\"bob\"}",
                        "{\"do\":\"verify\",\"nick\":\"bob\",\"confirmed\":true}",
                        "{\"do\":\"verify\",\"ref\":\"v\"}",
                        "{\"do\":\"leave\"}",
                        " "))
                .containsExactly(
                        new Intent.Send(Optional.of("42"), "hi ä"),
                        new Intent.Send(Optional.empty(), "\uFFFD"),
                        new Intent.Query(Optional.of("m"), new NodeQuery.Members()),
                        new Intent.Query(Optional.empty(), new NodeQuery.WhyLeader()),
                        new Intent.AboutMessage(Optional.empty(), "9a0e", Intent.AboutMessage.Aspect.DELIVERY),
                        new Intent.AboutMessage(Optional.of("i"), "9a0e", Intent.AboutMessage.Aspect.ALL),
                        new Intent.Query(Optional.of("n"), new NodeQuery.Networks(true)),
                        new Intent.Send(Optional.empty(), new MessageDraft.Edit(ID, "new")),
                        new Intent.Send(Optional.of("d"), new MessageDraft.Delete(ID)),
                        verify("bob", false),
                        verify("bob", true),
                        new Intent.Query(Optional.of("v"), new NodeQuery.VerifiedPeople()),
                        new Intent.Leave(Optional.empty()));
    }

    private static Intent verify(String nick, boolean confirmed) {
        return new Intent.Query(Optional.empty(), new NodeQuery.Verify(new Nick(nick), confirmed));
    }

    @Test
    void verifyTakesNickAndYes() {
        assertThat(read(InputParser.interactive(), "/verify", "/verify @bob", "/verify bob yes"))
                .containsExactly(
                        new Intent.Query(Optional.empty(), new NodeQuery.VerifiedPeople()),
                        verify("bob", false),
                        verify("bob", true));
        assertThat(what(read(InputParser.interactive(), "/verify bob no").get(0)))
                .isEqualTo("/verify: expected a nick, and \"yes\" after it if the numbers match");
        assertThat(what(read(InputParser.interactive(), "/verify b/b").get(0))).startsWith("/verify: a nick has");
    }

    @Test
    void invalidJsonCommandsGetReason() {
        assertThat(reason("{")).isEqualTo("the line is not valid JSON");
        assertThat(reason("{\"do\":\"send\"} x")).isEqualTo("the line is not valid JSON");
        assertThat(reason("{do:send}")).isEqualTo("the line is not valid JSON");
        assertThat(reason("[".repeat(400_000))).isEqualTo("the line is not valid JSON");
        assertThat(reason("[1]")).isEqualTo("expected one JSON object per line");
        assertThat(reason("\"a\"")).isEqualTo("expected one JSON object per line");
        assertThat(reason("{}")).isEqualTo("\"do\" is missing");
        assertThat(reason("{\"do\":7}")).isEqualTo("\"do\" must be a string");
        assertThat(reason("{\"do\":\"send\"}")).isEqualTo("\"text\" is missing");
        assertThat(reason("{\"do\":\"edit\",\"id\":\"" + ID + "\"}")).isEqualTo("\"text\" is missing");
        assertThat(reason("{\"do\":\"delete\"}")).isEqualTo("\"id\" is missing");
        assertThat(reason("{\"do\":\"delete\",\"id\":\"7\"}")).contains("\"id\" must be a message id");
        assertThat(reason("{\"do\":\"send\",\"text\":\"\"}")).isEqualTo("\"text\" is empty");
        assertThat(reason("{\"do\":\"send\",\"text\":\"a\",\"to\":\"3\"}"))
                .contains("private messages are not supported");
        assertThat(reason("{\"do\":\"send\",\"text\":\"a\",\"replyTo\":\"3\"}")).contains("not supported");
        assertThat(reason("{\"do\":\"send\",\"ref\":\"" + "x".repeat(300) + "\",\"text\":\"a\"}"))
                .isEqualTo("\"ref\" must have at most 256 characters");
    }

    @Test
    void invalidCommandKeepsRef() {
        Intent refused =
                read(InputParser.json(), "{\"do\":\"snd\",\"ref\":\"9\"}").get(0);
        assertThat(refused.ref()).contains("9");
        assertThat(((Intent.Invalid) refused).explanation().tries().get(0).command())
                .isEqualTo("{\"do\":\"send\"}");
    }

    @Test
    void closestMatchMustBeClose() {
        assertThat(ClosestMatch.to("nod", List.of("nds", "node"))).contains("node");
        assertThat(ClosestMatch.to("hisotry", List.of("history", "help"))).contains("history");
        assertThat(ClosestMatch.to("/foo", List.of("/who", "/join"))).isEmpty();
        assertThat(ClosestMatch.to("/wo", List.of("/who", "/join"))).contains("/who");
        assertThat(ClosestMatch.to("banana", List.of("history", "help"))).isEmpty();
    }

    private static List<Intent> read(InputParser first, String... lines) {
        List<Intent> intents = new ArrayList<>();
        InputParser reading = first;
        for (int i = 0; i < lines.length; i++) {
            InputParser.Result read = reading.parse(i + 1, lines[i]);
            read.intent().ifPresent(intents::add);
            reading = read.next();
        }
        reading.end().intent().ifPresent(intents::add);
        return intents;
    }

    private static Intent say(String text) {
        return new Intent.Send(Optional.empty(), text);
    }

    private static String what(Intent intent) {
        return ((Intent.Invalid) intent).explanation().what();
    }

    private static String reason(String line) {
        return ((Intent.Invalid) read(InputParser.json(), line).get(0))
                .explanation()
                .why()
                .orElseThrow();
    }

    @Test
    void everyJsonCommandIsDocumented() throws IOException {
        String document = Files.readString(Path.of("docs", "json.md"));
        assertThat(JsonCommandParser.ALL).allMatch(command -> document.contains("[`" + command + "`](#"));
    }
}
