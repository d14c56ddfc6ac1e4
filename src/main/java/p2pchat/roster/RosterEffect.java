package p2pchat.roster;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import p2pchat.model.Leader;
import p2pchat.model.Statement;

/** What a {@link Roster} wants done. */
sealed interface RosterEffect {

    /**
     * Answers a request.
     *
     * @param value of the type that the request asks for; null stands for nothing
     */
    record Answer(long ticket, @Nullable Object value) implements RosterEffect {}

    /** Fails a request, because its statements are not durable. */
    record Fail(long ticket) implements RosterEffect {}

    /** One at a time. */
    record Store(List<Statement> statements) implements RosterEffect {}

    /** Reads all stored statements. */
    record Load() implements RosterEffect {}

    /**
     * Asks a member for the statements that this node lacks.
     *
     * @param known the first 8 bytes of the hash of each known statement
     */
    record Exchange(Leader to, Set<Long> known) implements RosterEffect {}

    record Push(Leader to, List<Statement> statements) implements RosterEffect {}

    record ShowWaiting(Leader to, List<Application> waiting) implements RosterEffect {}

    record Report(RosterReport report) implements RosterEffect {}

    record Schedule(Roster.Timer timer, long delayMillis) implements RosterEffect {}
}
