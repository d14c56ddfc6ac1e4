package p2pchat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import p2pchat.console.Answer;
import p2pchat.console.Conversation;
import p2pchat.console.Question;
import p2pchat.journal.ElectionStory;
import p2pchat.journal.Note;
import p2pchat.model.HistoryEntry;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Reach;
import p2pchat.model.Saying;
import p2pchat.model.Standing;
import p2pchat.node.DirectoryWatch;
import p2pchat.node.Errand;
import p2pchat.node.NetworkStatus;
import p2pchat.node.NodeGuardian;

/**
 * One network of the node, as the console talks to it.
 *
 * @param log what the node has stored
 */
record Talk(ActorSystem<NodeGuardian.Command> node, NetworkName network, StoredLog log) implements Conversation {

    @Override
    public CompletionStage<MessageId> say(Saying what) {
        CompletableFuture<MessageId> accepted = new CompletableFuture<>();
        node.tell(new NodeGuardian.Say(network, what, accepted));
        return accepted;
    }

    @Override
    public CompletionStage<Answer> ask(Question question) {
        if (question instanceof Question.WhyLeader) {
            CompletableFuture<List<Note>> entries = new CompletableFuture<>();
            node.tell(new NodeGuardian.Run(network, new Errand.Recall(entries)));
            return entries.thenApply(noted -> new Answer.Why(ElectionStory.last(noted)));
        }
        if (question instanceof Question.Networks networks) {
            CompletableFuture<DirectoryWatch.Known> known = new CompletableFuture<>();
            node.tell(new NodeGuardian.Networks(known, networks.anew()));
            return known.thenApply(said -> new Answer.Networks(said.networks(), said.age(), said.reachable()));
        }
        if (question instanceof Question.Rename rename) {
            CompletableFuture<Nick> given = new CompletableFuture<>();
            node.tell(new NodeGuardian.Run(network, new Errand.Rename(rename.nick(), given)));
            return given.thenApply(nick -> new Answer.Renamed(nick, rename.nick()));
        }
        CompletableFuture<NetworkStatus> status = new CompletableFuture<>();
        node.tell(new NodeGuardian.Run(network, new Errand.Describe(status)));
        return status.thenCompose(told -> answer(question, told));
    }

    private CompletionStage<Answer> answer(Question question, NetworkStatus status) {
        if (question instanceof Question.Members) {
            return done(new Answer.Members(status));
        }
        if (question instanceof Question.Status) {
            return done(new Answer.Status(status, log.home(), 0));
        }
        if (question instanceof Question.Info) {
            return done(new Answer.Info(status));
        }
        if (question instanceof Question.History history) {
            return log.newest(network, status.network(), history.count())
                    .thenApply(entries -> listing(entries, status, false));
        }
        if (question instanceof Question.Search search) {
            return log.search(network, status.network(), search).thenApply(entries -> listing(entries, status, true));
        }
        if (question instanceof Question.OfMessage about) {
            return log.find(network, status.network(), about)
                    .thenCompose(entry -> about(about, said(entry, self(status)), status));
        }
        if (question instanceof Question.Export export) {
            return log.export(network, status.network(), export.file(), export.format())
                    .thenApply(count -> new Answer.Exported(export.file(), count));
        }
        throw new AssertionError("no answer to " + question);
    }

    private CompletionStage<Answer> about(Question.OfMessage question, NetworkEvent.Said said, NetworkStatus status) {
        if (question instanceof Question.Message) {
            return log.clock(network, status.network(), said.message())
                    .thenApply(clock -> new Answer.Message(said, clock));
        }
        if (!said.own()) {
            return done(new Answer.WhyMessage(said, Optional.empty()));
        }
        CompletableFuture<Reach> reach = new CompletableFuture<>();
        node.tell(new NodeGuardian.Run(
                network, new Errand.Trace(said.message().key().seq(), reach)));
        return reach.thenApply(known -> new Answer.WhyMessage(said, Optional.of(known)));
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    private static Answer listing(List<HistoryEntry> entries, NetworkStatus status, boolean searched) {
        Optional<NodeId> self = self(status);
        List<NetworkEvent.Said> messages =
                entries.stream().map(entry -> said(entry, self)).toList();
        return new Answer.Listing(messages, List.of(), searched);
    }

    private static NetworkEvent.Said said(HistoryEntry entry, Optional<NodeId> self) {
        boolean own = self.equals(Optional.of(entry.message().author()));
        return NetworkEvent.Said.stored(entry, own);
    }

    private static Optional<NodeId> self(NetworkStatus status) {
        return status.standing().flatMap(Standing::node);
    }

    @Override
    public CompletionStage<Void> leave() {
        CompletableFuture<Done> left = new CompletableFuture<>();
        node.tell(new NodeGuardian.Leave(network, left));
        return left.thenAccept(done -> {});
    }
}
