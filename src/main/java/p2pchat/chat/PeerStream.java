package p2pchat.chat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import p2pchat.model.Member;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/**
 * The stream to one member: its state, what the member has stored, and whether the member answers. Owned by the
 * {@link Outbox}, which reports each event through one method.
 *
 * <pre>
 *   CLOSED ── something to send, or it leads ──► OPENING ── have ──► OPEN
 *      ▲                                            │                 │
 *      └── closed (again after a backoff) ◄─────────┴─── idle, lost ──┘
 * </pre>
 */
final class PeerStream {

    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(10);

    private enum Phase {
        CLOSED,
        /** The member has not reported yet what it holds. */
        OPENING,
        OPEN
    }

    private Member member;
    private Phase phase = Phase.CLOSED;
    private int attempt;

    private boolean retryScheduled;
    /** Attempts in a row that ended before the member answered. */
    private int failures;
    /** A stream was open before, so one that fails now was lost, not just slow to open. */
    private boolean openedBefore;

    /** The cursor: own messages that the member has, or has refused permanently. */
    private Ranges stored;
    /** The highest number this stream is past, even if the log lacks it. */
    private long sent;
    /** The highest number of a message that was sent on this stream. */
    private long highestSent;
    /** The lowest number restored to the log while it was being read for this stream. */
    private long restoredFrom = Long.MAX_VALUE;
    /** The stream can take a batch and has been promised the next one. */
    private boolean batchRequested;

    private boolean readingLog;
    private long lastUsed;

    /** Time of the last acknowledgement, or of the last excuse for a missing one. */
    private long progressAt;
    /** The latest stream carried an acknowledgement. One that opens and carries none is no progress. */
    private boolean acknowledgedSomething = true;
    /** The member is reachable but does not store. The leader is not asked again until it does. */
    private boolean slow;
    /** Time at which this node, as the leader, requested the member's verification; 0 if it did not. */
    private long verificationSince;
    /** Since when the member owes an answer to a hello or to messages; 0 if it owes none. */
    private long unansweredSince;

    private final AckTimes ackTimes = new AckTimes();
    /** The message whose acknowledgement is timed; 0 if there is none. */
    private long timedSeq;

    private long timedSince;

    /** The member was admitted after this node, so it fetches what it lacks from the leader (protocol 2.8). */
    private boolean catchingUp;
    /** The newest message that it fetches. */
    private long catchUpEnd;
    /** The number of these messages that it held at the last hello; negative before the first. */
    private long oldAtHello = -1;
    /** The messages up to this number are not sent, because the member fetches them. */
    private long leftToCatchUp;

    /** @param catchingUp whether the member was admitted after this node */
    PeerStream(Member member, Ranges stored, boolean catchingUp) {
        this.member = member;
        this.stored = stored;
        this.catchingUp = catchingUp;
    }

    // ---- events

    /** Resets the state for a member that came back at another address or with another store. */
    void memberReplaced(Member by, int number, boolean isCatchingUp) {
        member = by;
        catchingUp = isCatchingUp;
        oldAtHello = -1;
        attempt = number;
        retryScheduled = false;
        failures = 0;
        openedBefore = false;
        acknowledgedSomething = true;
        slow = false;
        verificationSince = 0;
        unansweredSince = 0;
        reset();
    }

    void opening(int number, long now) {
        phase = Phase.OPENING;
        attempt = number;
        sent = 0;
        restoredFrom = Long.MAX_VALUE;
        batchRequested = false;
        readingLog = false;
        retryScheduled = false;
        lastUsed = now;
        highestSent = 0;
        answerExpected(now);
    }

    void opened(Ranges have, OwnSequence own, long now) {
        phase = Phase.OPEN;
        stored = have; // even if it is less than the cursor, because the member's store may be another one
        openedBefore = true;
        unansweredSince = 0;
        if (acknowledgedSomething) {
            progressAt = now;
        }
        acknowledgedSomething = false;
        leaveToCatchUp(own);
    }

    /** Leaves old messages to the catch-up, as long as that makes progress. The leader may lack newer ones. */
    private void leaveToCatchUp(OwnSequence own) {
        if (oldAtHello < 0) {
            catchUpEnd = own.last() - Outbox.WINDOW;
        }
        long old = stored.and(Ranges.upTo(catchUpEnd)).size();
        catchingUp &= old > oldAtHello && !passed(own).missing(1, catchUpEnd).isEmpty();
        oldAtHello = old;
        leftToCatchUp = catchingUp ? catchUpEnd : 0;
    }

    void batchRequested() {
        batchRequested = true;
    }

    /**
     * Returns the messages of the next batch, to be read from the log until {@link #batchSent}; empty if the stream
     * takes none now or the member lacks none.
     */
    Ranges nextBatch(OwnSequence own, long now) {
        if (phase != Phase.OPEN || !batchRequested || readingLog) {
            return Ranges.NONE;
        }
        Ranges passed = passed(own);
        long windowEnd = passed.contiguous() + Outbox.WINDOW; // limited by the first unacknowledged message
        Ranges wanted =
                passed.missing(sent + 1, Math.min(own.last(), windowEnd)).first(Outbox.MAX_BATCH);
        if (!wanted.isEmpty()) {
            readingLog = true;
            lastUsed = now;
            if (timedSeq == 0) {
                timedSeq = wanted.ranges().get(0).from();
                timedSince = now;
            }
        }
        return wanted;
    }

    /**
     * Records a batch that was sent.
     *
     * @param upTo the number up to which the stream has everything wanted
     * @param count the number of messages in the batch, which the member is to acknowledge
     */
    void batchSent(long upTo, int count) {
        readingLog = false;
        batchRequested = false;
        if (count > 0) {
            highestSent = Math.max(highestSent, upTo);
            answerExpected(lastUsed);
        }
        sent = Math.min(Math.max(sent, upTo), restoredFrom - 1);
        restoredFrom = Long.MAX_VALUE;
    }

    /** Rewinds the stream to send own messages that were restored to the log. */
    void restored(Ranges messages) {
        if (!messages.isEmpty()) {
            long first = messages.ranges().get(0).from();
            sent = Math.min(sent, first - 1);
            restoredFrom = readingLog ? Math.min(restoredFrom, first) : restoredFrom;
        }
    }

    /** Accepts an acknowledgement. Refused messages count as stored, because sending them again changes nothing. */
    void acknowledged(Ranges messages, Iterable<Long> refused, long now) {
        stored = stored.union(messages);
        for (long seq : refused) {
            stored = stored.with(seq);
        }
        lastUsed = now;
        progressAt = now;
        acknowledgedSomething = true;
        slow = false;
        verificationSince = 0;
        unansweredSince = stored.last() < highestSent ? now : 0;
        if (timedSeq > 0 && messages.contains(timedSeq)) {
            ackTimes.add(now - timedSince);
            timedSeq = 0;
        }
    }

    /** Records messages that the member got another way. */
    void storedElsewhere(Ranges messages) {
        stored = stored.union(messages);
    }

    /** Handles the end of the stream. An answer that the member owes is still owed. */
    void closed() {
        failures = phase == Phase.OPENING ? failures + 1 : 0;
        reset();
    }

    /** Returns the time to wait before the next attempt. */
    Duration scheduleRetry(RandomGenerator random) {
        retryScheduled = true;
        long doubled = FIRST_BACKOFF.toMillis() << Math.min(failures, 10);
        long capped = Math.min(doubled, LONGEST_BACKOFF.toMillis());
        return Duration.ofMillis(capped / 2 + random.nextLong(capped));
    }

    void retryDue() {
        retryScheduled = false;
    }

    void foundSlow() {
        slow = true;
    }

    void verificationRequested(long now) {
        verificationSince = now;
    }

    void leaderChanged() {
        verificationSince = 0;
    }

    /** Restarts the timeout of unacknowledged messages after a pause of this process. */
    void excuseMissingProgress(long now) {
        progressAt = now;
    }

    /** Restarts the timeout of an owed answer after a pause of this process. */
    void excuseMissingAnswer(long now) {
        if (answerOwed()) {
            unansweredSince = now;
        }
    }

    private void answerExpected(long since) {
        unansweredSince = answerOwed() ? unansweredSince : since;
    }

    private void reset() {
        phase = Phase.CLOSED;
        batchRequested = false;
        readingLog = false;
        timedSeq = 0;
        leftToCatchUp = 0;
    }

    // ---- state

    Member member() {
        return member;
    }

    NodeId node() {
        return member.node();
    }

    StreamId id() {
        return new StreamId(member.node(), attempt);
    }

    Ranges stored() {
        return stored;
    }

    boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    boolean isOpening() {
        return phase == Phase.OPENING;
    }

    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    boolean leavesToCatchUp() {
        return leftToCatchUp > 0;
    }

    boolean retryScheduled() {
        return retryScheduled;
    }

    boolean lacks(OwnSequence own) {
        return passed(own).contiguous() < own.last();
    }

    boolean unusedFor(Duration time, long now) {
        return now - lastUsed > time.toMillis();
    }

    boolean answerOwed() {
        return unansweredSince > 0;
    }

    boolean answerOwedFor(Duration time, long now) {
        return answerOwed() && now - unansweredSince >= time.toMillis();
    }

    boolean slow() {
        return slow;
    }

    /** Returns whether a pending message written at that time has been unacknowledged for too long (protocol 2.6). */
    boolean overdue(long writtenAt, long now) {
        boolean lost = openedBefore && failures > 0;
        return lost || now - Math.max(writtenAt, progressAt) >= ackTimes.timeoutMillis();
    }

    /** Returns whether any pending message may be overdue. */
    boolean silent(long now) {
        return overdue(0, now);
    }

    boolean verificationRunning() {
        return verificationSince > 0;
    }

    boolean verificationRunningFor(Duration time, long now) {
        return verificationRunning() && now - verificationSince >= time.toMillis();
    }

    /** Returns the numbers that the member has, or that no log can send, or that it fetches. */
    private Ranges passed(OwnSequence own) {
        return stored.union(own.gaps()).union(Ranges.upTo(leftToCatchUp));
    }
}
