package p2pchat.console.render;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import p2pchat.console.render.HumanRenderer.Own;
import p2pchat.model.ChatMessage;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/** What {@link HumanRenderer} becomes, and the lines so far, while one event is rendered. Lives no longer than that. */
final class RenderPass {

    private final HumanRenderer before;
    private final MemberNames names;
    private final List<String> lines = new ArrayList<>();
    private final List<Own> held;
    private final List<Own> partial;
    private LocalDate day;
    private String time;
    private HistoryReplay replaying;
    private Optional<NetworkEvent.Condition> condition;
    private JoinLeaveSummary coming;
    private MessageStyle wording;
    private ActiveParticipants heed;
    private HistoryGaps gaps;
    private CatchUpProgress catching;
    private int quoted;

    RenderPass(HumanRenderer before, MemberNames names) {
        this.before = before;
        this.names = names;
        this.held = new ArrayList<>(before.held());
        this.partial = new ArrayList<>(before.partial());
        this.coming = before.coming();
        this.wording = before.wording();
        this.heed = before.heed();
        this.gaps = before.gaps();
        this.catching = before.catching();
        this.day = before.day();
        this.time = before.time();
        this.replaying = before.replaying();
        this.condition = before.condition();
    }

    Renderer.Rendering rendering() {
        HumanRenderer next = new HumanRenderer(
                before.zone(),
                wording,
                names,
                day,
                time,
                replaying,
                condition,
                coming,
                heed,
                gaps,
                catching,
                held,
                HumanRenderer.lastOf(partial));
        return new Renderer.Rendering(next, lines, quoted);
    }

    Renderer.Rendering render(NetworkName network, NetworkEvent event) {
        if (event instanceof NetworkEvent.Said said) {
            spoken(said);
        } else if (event instanceof NetworkEvent.Amended amended) {
            forget(amended);
            spoken(amended);
        } else if (event instanceof NetworkEvent.Delivery delivery) {
            delivered(delivery);
        } else if (event instanceof NetworkEvent.Entered entered) {
            entered(network, entered);
        } else if (event instanceof NetworkEvent.Condition changed) {
            condition(changed);
        } else if (event instanceof NetworkEvent.MemberChanged changed) {
            member(changed);
        } else if (event instanceof NetworkEvent.LeaderChanged changed) {
            notice(NoticeIcon.LEAD, EventText.leader(changed, names));
        } else if (event instanceof NetworkEvent.ClaimDenied denied) {
            notice(NoticeIcon.LEAD, EventText.denied(denied, names));
        } else if (event instanceof NetworkEvent.DirectoryStarted started) {
            live();
            lines.add(wording.note(EventText.directory(started)));
        } else if (event instanceof NetworkEvent.Replayed history) {
            replaying = replaying.announcing(history);
        } else if (event instanceof NetworkEvent.Sync sync) {
            replaying = sync.over() ? replaying.over() : replaying;
            catching = wording.live() ? catching.after(sync, heed.now()) : catching; // elsewhere nothing shows it
            EventText.sync(sync).ifPresent(words -> notice(NoticeIcon.IN, words));
        } else if (event instanceof NetworkEvent.Trouble trouble) {
            notice(NoticeIcon.TROUBLE, EventText.trouble(network, trouble));
        } else if (event instanceof NetworkEvent.Ended ended) {
            release(own -> true);
            if (ended.problem().isEmpty() || names.self().isPresent()) { // one is not out of what one never was in
                notice(NoticeIcon.OUT, EventText.ended(network, ended));
            }
        } else {
            throw new AssertionError("no rendering for " + event);
        }
        return rendering();
    }

    /** Shows what is held back and fits, with its delivery as it stands. */
    void release(Predicate<Own> fits) {
        for (Own own : List.copyOf(held)) {
            if (fits.test(own)) {
                held.remove(own);
                show(own);
            }
        }
    }

    /** Of a text that is deleted nothing is shown any more, and nothing is told. */
    private void forget(NetworkEvent.Amended amended) {
        if (amended.deletes()) {
            gaps = amended.message().amends().map(gaps::without).orElse(gaps);
        }
        if (amended.deletes() && amended.own()) {
            Predicate<Own> gone = own -> amended.about().stream()
                    .anyMatch(said -> said.key().equals(own.message().key()));
            held.removeIf(gone);
            partial.removeIf(gone);
        }
    }

    private void spoken(NetworkEvent.Spoken spoken) {
        heed = wording.live() ? heed.after(spoken, names) : heed; // elsewhere nothing folds
        if (!spoken.live()) {
            replaying.rule(wording).ifPresent(lines::add);
            replaying = replaying.line();
            line(spoken, MessageStyle.Mark.NONE);
        } else if (spoken.own()) {
            held.add(new Own(spoken, Optional.empty()));
            release(own -> held.size() > HumanRenderer.MAX_HELD);
        } else {
            // whatever follows a message has a higher lamport number, so an answer never stands above what it answers
            release(own -> own.message().lamport() < spoken.message().lamport()
                    || spoken.receivedAt() - own.shownAt() >= HumanRenderer.AHEAD.toMillis());
            live();
            EventText.gap(spoken).ifPresent(words -> notice(NoticeIcon.TROUBLE, words));
            quoted = line(spoken, MessageStyle.Mark.NONE);
            gaps = gaps.after(spoken);
        }
    }

    private void delivered(NetworkEvent.Delivery delivery) {
        for (int i = 0; i < held.size(); i++) {
            Own own = held.get(i);
            if (own.message().id().equals(delivery.id())) {
                Own known = own.with(delivery);
                if (delivery.settled() || delivery.elapsed().compareTo(HumanRenderer.PATIENCE) >= 0) {
                    held.remove(i);
                    show(known);
                } else {
                    held.set(i, known);
                }
                return;
            }
        }
        late(delivery);
    }

    /** The last word on a message that was shown before it was with everyone. */
    private void late(NetworkEvent.Delivery delivery) {
        Optional<Own> shown = partial.stream()
                .filter(own -> own.message().id().equals(delivery.id()))
                .findFirst();
        if (shown.isEmpty() || !PendingMessages.isFinal(delivery)) {
            return;
        }
        partial.remove(shown.get());
        remember(shown.get().with(delivery));
        LateDeliveryNotice.on(
                        shown.get(), delivery, before.time(shown.get().message().sentAt()), names)
                .forEach(last -> notice(last.sign(), last.words()));
    }

    /** Whoever lacks it may get it yet, be it days later, and that will be told. */
    private void remember(Own own) {
        if (own.delivery().filter(known -> known.lacking().isEmpty()).isEmpty()) {
            partial.add(own);
        }
    }

    private void show(Own own) {
        live();
        line(own.what(), wording.mark(own.delivery(), names));
        remember(own);
    }

    private void entered(NetworkName network, NetworkEvent.Entered entered) {
        condition = Optional.of(new NetworkEvent.Condition(
                NetworkEvent.State.CONNECTED,
                true,
                Optional.of(entered.view().leader()),
                entered.view().id().epoch(),
                entered.view().members()));
        notice(entered.created() ? NoticeIcon.LEAD : NoticeIcon.IN, EventText.entered(network, entered, names));
        EventText.taken(entered.wanted(), entered.nick()).ifPresent(words -> lines.add(wording.note(words)));
        lines.addAll(wording.hints(network, entered.view().members().size() == 1));
        wording = wording.knowing(network);
    }

    private void condition(NetworkEvent.Condition changed) {
        String words = EventText.condition(changed, names);
        String last = condition.map(told -> EventText.condition(told, names)).orElse("");
        boolean goodbye = changed.state() == NetworkEvent.State.LEFT; // said once, when it is done
        boolean elsewhere = wording.live() && !EventText.isWorthALine(condition, changed); // the status line says it
        if (replaying.runs() && wording.live() && changed.state().isConnected()) {
            live();
        }
        if (!words.equals(last) && !goodbye && !elsewhere) {
            notice(NoticeIcon.of(changed), words);
        }
        condition = Optional.of(changed);
    }

    private void member(NetworkEvent.MemberChanged changed) {
        NodeId node = changed.member().node();
        boolean heeded = changed.change() == NetworkEvent.Change.LEFT && heed.to(node);
        Optional<JoinLeaveSummary> folded =
                wording.live() && !heeded ? coming.with(changed.change(), names.of(node)) : Optional.empty();
        if (folded.isPresent()) {
            coming = folded.get();
        } else if (!EventText.isSilentLeader(changed)) {
            notice(
                    heeded ? NoticeIcon.PARTING : NoticeIcon.of(changed.change()),
                    EventText.member(changed, names, condition));
        }
    }

    /** Time passes: who came and went is printed if that was a while ago. {@code now} is in milliseconds since 1970. */
    void look(long now) {
        if (coming.isOver(now)) {
            live();
        }
        coming = coming.seen(now);
        catching = catching.at(now);
    }

    private void notice(NoticeIcon sign, String words) {
        live();
        lines.add(wording.notice(sign, words));
    }

    /** What is printed next happens now: it comes after the history, and after who came before it. */
    private void live() {
        if (replaying.runs()) {
            lines.add(wording.rule("now"));
        }
        replaying = replaying.interrupted();
        if (wording instanceof TerminalStyle drawn) {
            coming.line(drawn.look()).ifPresent(line -> lines.add(drawn.look().dim(line)));
            coming = JoinLeaveSummary.NOBODY;
        }
    }

    /** Returns how many lines it takes. */
    private int line(NetworkEvent.Spoken spoken, MessageStyle.Mark mark) {
        ChatMessage message = spoken.message();
        LocalDate sent = LocalDate.ofInstant(Instant.ofEpochMilli(message.sentAt()), before.zone());
        if (!sent.equals(day)) {
            lines.add(wording.rule(HumanRenderer.dayOf(sent)));
            day = sent;
            time = "";
        }
        String at = before.time(message.sentAt());
        String to = message.to()
                .map(node -> " → " + (names.isSelf(node) ? "you" : names.of(node)) + " (private)")
                .orElse("");
        List<String> said = wording.message(new MessageStyle.Line(
                at,
                at.equals(time),
                spoken.own() ? "you" : names.of(message.author()),
                names.hue(message.author(), wording.hues()),
                spoken.own(),
                to,
                EventText.words(spoken),
                mark,
                replaying.runs(),
                EventText.amends(spoken, millis -> before.time(millis, sent)),
                gaps.late(spoken),
                Mention.in(spoken, names)));
        lines.addAll(said);
        time = at;
        return said.size();
    }
}
