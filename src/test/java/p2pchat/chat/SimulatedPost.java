package p2pchat.chat;

import static p2pchat.chat.SimulatedChat.require;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import p2pchat.chat.LeaderRelay.Effect;
import p2pchat.chat.UnaryMessages.Receipt;
import p2pchat.chat.UnaryMessages.RelayAnswer;
import p2pchat.model.ChatMessage;
import p2pchat.model.Member;
import p2pchat.model.View;

/** The single calls of one process: those to its leader, and, while it leads, those it passes on. */
final class SimulatedPost {

    private final SimulatedChat chat;
    private final SimulatedAuthor self;
    private final int life;
    private final LeaderRelay passing;
    private final Map<Long, Consumer<RelayAnswer>> asked = new HashMap<>();
    private long lastTicket;
    private int underWay;
    private boolean looking;

    SimulatedPost(SimulatedChat chat, SimulatedAuthor self) {
        this.chat = chat;
        this.self = self;
        this.life = self.life();
        this.passing = new LeaderRelay(self.node());
    }

    boolean quiet() {
        return underWay == 0 && !passing.busy();
    }

    void view(View view) {
        take(passing.viewChanged(view));
    }

    private boolean alive() {
        return self.up() && self.life() == life;
    }

    // ---- as an author

    void ask(Outbox.Effect.Relay relay) {
        underWay++;
        require(underWay <= RelayRequests.MAX_IN_FLIGHT, "%d relays under way", underWay);
        SimulatedAuthor leader = chat.author(relay.leader().node());
        require(leader != self, "%s asks itself", self);
        require(!relay.to().contains(leader.node()), "the leader is to pass on to itself");
        ChatMessage message =
                TestMembers.message(self.node().value(), relay.key().seq());
        UnaryMessages.RelayRequest letter = new UnaryMessages.RelayRequest(
                relay.key(), relay.id(), relay.whole() ? Optional.of(message) : Optional.empty(), relay.to());
        Call<RelayAnswer> call = new Call<>(self, leader, RelayShell.LONGEST_RELAY.toMillis(), answer -> {
            if (alive()) {
                underWay--;
                self.take(
                        answer.isPresent()
                                ? self.outbox().fallback().answered(relay.ticket(), answer.get(), chat.now)
                                : self.outbox().fallback().failed(relay.ticket(), chat.now));
            }
        });
        call.begin(relay.leader(), () -> leader.post().passOn(self, letter, call::answer));
    }

    // ---- as a leader

    private void passOn(SimulatedAuthor author, UnaryMessages.RelayRequest relay, Consumer<RelayAnswer> answer) {
        asked.put(++lastTicket, answer);
        take(passing.requested(lastTicket, author.node(), relay, chat.now));
    }

    private void take(List<Effect> effects) {
        new ArrayList<>(effects).forEach(this::perform);
        if (!looking && passing.busy()) {
            looking = true;
            chat.at(chat.now + LeaderRelay.CHECK_EVERY.toMillis(), self, () -> {
                looking = false;
                if (alive()) {
                    take(passing.check(chat.now));
                }
            });
        }
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.Store keep) {
            soon(() -> keep(keep.ticket(), keep.message()));
        } else if (effect instanceof Effect.Read find) {
            ChatMessage message =
                    TestMembers.message(find.key().author().value(), find.key().seq());
            boolean here = self.held(chat.author(find.key().author()))
                    .contains(find.key().seq());
            soon(() -> take(passing.messageHeld(find.ticket(), here ? Optional.of(message) : Optional.empty())));
        } else if (effect instanceof Effect.Deliver call) {
            call(call);
        } else if (effect instanceof Effect.Verify doubt) {
            chat.doubted(self, doubt.member().node());
        } else if (effect instanceof Effect.Answer answer) {
            asked.remove(answer.ticket()).accept(answer.answer());
        }
    }

    private void keep(long ticket, ChatMessage message) {
        if (self.stuck()) {
            take(passing.failed(ticket, new RelayAnswer.Outcomes(Map.of())));
        } else if (chat.refuses(self, message.key().seq())) {
            take(passing.failed(ticket, new RelayAnswer.Refused("no")));
        } else {
            self.keep(chat.author(message.author()), message.key().seq());
            take(passing.messageHeld(ticket, Optional.of(message)));
        }
    }

    private void call(Effect.Deliver effect) {
        SimulatedAuthor to = chat.author(effect.to().node());
        require(to != self, "%s passes on to itself", self);
        Call<Receipt> call = new Call<>(self, to, LeaderRelay.DELIVERY_TIMEOUT.toMillis(), receipt -> {
            if (alive()) {
                take(passing.delivered(effect.ticket(), to.node(), receipt));
            }
        });
        call.begin(effect.to(), () -> call.answer(to.post().receive(effect.message())));
    }

    private Receipt receive(ChatMessage message) {
        long seq = message.key().seq();
        if (self.stuck()) {
            return new Receipt.Unable();
        }
        if (chat.refuses(self, seq)) {
            return new Receipt.Refused("no");
        }
        self.keep(chat.author(message.author()), seq);
        return new Receipt.Stored();
    }

    private void soon(Runnable action) {
        chat.at(chat.now + chat.random.nextInt(5), self, () -> {
            if (alive()) {
                action.run();
            }
        });
    }

    /** A call that ends once: with an answer, or without one when its time is over. */
    private final class Call<T> {
        private final SimulatedAuthor from;
        private final SimulatedAuthor to;
        private final Consumer<Optional<T>> end;
        private boolean over;

        private Call(SimulatedAuthor from, SimulatedAuthor to, long timeout, Consumer<Optional<T>> end) {
            this.from = from;
            this.to = to;
            this.end = end;
            chat.at(chat.now + timeout, from, () -> end(Optional.empty()));
        }

        private void begin(Member meant, Runnable there) {
            chat.at(chat.now + chat.delay(), () -> {
                if (!to.up() || to.port() != meant.address().port() || chat.cutOff(from, to)) {
                    chat.at(chat.now + chat.delay(), from, () -> end(Optional.empty()));
                } else {
                    int life = to.life();
                    chat.at(chat.now, to, () -> {
                        if (to.up() && to.life() == life) {
                            there.run();
                        }
                    });
                }
            });
        }

        private void answer(T answer) {
            if (chat.healing() || chat.random.nextInt(30) > 0) { // else it is lost
                chat.at(chat.now + chat.delay(), from, () -> end(Optional.of(answer)));
            }
        }

        private void end(Optional<T> answer) {
            if (!over) {
                over = true;
                end.accept(answer);
            }
        }
    }
}
