package p2pchat.chat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import p2pchat.model.Member;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/** What the {@link Outbox} knows of the way to one member. Only the outbox and its {@link RelayRequests} change it. */
final class PeerStreams {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    private PeerStreams() {}

    enum Phase {
        /** No stream, and none is wanted or one will be tried again later. */
        CLOSED,
        /** A stream is being opened; the member has not said yet what it holds. */
        OPENING,
        OPEN
    }

    static final class PeerStream {
        Member member;
        Phase phase = Phase.CLOSED;
        /** Which attempt, of all that the outbox ever made: what an earlier stream still says is told apart. */
        int attempt;
        /** The cursor: which of our messages the member has, or has refused for good. */
        Ranges stored;
        /** The highest number handed to this stream. */
        long sent;
        /** From here on the log was filled while it was being read for this stream. */
        private long again = Long.MAX_VALUE;
        /** The stream can take a batch and has been promised the next one. */
        boolean asked;
        /** The log is being read for this stream. */
        boolean reading;
        /** A new attempt is already due at some moment. */
        boolean retrying;
        /** Attempts in a row that ended before the member answered. */
        int failures;

        long lastUse;

        /** When the member last acknowledged something, or we had reason to count its silence anew. */
        long progress;
        /** There was a stream once: one that fails now was lost, not just slow to come. */
        boolean connected;
        /** The last stream brought an acknowledgement. One that opens and brings none is no progress. */
        boolean useful = true;
        /** It can be reached and does not store: the leader is not troubled again until it does. */
        boolean slow;
        /** When the leader, being us, began to doubt it; 0 if it does not. */
        long doubtedAt;
        /** Since when it owes an answer, to a call or to messages; 0 if it owes none. */
        long owesSince;
        /** The highest number that went out on this stream, where {@link #sent} may count what the log lacks. */
        private long handed;

        private final AckTimes times = new AckTimes();
        private long timed;
        private long timedSince;

        PeerStream(Member member, Ranges stored) {
            this.member = member;
            this.stored = stored;
        }

        NodeId node() {
            return member.node();
        }

        /** It came back elsewhere: what leads to its old address is dead, and it is nobody we know. */
        void moved(Member to, int number) {
            member = to;
            attempt = number;
            retrying = false;
            failures = 0;
            connected = false;
            useful = true;
            slow = false;
            doubtedAt = 0;
            owesSince = 0;
            closed();
        }

        void opening(int number, long now) {
            phase = Phase.OPENING;
            attempt = number;
            sent = 0;
            again = Long.MAX_VALUE;
            asked = false;
            reading = false;
            retrying = false;
            lastUse = now;
            handed = 0;
            owes(now);
        }

        void opened(Ranges have, long now) {
            phase = Phase.OPEN;
            stored = have; // the truth, also where it is less than we believed: its store may be another one
            connected = true;
            owesSince = 0;
            if (useful) {
                progress = now;
            }
            useful = false;
        }

        void sending(long first, long now) {
            reading = true;
            lastUse = now;
            if (timed == 0) {
                timed = first;
                timedSince = now;
            }
        }

        /** @param count how many messages that was; it is asked to acknowledge them */
        void sent(long upTo, int count) {
            reading = false;
            asked = false;
            if (count > 0) {
                handed = Math.max(handed, upTo);
                owes(lastUse);
            }
            sent = Math.min(Math.max(sent, upTo), again - 1);
            again = Long.MAX_VALUE;
        }

        /** What the log lacked has come: it is to be handed to this stream, too. */
        void again(Ranges back) {
            if (!back.isEmpty()) {
                long first = back.ranges().get(0).from();
                sent = Math.min(sent, first - 1);
                again = reading ? Math.min(again, first) : again;
            }
        }

        /** The refused count as stored: asking again changes nothing. */
        void acknowledged(Ranges by, Iterable<Long> refused, long now) {
            stored = stored.union(by);
            for (long seq : refused) {
                stored = stored.with(seq);
            }
            lastUse = now;
            progress = now;
            useful = true;
            slow = false;
            doubtedAt = 0;
            owesSince = stored.last() < handed ? now : 0;
            if (timed > 0 && by.contains(timed)) {
                times.add(now - timedSince);
                timed = 0;
            }
        }

        /** What of our messages it lacks and may be sent now, as much as one batch takes. */
        Ranges due(OwnSequence own) {
            Ranges passed = passed(own);
            long windowEnd = passed.contiguous() + Outbox.WINDOW; // no further while something before it is unacked
            return passed.missing(sent + 1, Math.min(own.last(), windowEnd)).first(Outbox.MAX_BATCH);
        }

        boolean lacks(OwnSequence own) {
            return passed(own).contiguous() < own.last();
        }

        /** What it has, and what nobody can send it. */
        private Ranges passed(OwnSequence own) {
            return stored.union(own.gaps());
        }

        /** Whether it left a message, written at that time, unacknowledged for too long (protocol 2.6). */
        boolean overdue(long writtenAt, long now) {
            return broken() || now - Math.max(writtenAt, progress) >= times.timeoutMillis();
        }

        /** The connection was lost, and the attempt to make another failed. */
        boolean broken() {
            return connected && failures > 0;
        }

        private void owes(long since) {
            owesSince = owesSince == 0 ? since : owesSince;
        }

        /** What it owes it still owes: no answer was one. */
        void closed() {
            phase = Phase.CLOSED;
            asked = false;
            reading = false;
            timed = 0;
        }

        Duration backoff(RandomGenerator random) {
            long doubled = FIRST_BACKOFF.toMillis() << Math.min(failures, 10);
            long capped = Math.min(doubled, LONGEST_BACKOFF.toMillis());
            return Duration.ofMillis(capped / 2 + random.nextLong(capped));
        }
    }
}
