package p2pchat.console;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
record Dialogue(Manner manner, Voice voice, Outstanding outstanding, Phase phase, Shown shown, long tickets) {

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
    record Manner(NetworkName network, Duration patience) {}

    static Dialogue begin(Manner manner, Reading reading, Renderer renderer) {
        Voice voice = new Voice(manner.network(), reading, renderer, false);
        return new Dialogue(manner, voice, Outstanding.NOTHING, Phase.JOINING, Shown.NOTHING, 0);
    }

    /** The network told something. */
    Step event(NetworkEvent event) {
        if (phase == Phase.OVER) {
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
        List<Effect> effects = new ArrayList<>(voice.print(rendering, event));
        boolean joined = event instanceof NetworkEvent.Entered && phase == Phase.JOINING;
        if (joined) {
            effects.add(new Effect.Listen());
        }
        if (rendering.next().holdsBack() && !renderer().holdsBack()) {
            effects.add(new Effect.Remind(REMIND));
        }
        Dialogue next = with(rendering.next(), outstanding, joined ? Phase.TALKING : phase);
        effects.addAll(Referring.forget(event));
        return new Step(next.with(shown.after(event)), effects);
    }

    /** It is {@code now}, in milliseconds since 1970: for events that do not say when they happened. */
    Step at(long now) {
        return new Step(with(renderer().at(now), outstanding, phase), List.of());
    }

    /** Whether something can be said here, now or soon. */
    boolean isOpen() {
        return phase == Phase.JOINING || phase == Phase.TALKING;
    }

    /** A line asks for something here. */
    Step asked(Intent intent) {
        return phase == Phase.TALKING ? act(intent) : stay();
    }

    /** The node has a message in its log. */
    Step accepted(long ticket, MessageId id) {
        List<Effect> effects = new ArrayList<>(voice.reply(outstanding.ref(ticket), new Reply.Accepted(id)));
        if (!reading().holdsBack()) {
            effects.add(new Effect.Resume(1));
        }
        return to(outstanding.accepted(ticket, id), effects).then(Dialogue::tellHeld);
    }

    /** The node did not take a message. */
    Step refused(long ticket, Explanation explanation) {
        Optional<String> ref = outstanding.ref(ticket);
        return to(outstanding.refused(ticket, reading().answers()), List.of())
                .then(dialogue -> dialogue.done(voice.refuse(ref, explanation)))
                .then(Dialogue::tellHeld);
    }

    /** The node answered a question. */
    Step answered(Optional<String> ref, Answer answer) {
        if (answer instanceof Answer.Listing listing) {
            Dialogue numbered = with(shown.numbering(listing.messages()));
            return numbered.done(voice.print(renderer().answer(network(), ref, numbered.shown.numbered(listing))));
        }
        Answer whole = answer instanceof Answer.Status status ? status.withOpen(outstanding.open()) : answer;
        return done(voice.print(renderer().answer(network(), ref, whole)));
    }

    /** The node could not answer a question. */
    Step unanswered(Optional<String> ref, Explanation why) {
        return done(voice.refuse(ref, why));
    }

    /** The time to wait for messages to arrive is over. */
    Step waited() {
        return phase == Phase.DRAINING ? leave() : stay();
    }

    /** Time to look for what was held back too long. {@code now} is in milliseconds since 1970. */
    Step overdue(long now) {
        Renderer.Rendering rendering = renderer().overdue(now);
        List<Effect> effects = new ArrayList<>(voice.print(rendering.lines()));
        if (rendering.next().holdsBack()) {
            effects.add(new Effect.Remind(REMIND));
        }
        return new Step(with(rendering.next(), outstanding, phase), effects);
    }

    /** Somebody wants to leave: a command, or whoever ends the process. */
    Step leaveWanted() {
        if (phase == Phase.JOINING) {
            return leave();
        }
        if (phase != Phase.TALKING) {
            return stay();
        }
        Duration wait = reading().unattended() ? manner.patience() : PERSON_WAITS;
        List<Effect> effects = new ArrayList<>(voice.print(renderer().leaving(network(), outstanding.open())));
        effects.add(new Effect.Wait(wait));
        return new Step(with(renderer(), outstanding, Phase.DRAINING), effects).then(Dialogue::drained);
    }

    /** Nobody reads the output any more: go, and say nothing. */
    Step outputGone() {
        Dialogue silent = new Dialogue(manner, voice.silenced(), outstanding, phase, shown, tickets);
        return phase == Phase.LEAVING || phase == Phase.OVER ? new Step(silent, List.of()) : silent.leave();
    }

    /** Messages were not shown because the output is too slow. */
    Step skipped(long count) {
        return new Step(
                this, voice.complain(Explanations.notShown(count, network().value())));
    }

    /** The node has left, or gave up trying. */
    Step left() {
        return phase == Phase.LEAVING ? finish(new NetworkEvent.Ended(Optional.empty())) : stay();
    }

    private Step act(Intent intent) {
        if (intent instanceof Intent.Say say) {
            return say(say);
        }
        if (intent instanceof Intent.Refuse refuse) {
            return refuse(refuse);
        }
        if (intent instanceof Intent.Ask ask) {
            return new Step(this, List.of(new Effect.Ask(ask.ref(), ask.question())));
        }
        if (intent instanceof Intent.Leave) {
            return new Step(this, voice.reply(intent.ref(), new Reply.Done())).then(Dialogue::leaveWanted);
        }
        return refer(intent, Referring.of(intent, shown));
    }

    /** The node found the message that a wish is about. */
    Step found(Intent wish, Answer answer) {
        return answer instanceof Answer.Message message && phase == Phase.TALKING
                ? refer(wish, Referring.of(wish, message.said()))
                : done(List.of());
    }

    private Step refer(Intent intent, Referring.Outcome outcome) {
        if (outcome instanceof Referring.Outcome.Find find) {
            return new Step(this, List.of(new Effect.Ask(intent.ref(), find.question())));
        }
        if (outcome instanceof Referring.Outcome.Look look) {
            return new Step(this, List.of(new Effect.Look(intent, look.question())));
        }
        if (outcome instanceof Referring.Outcome.Say say) {
            return say(new Intent.Say(intent.ref(), say.what()));
        }
        if (outcome instanceof Referring.Outcome.Ask ask) {
            return done(List.of(ask.effect()));
        }
        return done(voice.refuse(intent.ref(), ((Referring.Outcome.Refuse) outcome).why()));
    }

    private Step say(Intent.Say say) {
        if (!ChatMessage.fits(say.what().text())) {
            return refuse(new Intent.Refuse(say.ref(), Explanations.tooLong("the text")));
        }
        if (reading().answers() && outstanding.underWay() >= MAX_OPEN) {
            return refuse(new Intent.Refuse(say.ref(), Explanations.tooMany(outstanding.underWay())));
        }
        Outstanding asking = outstanding.asking(tickets, say.ref());
        Dialogue next = new Dialogue(manner, voice, asking, phase, shown, tickets + 1);
        return new Step(next, List.of(new Effect.Say(tickets, say.what())));
    }

    private Step refuse(Intent.Refuse intent) {
        return to(reading().answers() ? outstanding : outstanding.missing(), List.of())
                .then(dialogue -> dialogue.done(voice.refuse(intent.ref(), intent.explanation())));
    }

    private Step delivered(NetworkEvent.Delivery delivery, Optional<String> ref) {
        Renderer.Rendering rendering = renderer().delivery(network(), delivery, ref);
        List<Effect> effects = new ArrayList<>(voice.print(rendering.lines()));
        Outstanding after = outstanding.delivered(delivery);
        if (reading().holdsBack() && after.underWay() < outstanding.underWay()) {
            effects.add(new Effect.Resume(1));
        }
        return new Step(with(rendering.next(), after, phase), effects).then(Dialogue::drained);
    }

    /** Tells the deliveries that came before the node said what they are about. */
    private Step tellHeld() {
        Step step = to(outstanding.withoutRipe(), List.of());
        for (NetworkEvent.Delivery held : outstanding.ripe()) {
            step = step.then(dialogue -> dialogue.delivered(held, dialogue.outstanding.ref(held.id())));
        }
        return step.then(Dialogue::drained);
    }

    private Step drained() {
        return phase == Phase.DRAINING && outstanding.open() == 0 ? leave() : stay();
    }

    private Step leave() {
        return new Step(with(renderer(), outstanding, Phase.LEAVING), List.of(new Effect.Leave()));
    }

    private Step finish(NetworkEvent.Ended ended) {
        Optional<Explanation> why = ended.problem().map(Explanations.ofNode(network())::of);
        int told = outstanding.code(reading().unattended());
        int code = voice.silent()
                ? Explanations.READER_GONE
                : why.map(Explanation::code).orElse(told);
        Renderer.Rendering rendering = renderer().ended(network(), ended, code);
        List<Effect> effects = new ArrayList<>(voice.print(rendering.lines()));
        why.ifPresent(explanation -> effects.addAll(voice.complain(explanation)));
        effects.add(new Effect.Exit(code));
        return new Step(with(rendering.next(), outstanding, Phase.OVER), effects);
    }

    NetworkName network() {
        return manner.network();
    }

    Reading reading() {
        return voice.reading();
    }

    Renderer renderer() {
        return voice.renderer();
    }

    /** Nothing more is to come of a line. */
    private Step done(List<Effect> effects) {
        return new Step(this, effects).then(dialogue -> new Step(dialogue, List.of(new Effect.Resume(1))));
    }

    private Step stay() {
        return new Step(this, List.of());
    }

    private Step to(Outstanding after, List<Effect> effects) {
        return new Step(with(renderer(), after, phase), effects);
    }

    private Dialogue with(Shown now) {
        return new Dialogue(manner, voice, outstanding, phase, now, tickets);
    }

    private Dialogue with(Renderer newRenderer, Outstanding newOutstanding, Phase newPhase) {
        return new Dialogue(manner, voice.with(newRenderer), newOutstanding, newPhase, shown, tickets);
    }
}
