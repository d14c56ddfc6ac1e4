package p2pchat.console.text;

/** The home folder in paths that a user types in the chat, where no shell expands them. */
public final class HomeFolder {

    private HomeFolder() {}

    /** Replaces {@code ~/} at the beginning of a path by the user's home folder. */
    public static String expanded(String path) {
        return path.startsWith("~/") ? System.getProperty("user.home") + path.substring(1) : path;
    }
}
