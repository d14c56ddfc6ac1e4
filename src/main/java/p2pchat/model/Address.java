package p2pchat.model;

import java.util.regex.Pattern;

/**
 * The address of a process.
 *
 * @param host a host name or IP literal without brackets, at most 255 characters; IPv6 with one run of zeros as "::"
 * @param port 1 to 65535; 0 to bind a free one
 */
public record Address(String host, int port) {

    /** The port a directory listens on unless another is given. */
    public static final int DIRECTORY_PORT = 4700;

    /** Adjacent zeros of an IPv6 literal, as the JDK writes them. */
    private static final Pattern ZEROS = Pattern.compile("(^|:)0(:0)+(:|$)");

    public Address {
        if (host.isEmpty() || host.length() > 255 || !host.chars().allMatch(Address::isAllowed)) {
            throw new IllegalArgumentException("not a host name: '" + host + "'");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
        }
        if (host.contains(":") && !host.contains("::")) {
            host = ZEROS.matcher(host).replaceFirst("::");
        }
    }

    private static boolean isAllowed(int c) {
        return c > ' ' && c < 127 && c != '[' && c != ']';
    }

    /** Parses HOST:PORT. The message about an invalid text is for users. */
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (host.contains(":") && !bracketed) {
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT; an IPv6 address goes in brackets");
        }
        try {
            return new Address(
                    bracketed ? host.substring(1, host.length() - 1) : host,
                    Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not HOST:PORT", e);
        }
    }

    /** Whether no other machine can reach it, judging by its text. */
    public boolean isLoopback() {
        return host.startsWith("127.") || host.equals("localhost") || host.equals("::1");
    }

    /** Returns HOST:PORT, with an IPv6 literal in brackets. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
