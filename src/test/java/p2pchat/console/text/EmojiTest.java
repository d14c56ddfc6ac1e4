package p2pchat.console.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.junit.jupiter.api.Test;
import p2pchat.console.terminal.PlainLineParser;
import p2pchat.console.terminal.TabCompletion;

class EmojiTest {

    @Test
    void namesAreTypeableAndEmojiSingleCharacters() {
        assertThat(Emoji.all())
                .hasSizeGreaterThan(150)
                .containsEntry(":smile:", "😄")
                .containsEntry(":+1:", "👍");
        assertThat(Emoji.all().keySet()).allMatch(name -> name.matches(":[a-z0-9_+-]+:"));
        assertThat(Emoji.all().values()).allMatch(picture -> picture.codePointCount(0, picture.length()) == 1);
        assertThat(Emoji.all().values())
                .allMatch(picture -> Sanitiser.text(picture).equals(picture))
                .allMatch(picture -> TextWidth.width(picture) == (picture.equals("❤") ? 1 : 2));
    }

    @Test
    void findsNameAtEndOfText() {
        assertThat(Emoji.nameAtEnd("well :smile:")).contains(":smile:");
        assertThat(Emoji.nameAtEnd("a\n:smile: ")).contains(":smile:");
        assertThat(Emoji.nameAtEnd(":smile: well")).isEmpty();
        assertThat(Emoji.nameAtEnd("a:smile:")).isEmpty();
        assertThat(Emoji.nameAtEnd(":smil")).isEmpty();
        assertThat(Emoji.nameAtEnd(":nobody_knows_this:")).isEmpty();
        assertThat(Emoji.nameAtEnd(":")).isEmpty();
        assertThat(Emoji.nameAtEnd("")).isEmpty();
    }

    @Test
    void completesNamesAfterColon() {
        assertThat(offered(true, "well :smi"))
                .containsExactly(":smile:", ":smiley:", ":smiling_face_with_three_hearts:", ":smirk:");
        assertThat(offered(true, "at 12:3")).isEmpty();
        assertThat(offered(true, ":")).as("far too many").isEmpty();
        assertThat(offered(false, "well :smi")).isEmpty();
    }

    private static List<String> offered(boolean pictures, String text) {
        ParsedLine line = new PlainLineParser().parse(text, text.length(), Parser.ParseContext.COMPLETE);
        List<Candidate> candidates = new ArrayList<>();
        new TabCompletion(pictures).complete(null, line, candidates);
        return candidates.stream().map(Candidate::value).toList();
    }
}
