package p2pchat.node;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import p2pchat.chat.ChatActor;
import p2pchat.log.MessageLogActor;
import p2pchat.model.Digest;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.NodeId;
import p2pchat.model.SyncedCount;
import p2pchat.model.View;
import p2pchat.node.NetworkFinder.Contents;
import p2pchat.node.NetworkGuardian.World;
import p2pchat.sync.SyncActor;

/** The synchronisation of one network, once this node is in, and what it is told of the others. For any thread. */
final class Synchroniser {

    /** Of the log as it stands. */
    final AtomicReference<Digest> digest = new AtomicReference<>(Digest.NOTHING);

    private volatile Optional<ActorRef<SyncActor.Command>> actor = Optional.empty();

    /** How it runs: over this log, on this screen, where a newcomer is shown so much of the past. */
    Behavior<SyncActor.Command> behavior(
            World world,
            NetworkId network,
            Contents contents,
            MemberId self,
            ActorRef<MessageLogActor.Command> log,
            ActorRef<ChatActor.Command> chat,
            int history,
            Consumer<NetworkEvent> events) {
        SyncActor.Ports ports = new SyncActor.Ports(
                new SyncLogAdapter(log, contents.store().log(), chat),
                world.endpoint().sources(network, self),
                digest::get,
                events,
                world.clock(),
                world.wallClock(),
                world.random());
        return SyncActor.create(self, contents.kept().absent(), history, ports);
    }

    void runs(ActorRef<SyncActor.Command> spawned) {
        actor = Optional.of(spawned);
    }

    /** Completes with how many of the other members hold the same. */
    void state(CompletableFuture<SyncedCount> state) {
        actor.ifPresentOrElse(
                running -> running.tell(new SyncActor.State(state)), () -> state.complete(new SyncedCount(0, 0)));
    }

    void waiting(NodeId sender) {
        actor.ifPresent(running -> running.tell(new SyncActor.Waiting(sender)));
    }

    void view(View view) {
        actor.ifPresent(running -> running.tell(new SyncActor.ViewChanged(view)));
    }
}
