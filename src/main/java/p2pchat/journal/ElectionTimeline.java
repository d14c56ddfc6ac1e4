package p2pchat.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.journal.JournalEntry.Kind;

/**
 * The last change of leader as seen by this node. Pure.
 *
 * @param steps from the first failed ping to the last member informed, in order
 * @param end the step that ended it: this node led, or followed the new leader
 */
public record ElectionTimeline(List<JournalEntry> steps, JournalEntry end) {

    /** Later steps after the end do not belong to it. */
    private static final long AFTERMATH_MILLIS = 2_000;

    /** Steps further apart do not belong together. */
    private static final long PAUSE_MILLIS = 10_000;

    public ElectionTimeline {
        steps = List.copyOf(steps);
    }

    /** Finds the last change in these ordered entries; empty if the leader never changed. */
    public static Optional<ElectionTimeline> last(List<JournalEntry> entries) {
        Optional<ElectionTimeline> last = Optional.empty();
        List<JournalEntry> open = new ArrayList<>();
        long followed = 0;
        for (JournalEntry entry : entries) {
            if (last.isPresent() && open.isEmpty() && belongsToEndOf(last.get(), entry)) {
                last = Optional.of(last.get().with(entry));
                continue;
            }
            if (!open.isEmpty() && entry.at() - open.get(open.size() - 1).at() > PAUSE_MILLIS) {
                open.clear();
            }
            open.add(entry);
            if (endsChange(entry)) {
                if (followed > 0 && entry.step().epoch() > followed) {
                    last = Optional.of(new ElectionTimeline(open, entry));
                }
                followed = entry.step().epoch();
                open.clear();
            }
        }
        return last;
    }

    /** Returns the milliseconds from the first step to the new leader. */
    public long duration() {
        return end.at() - steps.get(0).at();
    }

    private static boolean endsChange(JournalEntry entry) {
        return entry.step().kind() == Kind.FOLLOWED || entry.step().kind() == Kind.LED;
    }

    private static boolean belongsToEndOf(ElectionTimeline timeline, JournalEntry entry) {
        return entry.step().kind() == Kind.INFORMED
                && entry.step().epoch() == timeline.end.step().epoch()
                && entry.at() - timeline.end.at() <= AFTERMATH_MILLIS;
    }

    private ElectionTimeline with(JournalEntry entry) {
        List<JournalEntry> longer = new ArrayList<>(steps);
        longer.add(entry);
        return new ElectionTimeline(longer, end);
    }
}
