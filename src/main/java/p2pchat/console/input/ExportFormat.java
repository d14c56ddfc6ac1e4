package p2pchat.console.input;

import java.util.Locale;
import java.util.Optional;

/** File formats of an export. */
public enum ExportFormat {
    TXT,
    JSON,
    MD,
    HTML,
    /** The whole log with its signatures, which {@code p2p-chat verify} checks. */
    SIGNED;

    /** Returns the format with this name in any case, as in "md" or "HTML". */
    public static Optional<ExportFormat> parse(String name) {
        for (ExportFormat format : values()) {
            if (format.name().equals(name.toUpperCase(Locale.ROOT))) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /** Returns the format that the extension of a file name stands for; empty if the extension is unknown. */
    public static Optional<ExportFormat> ofFile(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= name.lastIndexOf('/') ? Optional.of(TXT) : parse(name.substring(dot + 1));
    }
}
