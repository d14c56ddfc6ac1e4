package p2pchat.election;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.ViewId;

/** Challenges members with lower ids. {@code transport} implements it over gRPC. */
public interface Electorate {

    /** The mission's election. Fails if there is no answer in time. */
    CompletionStage<ElectionAnswer> challenge(Leader to, Header header, long epoch, Duration timeout);

    /** Pings the leader through another member. Completes with the view that the leader leads, proven by its signature. */
    CompletionStage<Optional<ViewId>> confirm(Leader through, Header header, MemberId leader, Duration timeout);
}
