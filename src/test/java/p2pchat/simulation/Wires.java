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

/** What the edge does for chat and synchronisation of one process: streams, single calls, pulls, over {@link Connection}s. */
final class Wires implements Exchanges, UnaryMessages, RemoteLogs {

    private static final long PULL_MILLIS = 30_000;

    private final World world;
    private final SimulatedNode self;

    Wires(World world, SimulatedNode self) {
        this.world = world;
        this.self = self;
    }

    // --- streams

    @Override
    public Exchange open(Member member, StreamListener lane) {
        Connection connection = connect(member, () -> {
            told(member, Ranges.NONE);
            lane.closed("over");
        });
        connection.ifRefused(() -> self.connectionLost(member.uid()));
        Optional<ViewId> view = Optional.of(self.standing().viewId());
        connection.there(there -> heard(there, member.uid(), view, connection)
                .ifPresent(voice -> voice.greeted(self.id()).whenComplete((held, cause) -> {
                    if (cause == null) {
                        connection.back(() -> {
                            told(member, held);
                            lane.opened(held);
                        });
                    } else {
                        connection.breaks();
                    }
                })));
        pump(connection, member, lane);
        return connection::close;
    }

    private void told(Member member, Ranges held) {
        self.voice().ifPresent(voice -> voice.told(member.node(), held));
    }

    private void pump(Connection connection, Member member, StreamListener lane) {
        lane.nextBatch().thenAccept(batch -> {
            if (!connection.over()) {
                Optional<ViewId> view = Optional.of(self.standing().viewId());
                connection.there(there -> receive(there, connection, member, lane, view, batch));
                world.timeline.after(world.random.nextInt(4), self, () -> pump(connection, member, lane));
            }
        });
    }

    private void receive(
            SimulatedNode there,
            Connection connection,
            Member member,
            StreamListener lane,
            Optional<ViewId> view,
            List<ChatMessage> batch) {
        heard(there, member.uid(), view, connection)
                .ifPresent(voice -> voice.arrived(self.id(), batch).whenComplete((ack, cause) -> {
                    if (cause == null) {
                        Optional<ViewId> theirs = Optional.of(there.standing().viewId());
                        connection.back(() -> {
                            self.liveness.heardFrame(member.uid(), theirs, true);
                            lane.acknowledged(ack.stored(), ack.refused());
                        });
                    } else {
                        connection.breaks();
                    }
                }));
    }

    // --- single calls

    @Override
    public CompletionStage<Receipt> deliver(Member to, ChatMessage message, Duration timeout) {
        return call(
                to,
                timeout,
                (voice, answer) -> voice.arrived(self.id(), List.of(message)).whenComplete((ack, cause) -> {
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
                leader,
                timeout,
                (voice, answer) -> voice.passOn(self.id(), relay).thenAccept(answer::complete));
    }

    private <A> CompletionStage<A> call(
            Member to, Duration timeout, BiConsumer<SimulatedChatNode, CompletableFuture<A>> request) {
        CompletableFuture<A> answer = world.promises.open();
        Connection connection =
                connect(to, () -> answer.completeExceptionally(new IllegalStateException("no connection")));
        world.timeline.after(timeout.toMillis(), self, connection::close);
        Optional<ViewId> view = Optional.of(self.standing().viewId());
        connection.there(there -> heard(there, to.uid(), view, connection).ifPresent(voice -> {
            CompletableFuture<A> made = world.promises.open();
            request.accept(voice, made);
            made.thenAccept(value -> connection.back(() -> {
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
        CompletableFuture<Void> done = world.promises.open();
        Connection connection =
                connect(from, () -> done.completeExceptionally(new IllegalStateException("no connection")));
        idle(connection);
        Pull pull = new Pull(connection, from, taker, done);
        connection.there(there -> heard(there, from.uid(), Optional.empty(), connection)
                .ifPresent(voice -> voice.asked(Optional.of(self.id().node()), query)
                        .thenAccept(offer -> pull.offered(voice, offer))));
        return done;
    }

    /** Real ones notice after 30 s without a chunk. */
    private void idle(Connection connection) {
        world.timeline.after(PULL_MILLIS, self, connection::close);
    }

    private record Pull(Connection connection, Member from, Taker taker, CompletableFuture<Void> done) {

        private void offered(SimulatedChatNode voice, SyncResponseHeader offer) {
            connection.back(() -> taker.offered(offer.have(), offer.authors()));
            if (offer.send().isEmpty()) {
                ends();
            } else {
                chunk(voice, offer, offer.after());
            }
        }

        private void chunk(SimulatedChatNode voice, SyncResponseHeader offer, Optional<HistoryPlace> after) {
            voice.next(offer, after)
                    .thenAccept(page ->
                            connection.back(() -> taker.take(page.messages()).whenComplete((taken, cause) -> {
                                if (cause != null) {
                                    connection.close();
                                } else if (page.next().isPresent()) {
                                    connection.there(there -> chunk(voice, offer, page.next()));
                                } else {
                                    ends();
                                }
                            })));
        }

        private void ends() {
            connection.back(() -> {
                done.complete(null);
                connection.close();
            });
        }
    }

    // --- who is meant

    private Connection connect(Member to, Runnable ended) {
        return new Connection(world, self, world.place(to.address()).orElseThrow(), ended);
    }

    /** Who listens there, if it is the one meant and admitted; the frame is news of the caller (protocol 2.2). */
    private Optional<SimulatedChatNode> heard(
            SimulatedNode there, Uid meant, Optional<ViewId> view, Connection connection) {
        Optional<SimulatedChatNode> voice =
                there.voice().filter(found -> there.uid().equals(meant) && found.admitted());
        if (voice.isEmpty()) {
            connection.breaks();
        } else {
            there.liveness.heardFrame(self.uid(), view, false);
        }
        return voice;
    }
}
