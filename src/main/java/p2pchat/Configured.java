package p2pchat;

import com.typesafe.config.ConfigFactory;
import java.util.Locale;
import p2pchat.node.Pace;

/** What {@code application.conf}, or {@code -D} on the Java command line, says of this program. */
final class Configured {

    private Configured() {}

    /** The key {@code p2p-chat.profile}: relaxed, balanced or fast. */
    static Pace pace() {
        return Pace.valueOf(ConfigFactory.load().getString("p2p-chat.profile").toUpperCase(Locale.ROOT));
    }
}
