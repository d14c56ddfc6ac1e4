package p2pchat.node;

import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.membership.MembershipActor;
import p2pchat.membership.RenameReply;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** Another nick while in the network: the answer of membership in the words of whoever asked. */
final class RenameResult {

    private RenameResult() {}

    /** Completes with the nick given; fails with a {@code ProblemException}. */
    static void ask(ActorRef<MembershipActor.Command> membership, Nick nick, CompletableFuture<Nick> answer) {
        CompletableFuture<RenameReply> reply = new CompletableFuture<>();
        membership.tell(new MembershipActor.Rename(nick, reply));
        CompletableFuture<RenameReply> unused = reply.whenComplete((said, failure) -> {
            if (said instanceof RenameReply.Renamed renamed) {
                answer.complete(renamed.nick());
            } else if (said instanceof RenameReply.NotNow notNow) {
                answer.completeExceptionally(new ProblemException(new Problem.NotRenamed(nick, notNow.why())));
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }
}
