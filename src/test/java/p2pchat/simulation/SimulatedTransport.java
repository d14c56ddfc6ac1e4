package p2pchat.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import p2pchat.chat.ChatActor;
import p2pchat.chat.Exchanges;
import p2pchat.chat.UnaryMessages;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.HistoryPlace;
import p2pchat.model.LogState;
import p2pchat.model.Member;
import p2pchat.model.Ranges;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.sync.LocalLog;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncQuery;
import p2pchat.sync.SyncResponseHeader;

/** Carries the streams, unary messages, and sync fetches of one process over {@link SimulatedConnection}s. */
final class SimulatedTransport implements Exchanges, UnaryMessages, RemoteLogs {

    private static final long SYNC_TIMEOUT_MILLIS = 30_000;

    private final World world;
    private final SimulatedNode self;

    SimulatedTransport(World world, SimulatedNode self) {
        this.world = world;
        this.self = self;
    }

    // --- streams

    @Override
    public Exchange open(Member member, StreamListener listener) {
        SimulatedConnection connection = connect(member, () -> {
            memberReported(member, Ranges.NONE);
            listener.closed("over");
        });
        connection.onRefused(() -> self.connectionLost(member.uid()));
        Optional<ViewId> view = Optional.of(self.snapshot().viewId());
        connection.sendToCallee(peer -> callee(peer, member.uid(), view, connection)
                .ifPresent(chat -> chat.streamOpened(self.id()).whenComplete((held, cause) -> {
                    if (cause == null) {
                        Ranges told = peer.conduct.holds(held);
                        connection.sendToCaller(() -> {
                            memberReported(member, told);
                            listener.opened(told);
                        });
                    } else {
                        connection.breakBothEnds();
                    }
                })));
        pump(connection, member, listener);
        return connection::close;
    }

    private void memberReported(Member member, Ranges held) {
        self.chat().ifPresent(chat -> chat.memberReported(member.node(), held));
    }

    private void pump(SimulatedConnection connection, Member member, StreamListener listener) {
        listener.nextBatch().thenAccept(next -> {
            if (!connection.closed()) {
                List<ChatMessage> batch = self.conduct.sends(member.node(), next);
                Optional<ViewId> view = Optional.of(self.snapshot().viewId());
                connection.sendToCallee(peer -> receive(peer, connection, member, listener, view, batch));
                world.loop.schedule(world.random.nextInt(4), self, () -> pump(connection, member, listener));
            }
        });
    }

    private void receive(
            SimulatedNode peer,
            SimulatedConnection connection,
            Member member,
            StreamListener listener,
            Optional<ViewId> view,
            List<ChatMessage> batch) {
        Optional<SimulatedChatNode> chat = callee(peer, member.uid(), view, connection);
        Optional<List<ChatMessage>> verified = chat.flatMap(found -> found.verified(batch))
                .filter(messages -> messages.stream()
                        .allMatch(message -> message.author().equals(self.id().node())));
        if (chat.isPresent() && verified.isEmpty()) {
            connection.breakBothEnds();
        }
        verified.filter(messages -> !messages.isEmpty() || batch.isEmpty())
                .ifPresent(messages -> chat.orElseThrow()
                        .receive(self.id(), messages)
                        .whenComplete((done, cause) -> {
                            if (cause == null) {
                                Optional<ViewId> theirs =
                                        Optional.of(peer.snapshot().viewId());
                                ChatActor.Ack ack = peer.conduct.acknowledges(messages, done);
                                connection.sendToCaller(() -> {
                                    self.liveness.heardFrame(member.uid(), theirs, true);
                                    listener.acknowledged(ack.stored(), ack.refused());
                                });
                            } else {
                                connection.breakBothEnds();
                            }
                        }));
    }

    // --- unary messages

    @Override
    public CompletionStage<Receipt> deliver(Member to, ChatMessage message, Duration timeout) {
        return self.conduct
                .relays(to.node(), message)
                .map(relayed -> deliverVerified(to, relayed, timeout))
                .orElseGet(() -> world.futures.completed(new Receipt.Stored()));
    }

    /** A receiver does not answer a call with a forged message. */
    private CompletionStage<Receipt> deliverVerified(Member to, ChatMessage message, Duration timeout) {
        return call(
                to,
                timeout,
                (chat, answer) -> chat.verified(List.of(message))
                        .filter(messages -> !messages.isEmpty())
                        .ifPresent(messages -> chat.receive(self.id(), messages).whenComplete((ack, cause) -> {
                            answer.complete(
                                    ack == null
                                            ? new Receipt.Unable()
                                            : receipt(ack, message.key().seq()));
                        })));
    }

    private static Receipt receipt(ChatActor.Ack ack, long seq) {
        return Optional.ofNullable(ack.refused().get(seq))
                .<Receipt>map(Receipt.Refused::new)
                .orElse(ack.stored().contains(seq) ? new Receipt.Stored() : new Receipt.Unable());
    }

    @Override
    public CompletionStage<RelayAnswer> relay(Member leader, RelayRequest relay, Duration timeout) {
        Optional<ChatMessage> sent = relay.body()
                .flatMap(own ->
                        self.conduct.sends(leader.node(), List.of(own)).stream().findFirst());
        RelayRequest request = new RelayRequest(relay.key(), relay.id(), sent, relay.to());
        return call(leader, timeout, (chat, answer) -> {
            boolean verified = sent.isEmpty()
                    || chat.verified(List.of(sent.get()))
                            .filter(known -> known.stream()
                                    .anyMatch(message ->
                                            message.author().equals(relay.key().author())))
                            .isPresent();
            if (verified) {
                chat.relay(self.id(), request).thenAccept(answer::complete);
            }
        });
    }

    private <A> CompletionStage<A> call(
            Member to, Duration timeout, BiConsumer<SimulatedChatNode, CompletableFuture<A>> request) {
        CompletableFuture<A> answer = world.futures.incomplete();
        SimulatedConnection connection =
                connect(to, () -> answer.completeExceptionally(new IllegalStateException("no connection")));
        world.loop.schedule(timeout.toMillis(), self, connection::close);
        Optional<ViewId> view = Optional.of(self.snapshot().viewId());
        connection.sendToCallee(peer -> callee(peer, to.uid(), view, connection).ifPresent(chat -> {
            CompletableFuture<A> reply = world.futures.incomplete();
            request.accept(chat, reply);
            reply.thenAccept(value -> connection.sendToCaller(() -> {
                self.liveness.heardFrame(to.uid(), Optional.empty(), true);
                answer.complete(value);
                connection.close();
            }));
        }));
        return answer;
    }

    // --- sync

    @Override
    public CompletionStage<Void> pull(Member from, SyncQuery query, Receiver receiver) {
        CompletableFuture<Void> done = world.futures.incomplete();
        SimulatedConnection connection =
                connect(from, () -> done.completeExceptionally(new IllegalStateException("no connection")));
        closeAfterTimeout(connection);
        SyncStream stream = new SyncStream(connection, self, receiver, done);
        SyncQuery claimed = new SyncQuery(
                self.conduct.claims(query.have()), query.only(), query.newest(), query.compare(), query.forks());
        connection.sendToCallee(peer -> callee(peer, from.uid(), Optional.empty(), connection)
                .ifPresent(chat -> chat.answerSync(Optional.of(self.id().node()), claimed)
                        .thenAccept(header -> stream.sendHeader(chat, header))));
        return done;
    }

    /** Simplified: a real client gives up 30 s after the last chunk. */
    private void closeAfterTimeout(SimulatedConnection connection) {
        world.loop.schedule(SYNC_TIMEOUT_MILLIS, self, connection::close);
    }

    private record SyncStream(
            SimulatedConnection connection, SimulatedNode caller, Receiver receiver, CompletableFuture<Void> done) {

        private void sendHeader(SimulatedChatNode chat, SyncResponseHeader header) {
            LogState mine = chat.conduct().claims(header.mine());
            List<ForkProof> proofs = chat.conduct().proves(header.proofs());
            connection.sendToCaller(() -> {
                if (caller.chat().orElseThrow().areProven(proofs)) {
                    receiver.onHeader(mine, header.authors(), proofs);
                } else {
                    connection.close();
                }
            });
            if (header.send().isEmpty()) {
                end();
            } else {
                sendPage(chat, header, header.after());
            }
        }

        private void sendPage(SimulatedChatNode chat, SyncResponseHeader header, Optional<HistoryPlace> after) {
            chat.nextPage(header, after).thenAccept(page -> {
                List<ChatMessage> sent = chat.conduct().handsOut(caller.id().node(), page.messages());
                connection.sendToCaller(() -> caller.chat()
                        .orElseThrow()
                        .verified(sent)
                        .ifPresentOrElse(
                                messages -> receiver.onMessages(messages)
                                        .whenComplete((taken, cause) -> nextPage(chat, header, page, cause == null)),
                                connection::close));
            });
        }

        private void nextPage(SimulatedChatNode chat, SyncResponseHeader header, LocalLog.Page page, boolean stored) {
            if (!stored) {
                connection.close();
            } else if (page.next().isPresent()) {
                connection.sendToCallee(peer -> sendPage(chat, header, page.next()));
            } else {
                end();
            }
        }

        private void end() {
            connection.sendToCaller(() -> {
                done.complete(null);
                connection.close();
            });
        }
    }

    // --- connections

    private SimulatedConnection connect(Member to, Runnable onEnd) {
        return new SimulatedConnection(world, self, world.host(to.address()).orElseThrow(), onEnd);
    }

    /**
     * Returns the chat of the process that accepted the connection, if it is the expected one and a member. Its
     * liveness counts the frame as a sign of life of the caller (protocol 2.2).
     */
    private Optional<SimulatedChatNode> callee(
            SimulatedNode peer, Uid expected, Optional<ViewId> view, SimulatedConnection connection) {
        Optional<SimulatedChatNode> chat =
                peer.chat().filter(found -> peer.uid().equals(expected) && found.isStarted());
        if (chat.isEmpty()) {
            connection.breakBothEnds();
        } else {
            peer.liveness.heardFrame(self.uid(), view, false);
        }
        return chat;
    }
}
