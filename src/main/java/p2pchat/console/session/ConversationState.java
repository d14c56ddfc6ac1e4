package p2pchat.console.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanations;
import p2pchat.console.input.CommandReply;
import p2pchat.console.input.InputParser;
import p2pchat.console.input.Intent;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.render.LiveView;
import p2pchat.console.render.PendingMessages;
import p2pchat.console.render.Renderer;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * One network of a session, from joining to the exit code: prints its events, sends messages, answers queries, waits for
 * deliveries before leaving. {@link SessionState} chooses which network a line is for and which one is shown. Pure: no
 * stream, thread or clock.
 *
 * <pre>
 *   JOINING ──entered──► TALKING ──end of input, /leave──► DRAINING ──all delivered, or timeout──► LEAVING ──left──► OVER
 *      │                    └──────────────────── reader of the output gone ──────────────────────────┘
 *      └──/leave──► LEAVING
 *   any ──network ended──► OVER
 * </pre>
 *
 * <p>While joining, messages are held and everything else is answered from this machine's log (reliability F5).
 *
 * @param early input that waits until this node has entered
 * @param references the messages that a line may refer to
 * @param nextTicket identifies the next message until the node has accepted it
 * @param standing who may do what, once the node has reported it
 * @param exitCode valid once the phase is {@link Phase#OVER}
 */
record ConversationState(
        Settings settings,
        ConversationOutput output,
        PendingMessages pending,
        Phase phase,
        MessageReferences references,
        long nextTicket,
        EarlyInput early,
        Optional<NetworkEvent.Standing> standing,
        int exitCode) {

    /**
     * Further sends of a program wait, or are refused if it wants that; messages missing only at slow members do not count. Limits held messages
     * of a user too.
     */
    static final int MAX_IN_FLIGHT = 1_000;

    /** How often to look for own messages that were held back for too long, while there are any. */
    static final Duration OVERDUE_CHECK_INTERVAL = Duration.ofSeconds(1);

    /** At most this long an interactive user waits for the last deliveries. */
    static final Duration INTERACTIVE_DRAIN = Duration.ofSeconds(2);

    /** For a service, whose input is usually empty (public 15). */
    private static final String NO_INPUT =
            "the input has ended, so this node leaves; to stay, keep the input open, as in"
                    + " tail -f /dev/null | p2p-chat node ...";

    private static final String HELD = "not connected yet; your messages are kept and sent once you are";

    enum Phase {
        /** The node is not in the network yet. */
        JOINING,
        TALKING,
        /** Waits for the last deliveries. */
        DRAINING,
        LEAVING,
        OVER
    }

    /** Settings of a conversation. {@code patience} is how long a pipe or program waits for the last deliveries. */
    record Settings(NetworkName network, Duration patience) {}

    static ConversationState start(Settings settings, InputParser parser, Renderer renderer) {
        ConversationOutput output = new ConversationOutput(settings.network(), parser, renderer, false);
        return new ConversationState(
                settings,
                output,
                PendingMessages.NONE,
                Phase.JOINING,
                MessageReferences.EMPTY,
                0,
                EarlyInput.NONE,
                Optional.empty(),
                0);
    }

    // --- events of the network

    Step<ConversationState> handleEvent(NetworkEvent event) {
        if (phase == Phase.OVER) {
            return stay();
        }
        if (event instanceof NetworkEvent.Delivery delivery) {
            return pending.isEarly(delivery)
                    ? with(pending.keeping(delivery)).stay()
                    : delivered(delivery, pending.ref(delivery.id()));
        }
        if (event instanceof NetworkEvent.Ended ended) {
            return end(ended);
        }
        Renderer.Rendering rendering = renderer().render(network(), event);
        List<Effect> effects = new ArrayList<>(output.print(rendering, event));
        ConversationState next = with(rendering.next()).with(references.after(event));
        if (event instanceof NetworkEvent.Condition changed && !changed.directoryReachable()) {
            next = next.with(early.cutOffNow());
        }
        if (event instanceof NetworkEvent.Standing now) {
            next = next.with(now);
        }
        if (rendering.next().holdsBack() && !renderer().holdsBack()) {
            effects.add(overdueCheck());
        }
        effects.addAll(ReferenceResolver.forgetDeleted(network(), event));
        Step<ConversationState> step = new Step<>(next, effects);
        return event instanceof NetworkEvent.Entered && phase == Phase.JOINING
                ? step.then(ConversationState::entered)
                : step;
    }

    /** Sends what was held, and leaves after it if the input is over. */
    private Step<ConversationState> entered() {
        Step<ConversationState> step = new Step<>(with(Phase.TALKING).with(EarlyInput.NONE), List.copyOf(early.held()));
        return early.ended() ? step.then(ConversationState::inputEnded) : step;
    }

    /** Tells the renderer the time, in milliseconds since 1970, for events that have none of their own. */
    Step<ConversationState> timePassed(long now) {
        return with(renderer().at(now)).stay();
    }

    /** Shows own messages that were held back for too long. {@code now} is in milliseconds since 1970. */
    Step<ConversationState> showOverdue(long now) {
        Renderer.Rendering rendering = renderer().overdue(now);
        List<Effect> effects = new ArrayList<>(output.print(rendering.lines()));
        if (rendering.next().holdsBack()) {
            effects.add(overdueCheck());
        }
        return new Step<>(with(rendering.next()), effects);
    }

    /** Messages were not shown because the output is too slow. */
    Step<ConversationState> messagesSkipped(long count) {
        return new Step<>(
                this, output.printError(Explanations.notShown(count, network().value())));
    }

    // --- intents

    /** Whether the user can send here, now or soon. */
    boolean isOpen() {
        return phase == Phase.JOINING || phase == Phase.TALKING;
    }

    Step<ConversationState> handleIntent(Intent.OfNetwork intent) {
        if (!isOpen()) {
            return stay();
        }
        if (intent instanceof Intent.Send send) {
            return send(send.ref(), send);
        }
        if (intent instanceof Intent.Query query) {
            return Step.of(this, new Effect.Query(network(), query.ref(), query.query()));
        }
        if (intent instanceof Intent.OnMessage onMessage) {
            return resolved(onMessage, ReferenceResolver.resolve(onMessage, references, standing));
        }
        return intent instanceof Intent.Invalid invalid
                ? reject(invalid)
                : new Step<>(this, output.reply(intent.ref(), new CommandReply.Done()))
                        .then(ConversationState::leaveRequested);
    }

    private Step<ConversationState> send(Optional<String> ref, Intent.Send send) {
        if (!ChatMessage.fits(send.draft().text())) {
            return reject(new Intent.Invalid(ref, Explanations.tooLong("the text")));
        }
        if (isLimited() && isFull()) {
            return reject(new Intent.Invalid(ref, Explanations.tooMany(pending.underWay())));
        }
        Effect.Send effect = new Effect.Send(network(), nextTicket, send.draft());
        ConversationState next = new ConversationState(
                settings,
                output,
                pending.submitting(nextTicket, ref),
                phase,
                references,
                nextTicket + 1,
                early,
                standing,
                exitCode);
        if (phase == Phase.JOINING) {
            return next.hold(effect);
        }
        return parser().sendsReplies() ? Step.of(next, effect, new Effect.ReadMore(1)) : Step.of(next, effect);
    }

    /**
     * Returns whether a program's command has to wait: a message until there is room for it, and everything else until
     * all earlier messages have their reply, so that replies have the order of the commands.
     */
    boolean delays(Intent.OfNetwork intent) {
        boolean sends = isOpen()
                && intent instanceof Intent.Send send
                && ChatMessage.fits(send.draft().text());
        if (sends && !isFull()) {
            return false;
        }
        return (sends && !((Intent.Send) intent).nowait()) || awaitsReply(intent);
    }

    /**
     * Whether a later command must wait: for the replies of messages, and while joining for the entry. Leaving does not wait
     * for an entry, and nothing does if that may take long.
     */
    boolean awaitsReply(Intent later) {
        boolean leaves = later instanceof Intent.Leave || later instanceof Intent.Quit;
        return phase == Phase.JOINING ? !leaves && !early.cutOff() : pending.awaitsAnswer();
    }

    private boolean isLimited() {
        return parser().sendsReplies() || phase == Phase.JOINING;
    }

    private boolean isFull() {
        return pending.underWay() >= MAX_IN_FLIGHT;
    }

    /** Keeps a message until this node has entered; a user and a program may go on with other commands. */
    private Step<ConversationState> hold(Effect.Send send) {
        ConversationState next = with(early.holding(send));
        boolean first = early.held().isEmpty() && !parser().unattended() && live().isEmpty();
        List<Effect> effects = new ArrayList<>(first ? output.print(renderer().aside(List.of(HELD))) : List.of());
        if (!parser().limitsInFlight()) {
            effects.add(new Effect.ReadMore(1));
        }
        return new Step<>(next, effects);
    }

    /** Returns the current state for a screen with a live region. */
    Optional<LiveView> live() {
        return renderer().live(network()).map(view -> view.withHeld(early.texts()));
    }

    private Step<ConversationState> reject(Intent.Invalid invalid) {
        return refuse(invalid.ref(), invalid.explanation());
    }

    private Step<ConversationState> refuse(Optional<String> ref, Explanation why) {
        return with(pending.notDone()).lineDone(output.refuse(ref, why));
    }

    private Step<ConversationState> resolved(Intent.OnMessage intent, ReferenceResolver.Outcome outcome) {
        if (outcome instanceof ReferenceResolver.Outcome.Send send) {
            return send(intent.ref(), new Intent.Send(intent.ref(), send.draft()));
        }
        if (outcome instanceof ReferenceResolver.Outcome.Query query) {
            return Step.of(this, new Effect.Query(network(), intent.ref(), query.query()));
        }
        if (outcome instanceof ReferenceResolver.Outcome.Fetch fetch) {
            return Step.of(this, new Effect.Fetch(network(), intent, fetch.query()));
        }
        if (outcome instanceof ReferenceResolver.Outcome.Ask ask) {
            return lineDone(List.of(ask.effect()));
        }
        return refuse(intent.ref(), ((ReferenceResolver.Outcome.Refuse) outcome).why());
    }

    // --- answers of the node

    /** The message is in this node's log. */
    Step<ConversationState> messageAccepted(long ticket, MessageId id) {
        List<Effect> effects = new ArrayList<>(output.reply(pending.ref(ticket), new CommandReply.Accepted(id)));
        if (!parser().limitsInFlight() && !parser().sendsReplies()) {
            effects.add(new Effect.ReadMore(1));
        }
        return new Step<>(with(pending.accepted(ticket, id)), effects).then(ConversationState::handleHeld);
    }

    Step<ConversationState> messageRefused(long ticket, Explanation explanation) {
        List<Effect> effects = output.refuse(pending.ref(ticket), explanation);
        ConversationState next = with(pending.refused(ticket));
        return (parser().sendsReplies() ? new Step<>(next, effects) : next.lineDone(effects))
                .then(ConversationState::handleHeld);
    }

    Step<ConversationState> queryAnswered(Optional<String> ref, NodeAnswer answer) {
        if (answer instanceof NodeAnswer.Listing listing) {
            MessageReferences numbered = references.numbering(listing.messages());
            return with(numbered).lineDone(output.print(renderer().answer(network(), ref, numbered.numbered(listing))));
        }
        NodeAnswer complete = answer instanceof NodeAnswer.Status status ? status.withPending(pending.open()) : answer;
        return lineDone(output.print(renderer().answer(network(), ref, complete)));
    }

    Step<ConversationState> queryFailed(Optional<String> ref, Explanation why) {
        boolean notYet = phase == Phase.JOINING && why.code() == Explanations.INTERNAL;
        return refuse(ref, notYet ? SessionErrors.notReady(network(), phase) : why);
    }

    /** The node answered {@link Effect.Fetch}. */
    Step<ConversationState> fetched(Intent.OnMessage intent, NodeAnswer answer) {
        if (!isOpen()) {
            return lineDone(List.of());
        }
        return resolved(
                intent,
                answer instanceof NodeAnswer.Decidable
                        ? ReferenceResolver.decidable((Intent.Decide) intent, references, standing)
                        : ReferenceResolver.resolve(intent, ((NodeAnswer.Message) answer).said(), standing));
    }

    private Step<ConversationState> delivered(NetworkEvent.Delivery delivery, Optional<String> ref) {
        Renderer.Rendering rendering = renderer().delivery(network(), delivery, ref);
        List<Effect> effects = new ArrayList<>(output.print(rendering.lines()));
        PendingMessages after = pending.delivered(delivery);
        if (parser().limitsInFlight() && after.underWay() < pending.underWay()) {
            effects.add(new Effect.ReadMore(1));
        }
        return new Step<>(with(rendering.next()).with(after), effects).then(ConversationState::leaveIfDrained);
    }

    /** Handles the deliveries that arrived before the node had accepted their message. */
    private Step<ConversationState> handleHeld() {
        Step<ConversationState> step = with(pending.withoutDue()).stay();
        for (NetworkEvent.Delivery held : pending.due()) {
            step = step.then(now -> now.delivered(held, now.pending.ref(held.id())));
        }
        return step.then(ConversationState::leaveIfDrained);
    }

    // --- leaving

    /** The input is over. What was piped in while joining is sent before this node leaves. */
    Step<ConversationState> inputEnded() {
        if (phase == Phase.JOINING) {
            return with(early.endedNow()).stay();
        }
        boolean silent = nextTicket == 0 && phase == Phase.TALKING && !parser().sendsReplies();
        return new Step<>(this, silent ? output.print(renderer().aside(List.of(NO_INPUT))) : List.of())
                .then(ConversationState::leaveRequested);
    }

    Step<ConversationState> leaveRequested() {
        if (phase == Phase.JOINING) {
            return leave();
        }
        if (phase != Phase.TALKING) {
            return stay();
        }
        Duration wait = parser().unattended() ? settings.patience() : INTERACTIVE_DRAIN;
        List<Effect> effects = new ArrayList<>(output.print(renderer().leaving(network(), pending.open())));
        effects.add(new Effect.DrainTimeout(network(), wait));
        return new Step<>(with(Phase.DRAINING), effects).then(ConversationState::leaveIfDrained);
    }

    Step<ConversationState> drainTimedOut() {
        return phase == Phase.DRAINING ? leave() : stay();
    }

    /** The reader of the output is gone: leaves without printing anything more. */
    Step<ConversationState> outputClosed() {
        ConversationState closed = with(output.close());
        return phase == Phase.LEAVING || phase == Phase.OVER ? closed.stay() : closed.leave();
    }

    /** The node has left the network, or gave up trying. */
    Step<ConversationState> leaveCompleted() {
        return phase == Phase.LEAVING ? end(new NetworkEvent.Ended(Optional.empty())) : stay();
    }

    private Step<ConversationState> leaveIfDrained() {
        return phase == Phase.DRAINING && pending.open() == 0 ? leave() : stay();
    }

    private Step<ConversationState> leave() {
        return Step.of(with(Phase.LEAVING), new Effect.Leave(network()));
    }

    private Step<ConversationState> end(NetworkEvent.Ended ended) {
        Optional<Explanation> problem = ended.problem().map(Explanations.ofNode(network())::of);
        int delivered = early.held().isEmpty() ? pending.code(parser().unattended()) : Explanations.UNDELIVERED;
        int code = output.closed()
                ? Explanations.READER_GONE
                : problem.map(Explanation::code).orElse(delivered);
        List<Effect> effects = new ArrayList<>(giveBack());
        Renderer.Rendering rendering = renderer().ended(network(), ended, code);
        effects.addAll(output.print(rendering.lines()));
        problem.ifPresent(explanation -> effects.addAll(output.printError(explanation)));
        ConversationState over = new ConversationState(
                settings,
                output.with(rendering.next()),
                pending,
                Phase.OVER,
                references,
                nextTicket,
                early,
                standing,
                code);
        return new Step<>(over, effects);
    }

    /** Refuses each held message of a program, and shows a user the texts. */
    private List<Effect> giveBack() {
        List<Effect.Send> held = early.held();
        if (held.isEmpty()) {
            return List.of();
        }
        Explanation unsent = SessionErrors.unsent(network(), held.size());
        if (parser().sendsReplies()) {
            return held.stream()
                    .flatMap(send -> output.refuse(pending.ref(send.ticket()), unsent).stream())
                    .toList();
        }
        List<Effect> effects = new ArrayList<>(output.printError(unsent));
        if (!parser().unattended()) {
            List<String> texts =
                    early.texts().stream().map(text -> "not sent: " + text).toList();
            effects.addAll(output.print(renderer().aside(texts)));
        }
        return effects;
    }

    // --- values

    NetworkName network() {
        return settings.network();
    }

    InputParser parser() {
        return output.parser();
    }

    Renderer renderer() {
        return output.renderer();
    }

    private Effect overdueCheck() {
        return new Effect.OverdueCheck(network(), OVERDUE_CHECK_INTERVAL);
    }

    /** Nothing more follows from a line, so another may be read. */
    private Step<ConversationState> lineDone(List<Effect> effects) {
        return new Step<>(this, effects).then(now -> Step.of(now, new Effect.ReadMore(1)));
    }

    private Step<ConversationState> stay() {
        return Step.of(this);
    }

    private ConversationState with(Renderer next) {
        return with(output.with(next));
    }

    private ConversationState with(ConversationOutput next) {
        return new ConversationState(settings, next, pending, phase, references, nextTicket, early, standing, exitCode);
    }

    private ConversationState with(PendingMessages next) {
        return new ConversationState(settings, output, next, phase, references, nextTicket, early, standing, exitCode);
    }

    private ConversationState with(MessageReferences next) {
        return new ConversationState(settings, output, pending, phase, next, nextTicket, early, standing, exitCode);
    }

    private ConversationState with(Phase next) {
        return new ConversationState(
                settings, output, pending, next, references, nextTicket, early, standing, exitCode);
    }

    private ConversationState with(EarlyInput next) {
        return new ConversationState(
                settings, output, pending, phase, references, nextTicket, next, standing, exitCode);
    }

    private ConversationState with(NetworkEvent.Standing now) {
        return new ConversationState(
                settings, output, pending, phase, references, nextTicket, early, Optional.of(now), exitCode);
    }
}
