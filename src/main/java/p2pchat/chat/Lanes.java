package p2pchat.chat;

import p2pchat.model.Member;
import p2pchat.model.Ranges;

/** What the {@link Outbox} knows of the way to one member. Only the outbox changes it. */
final class Lanes {
    private Lanes() {}

    enum Phase {
        /** No stream, and none is wanted or one will be tried again later. */
        CLOSED,
        /** A stream is being opened; the member has not said yet what it holds. */
        OPENING,
        OPEN
    }

    static final class Lane {
        Member member;
        Phase phase = Phase.CLOSED;
        /** Which attempt, of all that the outbox ever made: what an earlier stream still says is told apart. */
        int attempt;
        /** The cursor: which of our messages the member has, or has refused for good. */
        Ranges stored;
        /** The highest number handed to this stream. */
        long sent;
        /** The stream can take a batch and has been promised the next one. */
        boolean asked;
        /** The log is being read for this stream. */
        boolean reading;
        /** A new attempt is already due at some moment. */
        boolean retrying;
        /** Attempts in a row that ended before the member answered. */
        int failures;

        long lastUse;

        Lane(Member member, Ranges stored) {
            this.member = member;
            this.stored = stored;
        }

        void opening(int number, long now) {
            phase = Phase.OPENING;
            attempt = number;
            sent = 0;
            asked = false;
            reading = false;
            retrying = false;
            lastUse = now;
        }

        void closed() {
            phase = Phase.CLOSED;
            asked = false;
            reading = false;
        }
    }
}
