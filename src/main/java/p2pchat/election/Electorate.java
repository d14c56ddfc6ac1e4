package p2pchat.election;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import p2pchat.model.Header;
import p2pchat.model.Leader;

/** Challenges members with lower ids. {@code transport} implements it over gRPC. */
public interface Electorate {

    /** The mission's election. Fails if there is no answer in time. */
    CompletionStage<ElectionAnswer> challenge(Leader to, Header header, long epoch, Duration timeout);
}
