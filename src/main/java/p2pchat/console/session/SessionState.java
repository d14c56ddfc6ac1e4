package p2pchat.console.session;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanations;
import p2pchat.console.input.CommandHelp;
import p2pchat.console.input.CommandReply;
import p2pchat.console.input.InputLine;
import p2pchat.console.input.InputParser;
import p2pchat.console.input.Intent;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.render.Renderer;
import p2pchat.console.session.SessionStep.Effect;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * A session in one network or several. What is typed goes to the current one, and only that one is shown; the others go
 * on, and what happens there is kept until it is looked at. A program sees all, since each line names its network.
 *
 * <pre>
 *   /join NAME: joining ──it is in──► current ──/join OTHER──► in the background ──/join NAME──► current
 *                  └──it is not let in──► gone      any ──/leave, ended──► gone; another becomes the current one
 *   none left: whoever types stays and may join another; a pipe or a program ends
 * </pre>
 *
 * @param quitting whether the end of the last network is the end of the session
 * @param code what the session ends with, as far as known
 */
public record SessionState(Setting setting, InputParser reading, JoinedNetworks open, boolean quitting, int code) {

    /** Each network has actors, a store and connections of its own. */
    public static final int MOST = 16;

    /** Somebody who talks in one network hears of the others at most so often. */
    static final Duration TELL_FIRST = Duration.ofSeconds(1);

    static final Duration TELL_AGAIN = Duration.ofSeconds(20);

    /**
     * What does not change.
     *
     * @param first the network that the session began in
     * @param patience how long to wait at the end for messages to arrive
     * @param renderer as each network begins with
     */
    record Setting(NetworkName first, Duration patience, Renderer renderer) {
        Setting knowing(NetworkName network) {
            return new Setting(first, patience, renderer.knowing(network));
        }
    }

    /** Begins in one network, which is being joined. */
    static SessionState begin(Setting setting, InputParser reading) {
        JoinedNetwork room = JoinedNetwork.of(dialogue(setting, reading, setting.first()));
        JoinedNetworks open = JoinedNetworks.only(setting.first(), room);
        return new SessionState(setting.knowing(setting.first()), reading, open, false, Explanations.DONE);
    }

    /** The conversation that is looked at. */
    Optional<ConversationState> shown() {
        return open.currentRoom().map(JoinedNetwork::dialogue);
    }

    // --- what is read

    SessionStep line(InputLine line) {
        if (line instanceof InputLine.Text text) {
            return read(reading.line(text.number(), text.text()));
        }
        return line instanceof InputLine.TooLong tooLong
                ? read(reading.tooLong(tooLong.number()))
                : read(reading.end()).then(SessionState::quit);
    }

    private SessionStep read(InputParser.Read read) {
        SessionState next = new SessionState(setting, read.next(), open, quitting, code);
        return read.intent().map(next::act).orElseGet(next::resume);
    }

    private SessionStep act(Intent intent) {
        if (intent instanceof Intent.In in) {
            return open.room(in.network()).isPresent()
                    ? actIn(in.network(), in.intent())
                    : refuse(intent.ref(), NetworkErrors.notIn(in.network()));
        }
        if (intent instanceof Intent.Help help) {
            return say(CommandHelp.lines(help.topic())).then(SessionState::resume);
        }
        if (intent instanceof Intent.Clear) {
            return one(new ConversationEffect.Clear()).then(SessionState::resume);
        }
        if (intent instanceof Intent.Join join) {
            return join(join);
        }
        if (intent instanceof Intent.Quit) {
            return reply(intent.ref(), new CommandReply.Done()).then(SessionState::quit);
        }
        if (intent instanceof Intent.Refuse refused && open.current().isEmpty()) {
            return refuse(refused.ref(), refused.explanation());
        }
        if (reading.answers() && open.rooms().size() > 1 && !(intent instanceof Intent.Refuse)) {
            return refuse(intent.ref(), NetworkErrors.which(open.rooms().keySet()));
        }
        if (intent instanceof Intent.Ask ask
                && ask.question() instanceof NodeQuery.Networks
                && open.current().isPresent()
                && open.rooms().size() > 1) {
            return say(List.of(open.places()))
                    .then(now -> now.actIn(now.open.current().orElseThrow(), intent));
        }
        return open.current()
                .map(network -> actIn(network, intent))
                .orElseGet(() -> refuse(intent.ref(), NetworkErrors.nowhere()));
    }

    private SessionStep actIn(NetworkName network, Intent intent) {
        ConversationPhase phase = open.room(network).orElseThrow().dialogue().phase();
        if (phase != ConversationPhase.TALKING) {
            return refuse(intent.ref(), NetworkErrors.notNow(network, phase));
        }
        SessionStep turn = at(network, now -> now.asked(intent));
        return intent instanceof Intent.Leave ? turn.then(SessionState::resume) : turn;
    }

    private SessionStep join(Intent.Join join) {
        NetworkName network = join.network();
        if (open.room(network).isPresent()) {
            return reply(join.ref(), new CommandReply.Done())
                    .then(now -> now.show(network))
                    .then(SessionState::resume);
        }
        if (open.rooms().size() >= MOST) {
            return refuse(join.ref(), NetworkErrors.tooMany(MOST));
        }
        JoinedNetwork room = JoinedNetwork.of(dialogue(setting, reading, network));
        SessionState more =
                new SessionState(setting.knowing(network), reading, open.joining(network, room), quitting, code);
        return more.reply(join.ref(), new CommandReply.Done())
                .then(now ->
                        new SessionStep(now, List.of(new Effect(Optional.of(network), new ConversationEffect.Enter()))))
                .then(SessionState::resume);
    }

    /** Leaves every network, and ends. */
    SessionStep quit() {
        SessionState leaving = new SessionState(setting, reading, open, true, code);
        return open.rooms().isEmpty()
                ? leaving.one(new ConversationEffect.Exit(code))
                : leaving.everywhere(ConversationState::leaveWanted);
    }

    /** The same input for every network. */
    SessionStep everywhere(Function<ConversationState, ConversationStep> input) {
        SessionStep turn = new SessionStep(this, List.of());
        for (NetworkName network : open.rooms().keySet()) {
            turn = turn.then(now -> now.at(network, input));
        }
        return turn;
    }

    // --- what happens

    SessionStep event(NetworkName network, NetworkEvent event) {
        boolean counts = event instanceof NetworkEvent.Said said && said.live() && !said.own();
        SessionStep turn = forgetting(network, event).at(network, now -> now.event(event));
        return counts && !isShown(network) ? turn.then(now -> now.unread(network)) : turn;
    }

    private SessionState forgetting(NetworkName network, NetworkEvent event) {
        Optional<MessageKey> deleted = event instanceof NetworkEvent.Amended amended && amended.deletes()
                ? amended.message().amends()
                : Optional.empty();
        return deleted.flatMap(key -> open.room(network).map(room -> with(open.with(network, room.without(key)))))
                .orElse(this);
    }

    /** An input of one network; whatever comes after its end is dropped. */
    SessionStep at(NetworkName network, Function<ConversationState, ConversationStep> input) {
        Optional<JoinedNetwork> room = open.room(network);
        if (room.isEmpty()) {
            return new SessionStep(this, List.of());
        }
        ConversationStep step = input.apply(room.get().dialogue());
        SessionStep turn = new SessionStep(with(open.with(network, room.get().with(step.next()))), List.of());
        if (open.isJoining(network) && step.next().phase() == ConversationPhase.TALKING) {
            turn = turn.then(now -> now.show(network));
        }
        for (ConversationEffect effect : step.effects()) {
            turn = turn.then(now -> now.pass(network, effect));
        }
        return turn;
    }

    /** Nobody reads the output any more. */
    SessionStep outputGone() {
        return open.rooms().isEmpty()
                ? one(new ConversationEffect.Exit(Explanations.READER_GONE))
                : new SessionState(setting, reading, open, true, code).everywhere(ConversationState::outputGone);
    }

    /** Time to mention what happens in the networks that are not looked at. */
    SessionStep unreadDue() {
        return with(open.mentioned()).say(open.news());
    }

    private SessionStep unread(NetworkName network) {
        boolean again = open.room(network).filter(room -> room.told() > 0).isPresent();
        ConversationEffect later = new ConversationEffect.TellUnread(again ? TELL_AGAIN : TELL_FIRST);
        return new SessionStep(
                with(open.unread(network)), open.telling() ? List.of() : List.of(new Effect(Optional.empty(), later)));
    }

    private SessionStep pass(NetworkName network, ConversationEffect effect) {
        if (effect instanceof ConversationEffect.Exit exit) {
            return over(network, exit.code());
        }
        Optional<JoinedNetwork> room = open.room(network);
        if (effect instanceof ConversationEffect.Print print && !isShown(network) && room.isPresent()) {
            return new SessionStep(with(open.with(network, room.get().keeping(print))), List.of());
        }
        return new SessionStep(this, List.of(new Effect(Optional.of(network), effect)));
    }

    private SessionStep over(NetworkName network, int how) {
        JoinedNetworks rest = open.without(network);
        boolean last = rest.rooms().isEmpty();
        boolean stays = last && !quitting && !reading.unattended() && how == Explanations.DONE;
        boolean counts = last || quitting || reading.unattended();
        int end = counts && code == Explanations.DONE ? how : code;
        SessionState next = new SessionState(setting, reading, rest, quitting, end);
        if (last) {
            return stays ? next.say(List.of(NetworkErrors.NOWHERE)) : next.one(new ConversationEffect.Exit(end));
        }
        return open.isCurrent(network) ? next.show(rest.rooms().firstKey()) : new SessionStep(next, List.of());
    }

    /** Looks at this network from now on. */
    private SessionStep show(NetworkName network) {
        JoinedNetwork room = open.room(network).orElseThrow();
        if (open.isCurrent(network) || room.dialogue().phase() == ConversationPhase.JOINING) {
            return new SessionStep(this, List.of());
        }
        SessionState next = with(open.lookingAt(network));
        if (reading.answers()) {
            return new SessionStep(next, List.of());
        }
        String head = "now in " + network + (room.unread() == 0 ? "" : " · " + room.unread() + " new");
        String more = room.skipped() + " earlier lines are not shown; /history shows the log";
        SessionStep turn = next.say(room.skipped() == 0 ? List.of(head) : List.of(head, more));
        return room.kept().isEmpty() ? turn : turn.then(now -> now.one(new ConversationEffect.Print(room.lines())));
    }

    private boolean isShown(NetworkName network) {
        return reading.answers() || open.isCurrent(network) || open.isJoining(network);
    }

    // --- words

    private SessionStep say(List<String> lines) {
        return lines.isEmpty()
                ? new SessionStep(this, List.of())
                : one(new ConversationEffect.Print(setting.renderer().aside(lines)));
    }

    private SessionStep reply(Optional<String> ref, CommandReply reply) {
        NetworkName network = open.current().orElse(setting.first());
        return reading.answers()
                ? one(new ConversationEffect.Print(setting.renderer().reply(network, ref, reply)))
                : new SessionStep(this, List.of());
    }

    private SessionStep refuse(Optional<String> ref, Explanation why) {
        SessionStep turn = reading.answers()
                ? reply(ref, new CommandReply.Refused(why))
                : one(new ConversationEffect.Complain(why));
        return turn.then(SessionState::resume);
    }

    // --- values

    private static ConversationState dialogue(Setting setting, InputParser reading, NetworkName network) {
        return ConversationState.begin(
                new ConversationState.Manner(network, setting.patience()), reading, setting.renderer());
    }

    private SessionStep resume() {
        return one(new ConversationEffect.Resume(1));
    }

    private SessionStep one(ConversationEffect effect) {
        return new SessionStep(this, List.of(new Effect(Optional.empty(), effect)));
    }

    private SessionState with(JoinedNetworks rooms) {
        return new SessionState(setting, reading, rooms, quitting, code);
    }
}
