package p2pchat.liveness;

import java.util.Set;
import java.util.TreeSet;
import p2pchat.liveness.PingTracker.Purpose;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.Uid;

/**
 * The candidate's round: it pings everybody it saw in this epoch, evicted ones too, for the directory weighs how many it
 * hears against how many the old leader hears (H2).
 */
final class CandidatePoll {

    private final PingTracker board;
    private final Set<Uid> open = new TreeSet<>();
    private long polledAt;
    private int reported;

    CandidatePoll(PingTracker board) {
        this.board = board;
    }

    void start(long now) {
        round(now, board.headStart());
        everybodyButTheSuspect().forEach(member -> open.add(member.uid()));
        reportWhenComplete(now);
    }

    /** Round trips grow old, so the round is repeated while the election lasts. */
    void tick(long now) {
        if (now - polledAt >= board.settings.shortPatience()) {
            round(now, 0);
        }
    }

    /** An answer, a refusal or a failure: each is an end to the waiting. */
    void settled(long now, Uid uid) {
        open.remove(uid);
        reportWhenComplete(now);
    }

    private void round(long now, long afterMillis) {
        polledAt = now;
        for (Member member : board.standing().electorate()) {
            board.ping(Purpose.POLL, Leader.of(member), afterMillis);
        }
    }

    private void reportWhenComplete(long now) {
        int heard = 1
                + board.contacts.countRoundTripsSince(
                        now - board.settings.heardWindow(),
                        board.standing().electorate().stream().map(Member::uid).toList());
        if (open.isEmpty() && heard != reported) {
            reported = heard;
            board.report(new LivenessReport.Heard(board.standing().stint(), heard));
        }
    }

    private Iterable<Member> everybodyButTheSuspect() {
        return board.standing().electorate().stream()
                .filter(member -> board.standing()
                        .leader()
                        .filter(suspect -> suspect.uid().equals(member.uid()))
                        .isEmpty())
                .toList();
    }
}
