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
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * A session in one network or several: parses lines, passes each to a network's {@link ConversationState}, shows the
 * current network and keeps what the others print until they are shown. A program sees all networks at once, because
 * each of its lines names its network.
 *
 * <pre>
 *   /join NAME: joining ──admitted──► current ──/join OTHER──► in the background ──/join NAME──► current
 *                  └──refused──► gone      any ──/leave, ended──► gone; another becomes the current one
 *   none left: an interactive session stays and may join another; a pipe or a program ends
 * </pre>
 *
 * @param quitting whether the session ends with its last network
 * @param exitCode the exit code as far as known
 * @param waiting a program's command that must not begin yet; no further line is read
 */
record SessionState(
        Settings settings,
        InputParser parser,
        JoinedNetworks networks,
        boolean quitting,
        int exitCode,
        Optional<Intent> waiting) {

    /** Each network has its own actors, store and connections. */
    static final int MAX_NETWORKS = 16;

    /** Delay before the first notice about unread messages of another network. */
    static final Duration FIRST_UNREAD_NOTICE = Duration.ofSeconds(1);

    static final Duration NEXT_UNREAD_NOTICE = Duration.ofSeconds(20);

    /**
     * What stays the same for the whole session.
     *
     * @param first the network that the session started in
     * @param patience how long a pipe or program waits for the last deliveries
     * @param renderer the one that each network starts with
     */
    record Settings(NetworkName first, Duration patience, Renderer renderer) {}

    /** Starts joining the first network. */
    static SessionState start(Settings settings, InputParser parser) {
        NetworkName first = settings.first();
        JoinedNetworks networks = JoinedNetworks.only(first, joining(settings, parser, first));
        Settings later =
                new Settings(first, settings.patience(), settings.renderer().withoutHints());
        return new SessionState(later, parser, networks, false, Explanations.DONE, Optional.empty());
    }

    Optional<ConversationState> currentConversation() {
        return networks.currentNetwork().map(JoinedNetwork::conversation);
    }

    // --- lines

    Step<SessionState> handleLine(InputLine line) {
        if (line instanceof InputLine.Text text) {
            return handle(parser.parse(text.number(), text.text()));
        }
        return line instanceof InputLine.TooLong tooLong
                ? handle(parser.lineTooLong(tooLong.number()))
                : handle(parser.end()).then(SessionState::inputEnded);
    }

    private Step<SessionState> handle(InputParser.Result result) {
        SessionState next = new SessionState(settings, result.next(), networks, quitting, exitCode, waiting);
        return result.intent().map(next::begin).orElseGet(next::readMore);
    }

    private Step<SessionState> begin(Intent intent) {
        return delays(intent) ? Step.of(waitingFor(Optional.of(intent))) : handle(intent);
    }

    private boolean delays(Intent intent) {
        if (!parser.sendsReplies()) {
            return false;
        }
        Optional<NetworkName> named = intent instanceof Intent.InNetwork in
                ? Optional.of(in.network())
                : networks.current().or(networks::joining);
        Intent command = intent instanceof Intent.InNetwork in ? in.intent() : intent;
        Optional<ConversationState> target = named.flatMap(networks::find).map(JoinedNetwork::conversation);
        return (command instanceof Intent.OfNetwork ofNetwork && target.isPresent())
                ? target.get().delays(ofNetwork)
                : networks.byName().values().stream()
                        .anyMatch(joined -> joined.conversation().awaitsReply(command));
    }

    /** Begins the waiting command if nothing delays it any more. */
    private Step<SessionState> resume() {
        return waiting.filter(intent -> !delays(intent))
                .map(intent -> waitingFor(Optional.empty()).handle(intent))
                .orElseGet(() -> Step.of(this));
    }

    private SessionState waitingFor(Optional<Intent> intent) {
        return new SessionState(settings, parser, networks, quitting, exitCode, intent);
    }

    private Step<SessionState> handle(Intent intent) {
        if (intent instanceof Intent.OfNetwork ofNetwork) {
            return handleInCurrent(ofNetwork);
        }
        if (intent instanceof Intent.InNetwork in) {
            return networks.find(in.network()).isPresent()
                    ? handleIn(in.network(), in.intent())
                    : refuse(in.ref(), SessionErrors.notIn(in.network()));
        }
        if (intent instanceof Intent.Join join) {
            return join(join);
        }
        if (intent instanceof Intent.Help help) {
            return print(CommandHelp.lines(help.topic())).then(SessionState::readMore);
        }
        return intent instanceof Intent.Clear
                ? Step.of(this, new Effect.ClearScreen()).then(SessionState::readMore)
                : reply(intent.ref(), new CommandReply.Done()).then(SessionState::quit);
    }

    private Step<SessionState> handleInCurrent(Intent.OfNetwork intent) {
        if (parser.sendsReplies() && networks.areSeveral() && !(intent instanceof Intent.Invalid)) {
            return refuse(
                    intent.ref(), SessionErrors.ambiguous(networks.byName().keySet()));
        }
        Optional<NetworkName> shown = networks.current().or(networks::joining);
        if (shown.isEmpty()) {
            return refuse(
                    intent.ref(),
                    intent instanceof Intent.Invalid invalid ? invalid.explanation() : SessionErrors.notInNetwork());
        }
        NetworkName current = shown.get();
        boolean listsNetworks = intent instanceof Intent.Query query && query.query() instanceof NodeQuery.Networks;
        return listsNetworks && networks.areSeveral()
                ? print(List.of(networks.summary())).then(now -> now.handleIn(current, intent))
                : handleIn(current, intent);
    }

    private Step<SessionState> handleIn(NetworkName network, Intent.OfNetwork intent) {
        ConversationState conversation = networks.find(network).orElseThrow().conversation();
        if (!conversation.isOpen()) {
            return refuse(intent.ref(), SessionErrors.notReady(network, conversation.phase()));
        }
        Step<SessionState> step = applyTo(network, now -> now.handleIntent(intent));
        return intent instanceof Intent.Leave ? step.then(SessionState::readMore) : step;
    }

    private Step<SessionState> join(Intent.Join join) {
        NetworkName network = join.network();
        if (networks.find(network).isPresent()) {
            boolean here = networks.isCurrent(network) && !parser.sendsReplies();
            return reply(join.ref(), new CommandReply.Done())
                    .then(now -> here ? now.print(List.of("you are in " + network)) : now.show(network))
                    .then(SessionState::readMore);
        }
        if (networks.byName().size() >= MAX_NETWORKS) {
            return refuse(join.ref(), SessionErrors.tooMany(MAX_NETWORKS));
        }
        JoinedNetworks more = networks.joining(network, joining(settings, parser, network));
        return new SessionState(settings, parser, more, quitting, exitCode, waiting)
                .reply(join.ref(), new CommandReply.Done())
                .then(now -> Step.of(now, new Effect.Join(network)))
                .then(SessionState::readMore);
    }

    /** Leaves every network and ends the session. */
    Step<SessionState> quit() {
        return end(ConversationState::leaveRequested);
    }

    /** A user has left; a pipe or a program may have more to send once its network is joined. */
    private Step<SessionState> inputEnded() {
        return parser.unattended() ? end(ConversationState::inputEnded) : quit();
    }

    private Step<SessionState> end(Function<ConversationState, Step<ConversationState>> leaving) {
        SessionState next = new SessionState(settings, parser, networks, true, exitCode, waiting);
        return networks.isEmpty() ? Step.of(next, new Effect.Exit(exitCode)) : next.applyToAll(leaving);
    }

    // --- networks

    /** Applies an input to one network; it is dropped if the session is not in that network any more. */
    Step<SessionState> applyTo(NetworkName network, Function<ConversationState, Step<ConversationState>> input) {
        Optional<JoinedNetwork> joined = networks.find(network);
        if (joined.isEmpty()) {
            return Step.of(this);
        }
        Step<ConversationState> step = input.apply(joined.get().conversation());
        ConversationState.Phase phase = step.next().phase();
        Step<SessionState> result =
                Step.of(with(networks.with(network, joined.get().with(step.next()))));
        if (networks.isJoining(network) && phase == ConversationState.Phase.TALKING) {
            result = result.then(now -> now.show(network));
        }
        for (Effect effect : step.effects()) {
            result = result.then(now -> now.showOrHide(network, effect));
        }
        return phase == ConversationState.Phase.OVER
                ? result.then(now -> now.ended(network, step.next().exitCode()))
                : result.then(SessionState::resume);
    }

    Step<SessionState> applyToAll(Function<ConversationState, Step<ConversationState>> input) {
        Step<SessionState> step = Step.of(this);
        for (NetworkName network : networks.byName().keySet()) {
            step = step.then(now -> now.applyTo(network, input));
        }
        return step;
    }

    Step<SessionState> handleEvent(NetworkName network, NetworkEvent event) {
        boolean countsAsUnread =
                event instanceof NetworkEvent.Said said && said.live() && !said.own() && !isShown(network);
        Step<SessionState> step = withoutDeleted(network, event).applyTo(network, now -> now.handleEvent(event));
        return countsAsUnread ? step.then(now -> now.oneMoreUnread(network)) : step;
    }

    private SessionState withoutDeleted(NetworkName network, NetworkEvent event) {
        Optional<MessageKey> deleted = event instanceof NetworkEvent.Amended amended && amended.deletes()
                ? Optional.of(amended.targetKey())
                : Optional.empty();
        return deleted.flatMap(key ->
                        networks.find(network).map(joined -> with(networks.with(network, joined.without(key)))))
                .orElse(this);
    }

    private Step<SessionState> showOrHide(NetworkName network, Effect effect) {
        Optional<JoinedNetwork> joined = networks.find(network);
        return effect instanceof Effect.Print print && !isShown(network) && joined.isPresent()
                ? Step.of(with(networks.with(network, joined.get().hiding(print))))
                : Step.of(this, effect);
    }

    private Step<SessionState> ended(NetworkName network, int code) {
        JoinedNetworks rest = networks.without(network);
        boolean last = rest.isEmpty();
        boolean stays = last && !quitting && !parser.unattended() && code == Explanations.DONE;
        boolean counts = last || quitting || parser.unattended();
        boolean succeeded = exitCode == Explanations.DONE || exitCode == Explanations.UNDELIVERED;
        int end = counts && succeeded && code != Explanations.DONE ? code : exitCode;
        SessionState next = new SessionState(settings, parser, rest, quitting, end, waiting);
        if (last) {
            return stays ? next.print(List.of(SessionErrors.NOT_IN_NETWORK)) : Step.of(next, new Effect.Exit(end));
        }
        return networks.isCurrent(network) ? next.show(rest.byName().firstKey()) : Step.of(next);
    }

    /** The reader of the output is gone. */
    Step<SessionState> outputClosed() {
        return networks.isEmpty()
                ? Step.of(this, new Effect.Exit(Explanations.READER_GONE))
                : new SessionState(settings, parser, networks, true, exitCode, waiting)
                        .applyToAll(ConversationState::outputClosed);
    }

    // --- unread messages

    Step<SessionState> announceUnread() {
        return with(networks.allAnnounced()).print(networks.unreadNotices());
    }

    private Step<SessionState> oneMoreUnread(NetworkName network) {
        SessionState next = with(networks.oneMoreUnread(network));
        boolean repeated =
                networks.find(network).filter(joined -> joined.announced() > 0).isPresent();
        return networks.announcing()
                ? Step.of(next)
                : Step.of(next, new Effect.UnreadNotice(repeated ? NEXT_UNREAD_NOTICE : FIRST_UNREAD_NOTICE));
    }

    // --- output

    private boolean isShown(NetworkName network) {
        return parser.sendsReplies() || networks.isCurrent(network) || networks.isJoining(network);
    }

    /** Makes a network the current one and prints its hidden lines. */
    private Step<SessionState> show(NetworkName network) {
        JoinedNetwork joined = networks.find(network).orElseThrow();
        if (networks.isCurrent(network) || joined.conversation().phase() == ConversationState.Phase.JOINING) {
            return Step.of(this);
        }
        SessionState next = with(networks.showing(network));
        if (parser.sendsReplies()) {
            return Step.of(next);
        }
        String heading = "now in " + network + (joined.unread() == 0 ? "" : ", " + joined.unread() + " new");
        String more = joined.dropped() + " earlier lines not shown; see /history";
        Step<SessionState> step = next.print(joined.dropped() == 0 ? List.of(heading) : List.of(heading, more));
        return joined.hidden().isEmpty() ? step : step.then(now -> Step.of(now, new Effect.Print(joined.lines())));
    }

    private Step<SessionState> print(List<String> lines) {
        return lines.isEmpty()
                ? Step.of(this)
                : Step.of(this, new Effect.Print(settings.renderer().aside(lines)));
    }

    private Step<SessionState> reply(Optional<String> ref, CommandReply reply) {
        NetworkName network = networks.current().orElse(settings.first());
        return parser.sendsReplies()
                ? Step.of(this, new Effect.Print(settings.renderer().reply(network, ref, reply)))
                : Step.of(this);
    }

    private Step<SessionState> refuse(Optional<String> ref, Explanation why) {
        Step<SessionState> step = parser.sendsReplies()
                ? notDone().reply(ref, new CommandReply.Refused(why))
                : Step.of(this, new Effect.PrintError(why));
        return step.then(SessionState::readMore);
    }

    private SessionState notDone() {
        int code = exitCode == Explanations.DONE ? Explanations.UNDELIVERED : exitCode;
        return new SessionState(settings, parser, networks, quitting, code, waiting);
    }

    private Step<SessionState> readMore() {
        return Step.of(this, new Effect.ReadMore(1));
    }

    private static JoinedNetwork joining(Settings settings, InputParser parser, NetworkName network) {
        return JoinedNetwork.of(ConversationState.start(
                new ConversationState.Settings(network, settings.patience()), parser, settings.renderer()));
    }

    private SessionState with(JoinedNetworks next) {
        return new SessionState(settings, parser, next, quitting, exitCode, waiting);
    }
}
