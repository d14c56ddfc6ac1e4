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
 * @param exitCode what the session ends with, as far as known
 */
public record SessionState(Settings settings, InputParser parser, JoinedNetworks networks, boolean quitting, int exitCode) {

    /** Each network has actors, a store and connections of its own. */
    public static final int MAX_NETWORKS = 16;

    /** Somebody who talks in one network hears of the others at most so often. */
    static final Duration FIRST_UNREAD_NOTICE = Duration.ofSeconds(1);

    static final Duration NEXT_UNREAD_NOTICE = Duration.ofSeconds(20);

    /**
     * What does not change.
     *
     * @param first the network that the session began in
     * @param patience how long to wait at the end for messages to arrive
     * @param renderer as each network begins with
     */
    record Settings(NetworkName first, Duration patience, Renderer renderer) {
        Settings knowing(NetworkName network) {
            return new Settings(first, patience, renderer.knowing(network));
        }
    }

    /** Begins in one network, which is being joined. */
    static SessionState start(Settings setting, InputParser reading) {
        JoinedNetwork room = JoinedNetwork.of(dialogue(setting, reading, setting.first()));
        JoinedNetworks open = JoinedNetworks.only(setting.first(), room);
        return new SessionState(setting.knowing(setting.first()), reading, open, false, Explanations.DONE);
    }

    /** The conversation that is looked at. */
    Optional<ConversationState> currentConversation() {
        return networks.currentRoom().map(JoinedNetwork::dialogue);
    }

    // --- what is read

    SessionStep handleLine(InputLine line) {
        if (line instanceof InputLine.Text text) {
            return read(parser.parse(text.number(), text.text()));
        }
        return line instanceof InputLine.TooLong tooLong
                ? read(parser.lineTooLong(tooLong.number()))
                : read(parser.end()).then(SessionState::quit);
    }

    private SessionStep read(InputParser.Result read) {
        SessionState next = new SessionState(settings, read.next(), networks, quitting, exitCode);
        return read.intent().map(next::act).orElseGet(next::resume);
    }

    private SessionStep act(Intent intent) {
        if (intent instanceof Intent.InNetwork in) {
            return networks.room(in.network()).isPresent()
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
        if (intent instanceof Intent.Invalid refused && networks.current().isEmpty()) {
            return refuse(refused.ref(), refused.explanation());
        }
        if (parser.sendsReplies() && networks.rooms().size() > 1 && !(intent instanceof Intent.Invalid)) {
            return refuse(intent.ref(), NetworkErrors.ambiguous(networks.rooms().keySet()));
        }
        if (intent instanceof Intent.Query ask
                && ask.query() instanceof NodeQuery.Networks
                && networks.current().isPresent()
                && networks.rooms().size() > 1) {
            return say(List.of(networks.places()))
                    .then(now -> now.actIn(now.networks.current().orElseThrow(), intent));
        }
        return networks.current()
                .map(network -> actIn(network, intent))
                .orElseGet(() -> refuse(intent.ref(), NetworkErrors.notInNetwork()));
    }

    private SessionStep actIn(NetworkName network, Intent intent) {
        ConversationPhase phase = networks.room(network).orElseThrow().dialogue().phase();
        if (phase != ConversationPhase.TALKING) {
            return refuse(intent.ref(), NetworkErrors.notReady(network, phase));
        }
        SessionStep turn = applyTo(network, now -> now.handleIntent(intent));
        return intent instanceof Intent.Leave ? turn.then(SessionState::resume) : turn;
    }

    private SessionStep join(Intent.Join join) {
        NetworkName network = join.network();
        if (networks.room(network).isPresent()) {
            return reply(join.ref(), new CommandReply.Done())
                    .then(now -> now.show(network))
                    .then(SessionState::resume);
        }
        if (networks.rooms().size() >= MAX_NETWORKS) {
            return refuse(join.ref(), NetworkErrors.tooMany(MAX_NETWORKS));
        }
        JoinedNetwork room = JoinedNetwork.of(dialogue(settings, parser, network));
        SessionState more =
                new SessionState(settings.knowing(network), parser, networks.joining(network, room), quitting, exitCode);
        return more.reply(join.ref(), new CommandReply.Done())
                .then(now ->
                        new SessionStep(now, List.of(new Effect(Optional.of(network), new ConversationEffect.Join()))))
                .then(SessionState::resume);
    }

    /** Leaves every network, and ends. */
    SessionStep quit() {
        SessionState leaving = new SessionState(settings, parser, networks, true, exitCode);
        return networks.rooms().isEmpty()
                ? leaving.one(new ConversationEffect.Exit(exitCode))
                : leaving.applyToAll(ConversationState::leaveRequested);
    }

    /** The same input for every network. */
    SessionStep applyToAll(Function<ConversationState, ConversationStep> input) {
        SessionStep turn = new SessionStep(this, List.of());
        for (NetworkName network : networks.rooms().keySet()) {
            turn = turn.then(now -> now.applyTo(network, input));
        }
        return turn;
    }

    // --- what happens

    SessionStep handleEvent(NetworkName network, NetworkEvent event) {
        boolean counts = event instanceof NetworkEvent.Said said && said.live() && !said.own();
        SessionStep turn = forgetting(network, event).applyTo(network, now -> now.handleEvent(event));
        return counts && !isShown(network) ? turn.then(now -> now.unread(network)) : turn;
    }

    private SessionState forgetting(NetworkName network, NetworkEvent event) {
        Optional<MessageKey> deleted = event instanceof NetworkEvent.Amended amended && amended.deletes()
                ? amended.message().amends()
                : Optional.empty();
        return deleted.flatMap(key -> networks.room(network).map(room -> with(networks.with(network, room.without(key)))))
                .orElse(this);
    }

    /** An input of one network; whatever comes after its end is dropped. */
    SessionStep applyTo(NetworkName network, Function<ConversationState, ConversationStep> input) {
        Optional<JoinedNetwork> room = networks.room(network);
        if (room.isEmpty()) {
            return new SessionStep(this, List.of());
        }
        ConversationStep step = input.apply(room.get().dialogue());
        SessionStep turn = new SessionStep(with(networks.with(network, room.get().with(step.next()))), List.of());
        if (networks.isJoining(network) && step.next().phase() == ConversationPhase.TALKING) {
            turn = turn.then(now -> now.show(network));
        }
        for (ConversationEffect effect : step.effects()) {
            turn = turn.then(now -> now.pass(network, effect));
        }
        return turn;
    }

    /** Nobody reads the output any more. */
    SessionStep outputClosed() {
        return networks.rooms().isEmpty()
                ? one(new ConversationEffect.Exit(Explanations.READER_GONE))
                : new SessionState(settings, parser, networks, true, exitCode).applyToAll(ConversationState::outputClosed);
    }

    /** Time to mention what happens in the networks that are not looked at. */
    SessionStep announceUnread() {
        return with(networks.mentioned()).say(networks.news());
    }

    private SessionStep unread(NetworkName network) {
        boolean again = networks.room(network).filter(room -> room.told() > 0).isPresent();
        ConversationEffect later = new ConversationEffect.ScheduleUnreadNotice(again ? NEXT_UNREAD_NOTICE : FIRST_UNREAD_NOTICE);
        return new SessionStep(
                with(networks.unread(network)), networks.telling() ? List.of() : List.of(new Effect(Optional.empty(), later)));
    }

    private SessionStep pass(NetworkName network, ConversationEffect effect) {
        if (effect instanceof ConversationEffect.Exit exit) {
            return over(network, exit.code());
        }
        Optional<JoinedNetwork> room = networks.room(network);
        if (effect instanceof ConversationEffect.Print print && !isShown(network) && room.isPresent()) {
            return new SessionStep(with(networks.with(network, room.get().keeping(print))), List.of());
        }
        return new SessionStep(this, List.of(new Effect(Optional.of(network), effect)));
    }

    private SessionStep over(NetworkName network, int how) {
        JoinedNetworks rest = networks.without(network);
        boolean last = rest.rooms().isEmpty();
        boolean stays = last && !quitting && !parser.unattended() && how == Explanations.DONE;
        boolean counts = last || quitting || parser.unattended();
        int end = counts && exitCode == Explanations.DONE ? how : exitCode;
        SessionState next = new SessionState(settings, parser, rest, quitting, end);
        if (last) {
            return stays ? next.say(List.of(NetworkErrors.NOT_IN_NETWORK)) : next.one(new ConversationEffect.Exit(end));
        }
        return networks.isCurrent(network) ? next.show(rest.rooms().firstKey()) : new SessionStep(next, List.of());
    }

    /** Looks at this network from now on. */
    private SessionStep show(NetworkName network) {
        JoinedNetwork room = networks.room(network).orElseThrow();
        if (networks.isCurrent(network) || room.dialogue().phase() == ConversationPhase.JOINING) {
            return new SessionStep(this, List.of());
        }
        SessionState next = with(networks.lookingAt(network));
        if (parser.sendsReplies()) {
            return new SessionStep(next, List.of());
        }
        String head = "now in " + network + (room.unread() == 0 ? "" : " · " + room.unread() + " new");
        String more = room.skipped() + " earlier lines are not shown; /history shows the log";
        SessionStep turn = next.say(room.skipped() == 0 ? List.of(head) : List.of(head, more));
        return room.kept().isEmpty() ? turn : turn.then(now -> now.one(new ConversationEffect.Print(room.lines())));
    }

    private boolean isShown(NetworkName network) {
        return parser.sendsReplies() || networks.isCurrent(network) || networks.isJoining(network);
    }

    // --- words

    private SessionStep say(List<String> lines) {
        return lines.isEmpty()
                ? new SessionStep(this, List.of())
                : one(new ConversationEffect.Print(settings.renderer().aside(lines)));
    }

    private SessionStep reply(Optional<String> ref, CommandReply reply) {
        NetworkName network = networks.current().orElse(settings.first());
        return parser.sendsReplies()
                ? one(new ConversationEffect.Print(settings.renderer().reply(network, ref, reply)))
                : new SessionStep(this, List.of());
    }

    private SessionStep refuse(Optional<String> ref, Explanation why) {
        SessionStep turn = parser.sendsReplies()
                ? reply(ref, new CommandReply.Refused(why))
                : one(new ConversationEffect.PrintError(why));
        return turn.then(SessionState::resume);
    }

    // --- values

    private static ConversationState dialogue(Settings setting, InputParser reading, NetworkName network) {
        return ConversationState.start(
                new ConversationState.Settings(network, setting.patience()), reading, setting.renderer());
    }

    private SessionStep resume() {
        return one(new ConversationEffect.ReadMore(1));
    }

    private SessionStep one(ConversationEffect effect) {
        return new SessionStep(this, List.of(new Effect(Optional.empty(), effect)));
    }

    private SessionState with(JoinedNetworks rooms) {
        return new SessionState(settings, parser, rooms, quitting, exitCode);
    }
}
