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
 * @param shown what a person may refer to
 * @param tickets how many messages were handed to the node
 */
public record ConversationState(
        Manner manner,
        ConversationOutput voice,
        PendingMessages outstanding,
        ConversationPhase phase,
        MessageReferences shown,
        long tickets) {

    /** A program that wants more under way at once is told to wait; what only the slow lack is not under way. */
    static final int MAX_OPEN = 1_000;

    /** How often to look for what was held back too long, while anything is. */
    static final Duration REMIND = Duration.ofSeconds(1);

    /** A person waits this long at most for the last messages to arrive. */
    static final Duration PERSON_WAITS = Duration.ofSeconds(2);

    /**
     * What does not change.
     *
     * @param patience how long to wait at the end for messages to arrive
     */
    public record Manner(NetworkName network, Duration patience) {}

    public static ConversationState begin(Manner manner, InputParser reading, Renderer renderer) {
        ConversationOutput voice = new ConversationOutput(manner.network(), reading, renderer, false);
        return new ConversationState(
                manner, voice, PendingMessages.NOTHING, ConversationPhase.JOINING, MessageReferences.NOTHING, 0);
    }

    /** The network told something. */
    public ConversationStep event(NetworkEvent event) {
        if (phase == ConversationPhase.OVER) {
            return stay();
        }
        if (event instanceof NetworkEvent.Delivery delivery) {
            return outstanding.isEarly(delivery)
                    ? to(outstanding.holding(delivery), List.of())
                    : delivered(delivery, outstanding.ref(delivery.id()));
        }
        if (event instanceof NetworkEvent.Ended ended) {
            return finish(ended);
        }
        Renderer.Rendering rendering = renderer().render(network(), event);
        List<ConversationEffect> effects = new ArrayList<>(voice.print(rendering, event));
        boolean joined = event instanceof NetworkEvent.Entered && phase == ConversationPhase.JOINING;
        if (joined) {
            effects.add(new ConversationEffect.Listen());
        }
        if (rendering.next().holdsBack() && !renderer().holdsBack()) {
            effects.add(new ConversationEffect.Remind(REMIND));
        }
        ConversationState next = with(rendering.next(), outstanding, joined ? ConversationPhase.TALKING : phase);
        effects.addAll(ReferenceResolver.forget(event));
        return new ConversationStep(next.with(shown.after(event)), effects);
    }

    /** It is {@code now}, in milliseconds since 1970: for events that do not say when they happened. */
    ConversationStep at(long now) {
        return new ConversationStep(with(renderer().at(now), outstanding, phase), List.of());
    }

    /** Whether something can be said here, now or soon. */
    boolean isOpen() {
        return phase == ConversationPhase.JOINING || phase == ConversationPhase.TALKING;
    }

    /** A line asks for something here. */
    public ConversationStep asked(Intent intent) {
        return phase == ConversationPhase.TALKING ? act(intent) : stay();
    }

    /** The node has a message in its log. */
    ConversationStep accepted(long ticket, MessageId id) {
        List<ConversationEffect> effects =
                new ArrayList<>(voice.reply(outstanding.ref(ticket), new CommandReply.Accepted(id)));
        if (!reading().holdsBack()) {
            effects.add(new ConversationEffect.Resume(1));
        }
        return to(outstanding.accepted(ticket, id), effects).then(ConversationState::tellHeld);
    }

    /** The node did not take a message. */
    ConversationStep refused(long ticket, Explanation explanation) {
        Optional<String> ref = outstanding.ref(ticket);
        return to(outstanding.refused(ticket, reading().answers()), List.of())
                .then(dialogue -> dialogue.done(voice.refuse(ref, explanation)))
                .then(ConversationState::tellHeld);
    }

    /** The node answered a question. */
    public ConversationStep answered(Optional<String> ref, NodeAnswer answer) {
        if (answer instanceof NodeAnswer.Listing listing) {
            ConversationState numbered = with(shown.numbering(listing.messages()));
            return numbered.done(voice.print(renderer().answer(network(), ref, numbered.shown.numbered(listing))));
        }
        NodeAnswer whole = answer instanceof NodeAnswer.Status status ? status.withOpen(outstanding.open()) : answer;
        return done(voice.print(renderer().answer(network(), ref, whole)));
    }

    /** The node could not answer a question. */
    ConversationStep unanswered(Optional<String> ref, Explanation why) {
        return done(voice.refuse(ref, why));
    }

    /** The time to wait for messages to arrive is over. */
    ConversationStep waited() {
        return phase == ConversationPhase.DRAINING ? leave() : stay();
    }

    /** Time to look for what was held back too long. {@code now} is in milliseconds since 1970. */
    ConversationStep overdue(long now) {
        Renderer.Rendering rendering = renderer().overdue(now);
        List<ConversationEffect> effects = new ArrayList<>(voice.print(rendering.lines()));
        if (rendering.next().holdsBack()) {
            effects.add(new ConversationEffect.Remind(REMIND));
        }
        return new ConversationStep(with(rendering.next(), outstanding, phase), effects);
    }

    /** Somebody wants to leave: a command, or whoever ends the process. */
    ConversationStep leaveWanted() {
        if (phase == ConversationPhase.JOINING) {
            return leave();
        }
        if (phase != ConversationPhase.TALKING) {
            return stay();
        }
        Duration wait = reading().unattended() ? manner.patience() : PERSON_WAITS;
        List<ConversationEffect> effects =
                new ArrayList<>(voice.print(renderer().leaving(network(), outstanding.open())));
        effects.add(new ConversationEffect.Wait(wait));
        return new ConversationStep(with(renderer(), outstanding, ConversationPhase.DRAINING), effects)
                .then(ConversationState::drained);
    }

    /** Nobody reads the output any more: go, and say nothing. */
    ConversationStep outputGone() {
        ConversationState silent = new ConversationState(manner, voice.silenced(), outstanding, phase, shown, tickets);
        return phase == ConversationPhase.LEAVING || phase == ConversationPhase.OVER
                ? new ConversationStep(silent, List.of())
                : silent.leave();
    }

    /** Messages were not shown because the output is too slow. */
    ConversationStep skipped(long count) {
        return new ConversationStep(
                this, voice.complain(Explanations.notShown(count, network().value())));
    }

    /** The node has left, or gave up trying. */
    ConversationStep left() {
        return phase == ConversationPhase.LEAVING ? finish(new NetworkEvent.Ended(Optional.empty())) : stay();
    }

    private ConversationStep act(Intent intent) {
        if (intent instanceof Intent.Say say) {
            return say(say);
        }
        if (intent instanceof Intent.Refuse refuse) {
            return refuse(refuse);
        }
        if (intent instanceof Intent.Ask ask) {
            return new ConversationStep(this, List.of(new ConversationEffect.Ask(ask.ref(), ask.question())));
        }
        if (intent instanceof Intent.Leave) {
            return new ConversationStep(this, voice.reply(intent.ref(), new CommandReply.Done()))
                    .then(ConversationState::leaveWanted);
        }
        return refer(intent, ReferenceResolver.of(intent, shown));
    }

    /** The node found the message that a wish is about. */
    ConversationStep found(Intent wish, NodeAnswer answer) {
        return answer instanceof NodeAnswer.Message message && phase == ConversationPhase.TALKING
                ? refer(wish, ReferenceResolver.of(wish, message.said()))
                : done(List.of());
    }

    private ConversationStep refer(Intent intent, ReferenceResolver.Outcome outcome) {
        if (outcome instanceof ReferenceResolver.Outcome.Find find) {
            return new ConversationStep(this, List.of(new ConversationEffect.Ask(intent.ref(), find.question())));
        }
        if (outcome instanceof ReferenceResolver.Outcome.Look look) {
            return new ConversationStep(this, List.of(new ConversationEffect.Look(intent, look.question())));
        }
        if (outcome instanceof ReferenceResolver.Outcome.Say say) {
            return say(new Intent.Say(intent.ref(), say.what()));
        }
        if (outcome instanceof ReferenceResolver.Outcome.Ask ask) {
            return done(List.of(ask.effect()));
        }
        return done(voice.refuse(intent.ref(), ((ReferenceResolver.Outcome.Refuse) outcome).why()));
    }

    private ConversationStep say(Intent.Say say) {
        if (!ChatMessage.fits(say.what().text())) {
            return refuse(new Intent.Refuse(say.ref(), Explanations.tooLong("the text")));
        }
        if (reading().answers() && outstanding.underWay() >= MAX_OPEN) {
            return refuse(new Intent.Refuse(say.ref(), Explanations.tooMany(outstanding.underWay())));
        }
        PendingMessages asking = outstanding.asking(tickets, say.ref());
        ConversationState next = new ConversationState(manner, voice, asking, phase, shown, tickets + 1);
        return new ConversationStep(next, List.of(new ConversationEffect.Say(tickets, say.what())));
    }

    private ConversationStep refuse(Intent.Refuse intent) {
        return to(reading().answers() ? outstanding : outstanding.missing(), List.of())
                .then(dialogue -> dialogue.done(voice.refuse(intent.ref(), intent.explanation())));
    }

    private ConversationStep delivered(NetworkEvent.Delivery delivery, Optional<String> ref) {
        Renderer.Rendering rendering = renderer().delivery(network(), delivery, ref);
        List<ConversationEffect> effects = new ArrayList<>(voice.print(rendering.lines()));
        PendingMessages after = outstanding.delivered(delivery);
        if (reading().holdsBack() && after.underWay() < outstanding.underWay()) {
            effects.add(new ConversationEffect.Resume(1));
        }
        return new ConversationStep(with(rendering.next(), after, phase), effects).then(ConversationState::drained);
    }

    /** Tells the deliveries that came before the node said what they are about. */
    private ConversationStep tellHeld() {
        ConversationStep step = to(outstanding.withoutRipe(), List.of());
        for (NetworkEvent.Delivery held : outstanding.ripe()) {
            step = step.then(dialogue -> dialogue.delivered(held, dialogue.outstanding.ref(held.id())));
        }
        return step.then(ConversationState::drained);
    }

    private ConversationStep drained() {
        return phase == ConversationPhase.DRAINING && outstanding.open() == 0 ? leave() : stay();
    }

    private ConversationStep leave() {
        return new ConversationStep(
                with(renderer(), outstanding, ConversationPhase.LEAVING), List.of(new ConversationEffect.Leave()));
    }

    private ConversationStep finish(NetworkEvent.Ended ended) {
        Optional<Explanation> why = ended.problem().map(Explanations.ofNode(network())::of);
        int told = outstanding.code(reading().unattended());
        int code = voice.silent()
                ? Explanations.READER_GONE
                : why.map(Explanation::code).orElse(told);
        Renderer.Rendering rendering = renderer().ended(network(), ended, code);
        List<ConversationEffect> effects = new ArrayList<>(voice.print(rendering.lines()));
        why.ifPresent(explanation -> effects.addAll(voice.complain(explanation)));
        effects.add(new ConversationEffect.Exit(code));
        return new ConversationStep(with(rendering.next(), outstanding, ConversationPhase.OVER), effects);
    }

    NetworkName network() {
        return manner.network();
    }

    InputParser reading() {
        return voice.reading();
    }

    Renderer renderer() {
        return voice.renderer();
    }

    /** Nothing more is to come of a line. */
    private ConversationStep done(List<ConversationEffect> effects) {
        return new ConversationStep(this, effects)
                .then(dialogue -> new ConversationStep(dialogue, List.of(new ConversationEffect.Resume(1))));
    }

    private ConversationStep stay() {
        return new ConversationStep(this, List.of());
    }

    private ConversationStep to(PendingMessages after, List<ConversationEffect> effects) {
        return new ConversationStep(with(renderer(), after, phase), effects);
    }

    private ConversationState with(MessageReferences now) {
        return new ConversationState(manner, voice, outstanding, phase, now, tickets);
    }

    private ConversationState with(Renderer newRenderer, PendingMessages newOutstanding, ConversationPhase newPhase) {
        return new ConversationState(manner, voice.with(newRenderer), newOutstanding, newPhase, shown, tickets);
    }
}
