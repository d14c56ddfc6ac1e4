package p2pchat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import p2pchat.console.Answer;
import p2pchat.console.Conversation;
import p2pchat.console.Question;
import p2pchat.journal.ElectionStory;
import p2pchat.journal.Note;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.node.DirectoryWatch;
import p2pchat.node.Errand;
import p2pchat.node.NetworkStatus;
import p2pchat.node.NodeGuardian;

/**
 * One network of the node, as the console talks to it.
 *
 * @param home the folder with its logs
 */
record Talk(ActorSystem<NodeGuardian.Command> node, NetworkName network, Path home) implements Conversation {

    @Override
    public CompletionStage<MessageId> say(String text) {
        CompletableFuture<MessageId> accepted = new CompletableFuture<>();
        node.tell(new NodeGuardian.Say(network, text, accepted));
        return accepted;
    }

    @Override
    public CompletionStage<Answer> ask(Question question) {
        if (question instanceof Question.WhyLeader) {
            CompletableFuture<List<Note>> entries = new CompletableFuture<>();
            node.tell(new NodeGuardian.Run(network, new Errand.Recall(entries)));
            return entries.thenApply(noted -> new Answer.Why(ElectionStory.last(noted)));
        }
        if (question instanceof Question.Networks) {
            CompletableFuture<DirectoryWatch.Known> known = new CompletableFuture<>();
            node.tell(new NodeGuardian.Networks(known));
            return known.thenApply(said -> new Answer.Networks(said.networks(), said.age(), said.reachable()));
        }
        if (question instanceof Question.Rename rename) {
            CompletableFuture<Nick> given = new CompletableFuture<>();
            node.tell(new NodeGuardian.Run(network, new Errand.Rename(rename.nick(), given)));
            return given.thenApply(Answer.Renamed::new);
        }
        CompletableFuture<NetworkStatus> status = new CompletableFuture<>();
        node.tell(new NodeGuardian.Run(network, new Errand.Describe(status)));
        return status.thenApply(told -> answer(question, told));
    }

    private Answer answer(Question question, NetworkStatus status) {
        if (question instanceof Question.Members) {
            return new Answer.Members(status);
        }
        if (question instanceof Question.Status) {
            return new Answer.Status(status, home, 0);
        }
        if (question instanceof Question.Info) {
            return new Answer.Info(status);
        }
        throw new AssertionError("no answer to " + question);
    }

    @Override
    public CompletionStage<Void> leave() {
        CompletableFuture<Done> left = new CompletableFuture<>();
        node.tell(new NodeGuardian.Leave(network, left));
        return left.thenAccept(done -> {});
    }
}
