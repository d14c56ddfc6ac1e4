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
import p2pchat.console.render.PendingMessages;
import p2pchat.console.render.Renderer;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/**
 * One conversation, from joining to the exit code: what is printed when, what a line sets off, when it is time to go.
 * Knows no stream, no thread and no clock.
 *
 * <pre>
 *   TALKING ──end of input, /leave──► DRAINING ──all arrived, or waited enough──► LEAVING ──left──► OVER
 *      └──────────────────── reader of the output gone ─────────────────────────────┘
 *   any ──network ended──► OVER
 * </pre>
 *
 * @param references what a person may refer to
 * @param nextTicket how many messages were handed to the node
 */
public record ConversationState(
        Settings settings,
        ConversationOutput output,
        PendingMessages pending,
        ConversationPhase phase,
        MessageReferences references,
        long nextTicket) {

    /** A program that wants more under way at once is told to wait; what only the slow lack is not under way. */
    static final int MAX_IN_FLIGHT = 1_000;

    /** How often to look for what was held back too long, while anything is. */
    static final Duration OVERDUE_CHECK_INTERVAL = Duration.ofSeconds(1);

    /** A person waits this long at most for the last messages to arrive. */
    static final Duration INTERACTIVE_DRAIN = Duration.ofSeconds(2);

    /**
     * What does not change.
     *
     * @param patience how long to wait at the end for messages to arrive
     */
    public record Settings(NetworkName network, Duration patience) {}

    public static ConversationState start(Settings manner, InputParser reading, Renderer renderer) {
        ConversationOutput voice = new ConversationOutput(manner.network(), reading, renderer, false);
        return new ConversationState(
                manner, voice, PendingMessages.NOTHING, ConversationPhase.JOINING, MessageReferences.EMPTY, 0);
    }

    /** The network told something. */
    public ConversationStep handleEvent(NetworkEvent event) {
        if (phase == ConversationPhase.OVER) {
            return stay();
        }
        if (event instanceof NetworkEvent.Delivery delivery) {
            return pending.isEarly(delivery)
                    ? to(pending.holding(delivery), List.of())
                    : delivered(delivery, pending.ref(delivery.id()));
        }
        if (event instanceof NetworkEvent.Ended ended) {
            return finish(ended);
        }
        Renderer.Rendering rendering = renderer().render(network(), event);
        List<ConversationEffect> effects = new ArrayList<>(output.print(rendering, event));
        boolean joined = event instanceof NetworkEvent.Entered && phase == ConversationPhase.JOINING;
        if (joined) {
            effects.add(new ConversationEffect.StartInput());
        }
        if (rendering.next().holdsBack() && !renderer().holdsBack()) {
            effects.add(new ConversationEffect.ScheduleOverdueCheck(OVERDUE_CHECK_INTERVAL));
        }
        ConversationState next = with(rendering.next(), pending, joined ? ConversationPhase.TALKING : phase);
        effects.addAll(ReferenceResolver.forgetDeleted(event));
        return new ConversationStep(next.with(references.after(event)), effects);
    }

    /** It is {@code now}, in milliseconds since 1970: for events that do not say when they happened. */
    ConversationStep timePassed(long now) {
        return new ConversationStep(with(renderer().at(now), pending, phase), List.of());
    }

    /** Whether something can be said here, now or soon. */
    boolean isOpen() {
        return phase == ConversationPhase.JOINING || phase == ConversationPhase.TALKING;
    }

    /** A line asks for something here. */
    public ConversationStep handleIntent(Intent intent) {
        return phase == ConversationPhase.TALKING ? act(intent) : stay();
    }

    /** The node has a message in its log. */
    ConversationStep messageAccepted(long ticket, MessageId id) {
        List<ConversationEffect> effects =
                new ArrayList<>(output.reply(pending.ref(ticket), new CommandReply.Accepted(id)));
        if (!parser().limitsInFlight()) {
            effects.add(new ConversationEffect.ReadMore(1));
        }
        return to(pending.accepted(ticket, id), effects).then(ConversationState::tellHeld);
    }

    /** The node did not take a message. */
    ConversationStep messageRefused(long ticket, Explanation explanation) {
        Optional<String> ref = pending.ref(ticket);
        return to(pending.refused(ticket, parser().sendsReplies()), List.of())
                .then(dialogue -> dialogue.done(output.refuse(ref, explanation)))
                .then(ConversationState::tellHeld);
    }

    /** The node answered a question. */
    public ConversationStep queryAnswered(Optional<String> ref, NodeAnswer answer) {
        if (answer instanceof NodeAnswer.Listing listing) {
            ConversationState numbered = with(references.numbering(listing.messages()));
            return numbered.done(output.print(renderer().answer(network(), ref, numbered.references.numbered(listing))));
        }
        NodeAnswer whole = answer instanceof NodeAnswer.Status status ? status.withPending(pending.open()) : answer;
        return done(output.print(renderer().answer(network(), ref, whole)));
    }

    /** The node could not answer a question. */
    ConversationStep queryFailed(Optional<String> ref, Explanation why) {
        return done(output.refuse(ref, why));
    }

    /** The time to wait for messages to arrive is over. */
    ConversationStep drainTimedOut() {
        return phase == ConversationPhase.DRAINING ? leave() : stay();
    }

    /** Time to look for what was held back too long. {@code now} is in milliseconds since 1970. */
    ConversationStep showOverdue(long now) {
        Renderer.Rendering rendering = renderer().overdue(now);
        List<ConversationEffect> effects = new ArrayList<>(output.print(rendering.lines()));
        if (rendering.next().holdsBack()) {
            effects.add(new ConversationEffect.ScheduleOverdueCheck(OVERDUE_CHECK_INTERVAL));
        }
        return new ConversationStep(with(rendering.next(), pending, phase), effects);
    }

    /** Somebody wants to leave: a command, or whoever ends the process. */
    ConversationStep leaveRequested() {
        if (phase == ConversationPhase.JOINING) {
            return leave();
        }
        if (phase != ConversationPhase.TALKING) {
            return stay();
        }
        Duration wait = parser().unattended() ? settings.patience() : INTERACTIVE_DRAIN;
        List<ConversationEffect> effects =
                new ArrayList<>(output.print(renderer().leaving(network(), pending.open())));
        effects.add(new ConversationEffect.ScheduleDrainTimeout(wait));
        return new ConversationStep(with(renderer(), pending, ConversationPhase.DRAINING), effects)
                .then(ConversationState::drained);
    }

    /** Nobody reads the output any more: go, and say nothing. */
    ConversationStep outputClosed() {
        ConversationState silent = new ConversationState(settings, output.silenced(), pending, phase, references, nextTicket);
        return phase == ConversationPhase.LEAVING || phase == ConversationPhase.OVER
                ? new ConversationStep(silent, List.of())
                : silent.leave();
    }

    /** Messages were not shown because the output is too slow. */
    ConversationStep messagesSkipped(long count) {
        return new ConversationStep(
                this, output.complain(Explanations.notShown(count, network().value())));
    }

    /** The node has left, or gave up trying. */
    ConversationStep leaveCompleted() {
        return phase == ConversationPhase.LEAVING ? finish(new NetworkEvent.Ended(Optional.empty())) : stay();
    }

    private ConversationStep act(Intent intent) {
        if (intent instanceof Intent.Send say) {
            return say(say);
        }
        if (intent instanceof Intent.Invalid refuse) {
            return refuse(refuse);
        }
        if (intent instanceof Intent.Query ask) {
            return new ConversationStep(this, List.of(new ConversationEffect.Query(ask.ref(), ask.query())));
        }
        if (intent instanceof Intent.Leave) {
            return new ConversationStep(this, output.reply(intent.ref(), new CommandReply.Done()))
                    .then(ConversationState::leaveRequested);
        }
        return refer(intent, ReferenceResolver.resolve(intent, references));
    }

    /** The node found the message that a wish is about. */
    ConversationStep messageFetched(Intent wish, NodeAnswer answer) {
        return answer instanceof NodeAnswer.Message message && phase == ConversationPhase.TALKING
                ? refer(wish, ReferenceResolver.resolve(wish, message.said()))
                : done(List.of());
    }

    private ConversationStep refer(Intent intent, ReferenceResolver.Outcome outcome) {
        if (outcome instanceof ReferenceResolver.Outcome.Query find) {
            return new ConversationStep(this, List.of(new ConversationEffect.Query(intent.ref(), find.question())));
        }
        if (outcome instanceof ReferenceResolver.Outcome.Fetch look) {
            return new ConversationStep(this, List.of(new ConversationEffect.Fetch(intent, look.question())));
        }
        if (outcome instanceof ReferenceResolver.Outcome.Send say) {
            return say(new Intent.Send(intent.ref(), say.draft()));
        }
        if (outcome instanceof ReferenceResolver.Outcome.Ask ask) {
            return done(List.of(ask.effect()));
        }
        return done(output.refuse(intent.ref(), ((ReferenceResolver.Outcome.Refuse) outcome).why()));
    }

    private ConversationStep say(Intent.Send say) {
        if (!ChatMessage.fits(say.draft().text())) {
            return refuse(new Intent.Invalid(say.ref(), Explanations.tooLong("the text")));
        }
        if (parser().sendsReplies() && pending.underWay() >= MAX_IN_FLIGHT) {
            return refuse(new Intent.Invalid(say.ref(), Explanations.tooMany(pending.underWay())));
        }
        PendingMessages asking = pending.asking(nextTicket, say.ref());
        ConversationState next = new ConversationState(settings, output, asking, phase, references, nextTicket + 1);
        return new ConversationStep(next, List.of(new ConversationEffect.Send(nextTicket, say.draft())));
    }

    private ConversationStep refuse(Intent.Invalid intent) {
        return to(parser().sendsReplies() ? pending : pending.missing(), List.of())
                .then(dialogue -> dialogue.done(output.refuse(intent.ref(), intent.explanation())));
    }

    private ConversationStep delivered(NetworkEvent.Delivery delivery, Optional<String> ref) {
        Renderer.Rendering rendering = renderer().delivery(network(), delivery, ref);
        List<ConversationEffect> effects = new ArrayList<>(output.print(rendering.lines()));
        PendingMessages after = pending.delivered(delivery);
        if (parser().limitsInFlight() && after.underWay() < pending.underWay()) {
            effects.add(new ConversationEffect.ReadMore(1));
        }
        return new ConversationStep(with(rendering.next(), after, phase), effects).then(ConversationState::drained);
    }

    /** Tells the deliveries that came before the node said what they are about. */
    private ConversationStep tellHeld() {
        ConversationStep step = to(pending.withoutRipe(), List.of());
        for (NetworkEvent.Delivery held : pending.ripe()) {
            step = step.then(dialogue -> dialogue.delivered(held, dialogue.pending.ref(held.id())));
        }
        return step.then(ConversationState::drained);
    }

    private ConversationStep drained() {
        return phase == ConversationPhase.DRAINING && pending.open() == 0 ? leave() : stay();
    }

    private ConversationStep leave() {
        return new ConversationStep(
                with(renderer(), pending, ConversationPhase.LEAVING), List.of(new ConversationEffect.Leave()));
    }

    private ConversationStep finish(NetworkEvent.Ended ended) {
        Optional<Explanation> why = ended.problem().map(Explanations.ofNode(network())::of);
        int told = pending.code(parser().unattended());
        int code = output.silent()
                ? Explanations.READER_GONE
                : why.map(Explanation::code).orElse(told);
        Renderer.Rendering rendering = renderer().ended(network(), ended, code);
        List<ConversationEffect> effects = new ArrayList<>(output.print(rendering.lines()));
        why.ifPresent(explanation -> effects.addAll(output.complain(explanation)));
        effects.add(new ConversationEffect.Exit(code));
        return new ConversationStep(with(rendering.next(), pending, ConversationPhase.OVER), effects);
    }

    NetworkName network() {
        return settings.network();
    }

    InputParser parser() {
        return output.reading();
    }

    Renderer renderer() {
        return output.renderer();
    }

    /** Nothing more is to come of a line. */
    private ConversationStep done(List<ConversationEffect> effects) {
        return new ConversationStep(this, effects)
                .then(dialogue -> new ConversationStep(dialogue, List.of(new ConversationEffect.ReadMore(1))));
    }

    private ConversationStep stay() {
        return new ConversationStep(this, List.of());
    }

    private ConversationStep to(PendingMessages after, List<ConversationEffect> effects) {
        return new ConversationStep(with(renderer(), after, phase), effects);
    }

    private ConversationState with(MessageReferences now) {
        return new ConversationState(settings, output, pending, phase, now, nextTicket);
    }

    private ConversationState with(Renderer newRenderer, PendingMessages newOutstanding, ConversationPhase newPhase) {
        return new ConversationState(settings, output.with(newRenderer), newOutstanding, newPhase, references, nextTicket);
    }
}
