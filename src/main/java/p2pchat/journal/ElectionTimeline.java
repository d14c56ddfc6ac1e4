package p2pchat.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.journal.JournalEntry.Kind;

/**
 * The last change of leader as this node lived through it. Pure.
 *
 * @param steps from the first doubt to the last member told, in order
 * @param end the step that settled it: the role with the new leader
 */
public record ElectionTimeline(List<JournalEntry> steps, JournalEntry end) {

    /** What comes later than this after the end is another matter. */
    private static final long AFTERMATH_MILLIS = 2_000;

    /** Doubts further apart than this do not belong together. */
    private static final long PAUSE_MILLIS = 10_000;

    public ElectionTimeline {
        steps = List.copyOf(steps);
    }

    /** The last one in these entries, which are in order; empty if the leader never changed. */
    public static Optional<ElectionTimeline> last(List<JournalEntry> entries) {
        Optional<ElectionTimeline> last = Optional.empty();
        List<JournalEntry> open = new ArrayList<>();
        long followed = 0;
        for (JournalEntry entry : entries) {
            if (last.isPresent() && open.isEmpty() && belongsToTheEndOf(last.get(), entry)) {
                last = Optional.of(last.get().with(entry));
                continue;
            }
            if (!open.isEmpty() && entry.at() - open.get(open.size() - 1).at() > PAUSE_MILLIS) {
                open.clear();
            }
            open.add(entry);
            if (settles(entry)) {
                if (followed > 0 && entry.epoch() > followed) {
                    last = Optional.of(new ElectionTimeline(open, entry));
                }
                followed = entry.epoch();
                open.clear();
            }
        }
        return last;
    }

    /** How long it took from the first doubt to the new leader, in milliseconds. */
    public long duration() {
        return end.at() - steps.get(0).at();
    }

    private static boolean settles(JournalEntry entry) {
        return entry.kind() == Kind.ROLE && entry.about().isPresent();
    }

    private static boolean belongsToTheEndOf(ElectionTimeline story, JournalEntry entry) {
        return entry.kind() == Kind.TOLD
                && entry.epoch() == story.end.epoch()
                && entry.at() - story.end.at() <= AFTERMATH_MILLIS;
    }

    private ElectionTimeline with(JournalEntry entry) {
        List<JournalEntry> longer = new ArrayList<>(steps);
        longer.add(entry);
        return new ElectionTimeline(longer, end);
    }
}
