package p2pchat.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import p2pchat.crypto.InviteLink;
import p2pchat.crypto.SpokenCode;
import p2pchat.model.Invite;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Reads an invitation from a file, the terminal or standard input. */
final class InvitationSource {

    private static final String INPUT = "-";

    private InvitationSource() {}

    /** Reads from a file; {@code -} asks on the terminal without echo, or reads the first line of standard input. */
    static Invite read(String source) {
        String text = source.equals(INPUT) ? typed() : fromFile(source);
        if (text.isBlank()) {
            throw unreadable("it is empty");
        }
        return InviteLink.isLink(text) || text.contains("://") ? InviteLink.parse(text) : SpokenCode.parse(text);
    }

    private static String typed() {
        Optional<String> answer = asked("Invitation, a link or a spoken code (not shown): ");
        if (answer.isEmpty()) {
            return firstLine();
        }
        StringBuilder text = new StringBuilder(answer.get());
        while (InviteLink.isCutOff(text.toString()) && text.length() < InviteLink.MAX_LENGTH) {
            String more = asked("The rest of the link, or an empty line: ").orElse("");
            if (more.isBlank()) {
                break;
            }
            text.append(more);
        }
        return text.toString();
    }

    private static Optional<String> asked(String prompt) {
        return PassphraseSource.ask(prompt).map(String::new);
    }

    /** Reads byte by byte, because the rest of the input are messages. */
    private static String firstLine() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int read = System.in.read(); read >= 0 && read != '\n'; read = System.in.read()) {
                line.write(read);
                if (line.size() > InviteLink.MAX_LENGTH) {
                    throw unreadable("it is too long");
                }
            }
        } catch (IOException e) {
            throw unreadable("the input cannot be read");
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static String fromFile(String file) {
        try (InputStream content = Files.newInputStream(Path.of(file))) {
            return new String(content.readNBytes(InviteLink.MAX_LENGTH), StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw unreadable("the file is missing or cannot be read");
        }
    }

    private static ProblemException unreadable(String why) {
        return new ProblemException(new Problem.InvitationUnreadable(why));
    }
}
