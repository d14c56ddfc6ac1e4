package p2pchat.membership;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.membership.Membership.Effect;
import p2pchat.membership.MembershipActor.Command;
import p2pchat.membership.MembershipActor.DirectoryFailed;
import p2pchat.membership.MembershipActor.PeerFailed;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkName;

/** Makes the calls a {@link Membership} wants made. Whatever comes of one is a command that names its ticket. */
record MembershipCalls(NetworkName name, DirectoryCalls directory, Peers peers) {

    private static final Logger LOG = LoggerFactory.getLogger(MembershipCalls.class);

    /** Calls. {@code standing} is where this node stands now: every call to a member carries it. */
    CompletionStage<Command> make(Effect effect, MembershipSnapshot standing) {
        if (effect instanceof Effect.AskInformation ask) {
            return settled(
                    directory.information(name),
                    record -> new MembershipActor.Informed(ask.ticket(), record),
                    new DirectoryFailed(ask.ticket()));
        } else if (effect instanceof Effect.AskDirectory ask) {
            return settled(
                    directory.ask(ask.request()),
                    reply -> new MembershipActor.DirectoryAnswered(ask.ticket(), reply),
                    new DirectoryFailed(ask.ticket()));
        } else if (effect instanceof Effect.Join join) {
            return settled(
                    peers.join(
                            join.to(),
                            header(standing, join.to()),
                            join.request(),
                            Duration.ofMillis(join.timeoutMillis())),
                    reply -> new MembershipActor.JoinAnswered(join.ticket(), reply),
                    new PeerFailed(join.ticket()));
        } else if (effect instanceof Effect.Leave leave) {
            return settled(
                    peers.leave(leave.to(), header(standing, leave.to()), Duration.ofMillis(leave.timeoutMillis())),
                    reply -> new MembershipActor.LeaveAnswered(leave.ticket(), reply),
                    new PeerFailed(leave.ticket()));
        } else if (effect instanceof Effect.Coordinate push) {
            Duration timeout = Duration.ofMillis(push.timeoutMillis());
            return settled(
                    peers.coordinate(push.to(), header(standing, push.to()), push.coordinator(), timeout),
                    reply -> new MembershipActor.CoordinatorAnswered(push.ticket(), reply),
                    new PeerFailed(push.ticket()));
        }
        throw new AssertionError("no call for " + effect);
    }

    private static <T> CompletionStage<Command> settled(
            CompletionStage<T> call, Function<T, Command> answered, Command failed) {
        BiFunction<T, Throwable, Command> either = (answer, failure) -> {
            if (failure == null) {
                return answered.apply(answer);
            }
            LOG.debug("no answer: {}", failure.toString());
            return failed;
        };
        return call.handle(either);
    }

    private static Header header(MembershipSnapshot standing, Leader callee) {
        return standing.header(callee.uid());
    }
}
