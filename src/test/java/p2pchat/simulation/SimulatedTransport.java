package p2pchat.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import p2pchat.chat.Exchanges;
import p2pchat.chat.UnaryMessages;
import p2pchat.model.ChatMessage;
import p2pchat.model.HistoryPlace;
import p2pchat.model.Member;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncQuery;
import p2pchat.sync.SyncResponseHeader;

/** What the edge does for chat and synchronisation of one process: streams, single calls, pulls, over {@link SimulatedConnection}s. */
final class SimulatedTransport implements Exchanges, UnaryMessages, RemoteLogs {

    private static final long PULL_MILLIS = 30_000;

    private final World world;
    private final SimulatedNode self;

    SimulatedTransport(World world, SimulatedNode self) {
        this.world = world;
        this.self = self;
    }

    // --- streams

    @Override
    public Exchange open(Member member, StreamListener lane) {
        SimulatedConnection connection = connect(member, () -> {
            memberReported(member, Ranges.NONE);
            lane.closed("over");
        });
        connection.onRefused(() -> self.connectionLost(member.uid()));
        Optional<ViewId> view = Optional.of(self.snapshot().viewId());
        connection.sendToCallee(there -> callee(there, member.uid(), view, connection)
                .ifPresent(chat -> chat.streamOpened(self.id()).whenComplete((held, cause) -> {
                    if (cause == null) {
                        connection.sendToCaller(() -> {
                            memberReported(member, held);
                            lane.opened(held);
                        });
                    } else {
                        connection.breakBothEnds();
                    }
                })));
        pump(connection, member, lane);
        return connection::close;
    }

    private void memberReported(Member member, Ranges held) {
        self.chat().ifPresent(chat -> chat.memberReported(member.node(), held));
    }

    private void pump(SimulatedConnection connection, Member member, StreamListener lane) {
        lane.nextBatch().thenAccept(batch -> {
            if (!connection.closed()) {
                Optional<ViewId> view = Optional.of(self.snapshot().viewId());
                connection.sendToCallee(there -> receive(there, connection, member, lane, view, batch));
                world.loop.schedule(world.random.nextInt(4), self, () -> pump(connection, member, lane));
            }
        });
    }

    private void receive(
            SimulatedNode there,
            SimulatedConnection connection,
            Member member,
            StreamListener lane,
            Optional<ViewId> view,
            List<ChatMessage> batch) {
        callee(there, member.uid(), view, connection)
                .ifPresent(chat -> chat.receive(self.id(), batch).whenComplete((ack, cause) -> {
                    if (cause == null) {
                        Optional<ViewId> theirs = Optional.of(there.snapshot().viewId());
                        connection.sendToCaller(() -> {
                            self.liveness.heardFrame(member.uid(), theirs, true);
                            lane.acknowledged(ack.stored(), ack.refused());
                        });
                    } else {
                        connection.breakBothEnds();
                    }
                }));
    }

    // --- single calls

    @Override
    public CompletionStage<Receipt> deliver(Member to, ChatMessage message, Duration timeout) {
        return call(
                to,
                timeout,
                (chat, answer) -> chat.receive(self.id(), List.of(message)).whenComplete((ack, cause) -> {
                    String refused =
                            ack == null ? null : ack.refused().get(message.key().seq());
                    answer.complete(
                            ack == null
                                    ? new Receipt.Unable()
                                    : refused == null ? new Receipt.Stored() : new Receipt.Refused(refused));
                }));
    }

    @Override
    public CompletionStage<RelayAnswer> relay(Member leader, RelayRequest relay, Duration timeout) {
        return call(
                leader, timeout, (chat, answer) -> chat.relay(self.id(), relay).thenAccept(answer::complete));
    }

    private <A> CompletionStage<A> call(
            Member to, Duration timeout, BiConsumer<SimulatedChatNode, CompletableFuture<A>> request) {
        CompletableFuture<A> answer = world.futures.incomplete();
        SimulatedConnection connection =
                connect(to, () -> answer.completeExceptionally(new IllegalStateException("no connection")));
        world.loop.schedule(timeout.toMillis(), self, connection::close);
        Optional<ViewId> view = Optional.of(self.snapshot().viewId());
        connection.sendToCallee(there -> callee(there, to.uid(), view, connection)
                .ifPresent(chat -> {
                    CompletableFuture<A> made = world.futures.incomplete();
                    request.accept(chat, made);
                    made.thenAccept(value -> connection.sendToCaller(() -> {
                        self.liveness.heardFrame(to.uid(), Optional.empty(), true);
                        answer.complete(value);
                        connection.close();
                    }));
                }));
        return answer;
    }

    // --- pulls

    @Override
    public CompletionStage<Void> pull(Member from, SyncQuery query, Taker taker) {
        CompletableFuture<Void> done = world.futures.incomplete();
        SimulatedConnection connection =
                connect(from, () -> done.completeExceptionally(new IllegalStateException("no connection")));
        closeWhenIdle(connection);
        Pull pull = new Pull(connection, from, taker, done);
        connection.sendToCallee(there -> callee(there, from.uid(), Optional.empty(), connection)
                .ifPresent(chat -> chat.answerSync(Optional.of(self.id().node()), query)
                        .thenAccept(offer -> pull.offered(chat, offer))));
        return done;
    }

    /** Real ones notice after 30 s without a chunk. */
    private void closeWhenIdle(SimulatedConnection connection) {
        world.loop.schedule(PULL_MILLIS, self, connection::close);
    }

    private record Pull(SimulatedConnection connection, Member from, Taker taker, CompletableFuture<Void> done) {

        private void offered(SimulatedChatNode chat, SyncResponseHeader offer) {
            connection.sendToCaller(() -> taker.offered(offer.have(), offer.authors()));
            if (offer.send().isEmpty()) {
                ends();
            } else {
                chunk(chat, offer, offer.after());
            }
        }

        private void chunk(SimulatedChatNode chat, SyncResponseHeader offer, Optional<HistoryPlace> after) {
            chat.nextPage(offer, after)
                    .thenAccept(page -> connection.sendToCaller(() -> taker.take(page.messages())
                            .whenComplete((taken, cause) -> {
                                if (cause != null) {
                                    connection.close();
                                } else if (page.next().isPresent()) {
                                    connection.sendToCallee(there -> chunk(chat, offer, page.next()));
                                } else {
                                    ends();
                                }
                            })));
        }

        private void ends() {
            connection.sendToCaller(() -> {
                done.complete(null);
                connection.close();
            });
        }
    }

    // --- who is meant

    private SimulatedConnection connect(Member to, Runnable ended) {
        return new SimulatedConnection(world, self, world.host(to.address()).orElseThrow(), ended);
    }

    /** Who listens there, if it is the one meant and admitted; the frame is news of the caller (protocol 2.2). */
    private Optional<SimulatedChatNode> callee(
            SimulatedNode there, Uid meant, Optional<ViewId> view, SimulatedConnection connection) {
        Optional<SimulatedChatNode> chat =
                there.chat().filter(found -> there.uid().equals(meant) && found.isStarted());
        if (chat.isEmpty()) {
            connection.breakBothEnds();
        } else {
            there.liveness.heardFrame(self.uid(), view, false);
        }
        return chat;
    }
}
