package p2pchat;

import java.nio.file.Path;
import java.util.Optional;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;

/**
 * Which messages of this machine's log to write.
 *
 * @param home empty for the usual one of the nick
 * @param count the newest so many
 */
public record HistoryOptions(NetworkName group, Nick nick, Optional<Path> home, int count, Format format) {

    /** How they are written; {@code TRANSCRIPT} is the text form that is kept or mailed. */
    public enum Format {
        HUMAN,
        PLAIN,
        JSON,
        TRANSCRIPT
    }
}
