package p2pchat.console.render;

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
import p2pchat.model.RecipientStatus;

/** Collects the lines of one event and the changes to the state of a {@link HumanRenderer}. Used once. */
final class RenderPass {

    private final HumanRenderer before;
    private final MemberNames names;
    private final EventText text;
    private final List<String> lines = new ArrayList<>();
    private final List<Own> held;
    private final List<Own> partial;
    private MessageStyle style;
    private HumanRenderer.LastLine last;
    private Optional<NetworkEvent.Condition> condition;
    private boolean alone;
    private JoinLeaveSummary changes;
    private ActiveParticipants active;
    private HistoryReplay replay;
    private HistoryGaps gaps;
    private CatchUpProgress catchUp;
    private int quoted;

    RenderPass(HumanRenderer before, MemberNames names) {
        this.before = before;
        this.names = names;
        this.style = before.style();
        this.text = new EventText(names, style.punctuation());
        this.last = before.last();
        this.held = new ArrayList<>(before.own().held());
        this.partial = new ArrayList<>(before.own().partial());
        this.condition = before.presence().condition();
        this.alone = before.presence().alone();
        this.changes = before.presence().changes();
        this.active = before.presence().active();
        this.replay = before.history().replay();
        this.gaps = before.history().gaps();
        this.catchUp = before.history().catchUp();
    }

    private Renderer.Rendering rendering() {
        HumanRenderer next = new HumanRenderer(
                before.zone(),
                style,
                names,
                last,
                new HumanRenderer.OwnMessages(held, partial),
                new HumanRenderer.Presence(condition, alone, changes, active),
                new HumanRenderer.History(replay, gaps, catchUp));
        return new Renderer.Rendering(next, lines, quoted);
    }

    Renderer.Rendering render(NetworkName network, NetworkEvent event) {
        if (event instanceof NetworkEvent.Said said) {
            message(said);
        } else if (event instanceof NetworkEvent.Amended amended) {
            forgetDeleted(amended);
            message(amended);
        } else if (event instanceof NetworkEvent.Delivery delivery) {
            delivered(delivery);
        } else if (event instanceof NetworkEvent.Entered entered) {
            entered(network, entered);
        } else if (event instanceof NetworkEvent.Condition changed) {
            condition(changed);
        } else if (event instanceof NetworkEvent.MemberChanged changed) {
            member(changed);
        } else if (event instanceof NetworkEvent.Replayed history) {
            replay = replay.announce(history);
        } else if (event instanceof NetworkEvent.DirectoryStarted) {
            beforeLiveLine();
            text.notice(network, event).map(style::note).ifPresent(lines::add);
        } else {
            other(network, event);
        }
        return rendering();
    }

    private void other(NetworkName network, NetworkEvent event) {
        if (event instanceof NetworkEvent.Sync sync) {
            replay = sync.isComplete() ? replay.completed() : replay;
            catchUp = style.live() ? catchUp.after(sync, active.now()) : catchUp;
        } else if (event instanceof NetworkEvent.Ended) {
            release(own -> true);
        }
        text.notice(network, event).ifPresent(notice -> notice(NoticeIcon.of(event), notice));
    }

    Renderer.Rendering overdue(long now) {
        release(own -> now - own.event().receivedAt() >= HumanRenderer.PATIENCE.toMillis());
        if (changes.isDue(now)) {
            beforeLiveLine();
        }
        changes = changes.seen(now);
        catchUp = catchUp.at(now);
        return rendering();
    }

    /** Shows the held messages that match, with their delivery so far. */
    private void release(Predicate<Own> matches) {
        for (Own own : List.copyOf(held)) {
            if (matches.test(own)) {
                held.remove(own);
                show(own);
            }
        }
    }

    /** A deleted own message is not shown, and its delivery is not reported. */
    private void forgetDeleted(NetworkEvent.Amended amended) {
        if (amended.deletes() && amended.own()) {
            Predicate<Own> deleted = own -> amended.about().stream()
                    .anyMatch(said -> said.key().equals(own.message().key()));
            held.removeIf(deleted);
            partial.removeIf(deleted);
        }
    }

    private void message(NetworkEvent.Spoken spoken) {
        active = style.live() ? active.after(spoken, names) : active;
        if (!spoken.live()) {
            replay.rule(style).ifPresent(lines::add);
            replay = replay.afterLine();
            line(spoken, MessageStyle.Mark.NONE);
        } else if (spoken.own()) {
            held.add(new Own(spoken, Optional.empty()));
            release(own -> held.size() > HumanRenderer.MAX_HELD);
        } else {
            // an answer has a higher lamport number than the message it answers, which is shown first
            release(own -> own.message().lamport() < spoken.message().lamport()
                    || spoken.receivedAt() - own.event().receivedAt() >= HumanRenderer.AHEAD.toMillis());
            beforeLiveLine();
            EventText.gap(spoken).ifPresent(notice -> notice(NoticeIcon.TROUBLE, notice));
            quoted = line(spoken, MessageStyle.Mark.NONE);
        }
        gaps = gaps.after(spoken);
    }

    private void delivered(NetworkEvent.Delivery delivery) {
        for (int i = 0; i < held.size(); i++) {
            if (held.get(i).message().id().equals(delivery.id())) {
                Own known = held.get(i).with(delivery);
                if (delivery.isSettled() || delivery.elapsed().compareTo(HumanRenderer.PATIENCE) >= 0) {
                    held.remove(i);
                    show(known);
                } else {
                    held.set(i, known);
                }
                return;
            }
        }
        deliveredLate(delivery);
    }

    private void deliveredLate(NetworkEvent.Delivery delivery) {
        Optional<Own> shown = partial.stream()
                .filter(own -> own.message().id().equals(delivery.id()))
                .findFirst();
        if (shown.isEmpty() || !delivery.isSettled()) {
            return;
        }
        partial.remove(shown.get());
        keepIfPartial(shown.get().with(delivery));
        Optional<NetworkEvent.Delivery> earlier = shown.get().delivery();
        List<NodeId> stored = delivery.recipients().stream()
                .filter(share -> share.state().isStored())
                .map(RecipientStatus::member)
                .filter(node ->
                        earlier.map(known -> known.lacking().contains(node)).orElse(true))
                .toList();
        List<NodeId> failed = new ArrayList<>(delivery.failed());
        earlier.ifPresent(known -> failed.removeAll(known.failed()));
        ChatMessage message = shown.get().message();
        String which = before.time(message.sentAt()) + " " + text.quote(message);
        if (!stored.isEmpty()) {
            String recipients = earlier.isEmpty() && failed.isEmpty() ? "everyone" : names.of(stored);
            notice(NoticeIcon.OK, which + " delivered to " + recipients);
        }
        if (!failed.isEmpty()) {
            notice(NoticeIcon.FAILED, which + " not delivered to " + names.of(failed));
        }
    }

    /** A member that lacks the message may get it days later, which is reported then. */
    private void keepIfPartial(Own own) {
        if (own.delivery().filter(known -> known.lacking().isEmpty()).isEmpty()) {
            partial.add(own);
        }
    }

    private void show(Own own) {
        beforeLiveLine();
        line(own.event(), style.mark(own.delivery(), names));
        keepIfPartial(own);
    }

    private void entered(NetworkName network, NetworkEvent.Entered entered) {
        condition = Optional.of(new NetworkEvent.Condition(
                NetworkEvent.State.CONNECTED,
                true,
                Optional.of(entered.view().leader()),
                entered.view().id().epoch(),
                entered.view().members()));
        notice(entered.created() ? NoticeIcon.LEAD : NoticeIcon.IN, text.entered(network, entered));
        text.founded(network, entered).ifPresent(notice -> lines.add(style.note(notice)));
        EventText.nickInUse(entered.wanted(), entered.nick()).ifPresent(notice -> lines.add(style.note(notice)));
        text.advice().ifPresent(advice -> lines.add(style.note(advice)));
        boolean closed = names.roster().standing().filter(now -> now.isClosed()).isPresent();
        lines.addAll(style.hints(network, entered.view().members().size() == 1 && !closed));
        style = style.withoutHints();
    }

    private void condition(NetworkEvent.Condition changed) {
        String now = text.condition(changed);
        boolean repeated = condition.map(text::condition).filter(now::equals).isPresent();
        boolean leaving = changed.state() == NetworkEvent.State.LEFT; // reported by the last event
        boolean inStatusLine = style.live() && !EventText.isPrintedLive(alone, changed);
        if (replay.running() && style.live() && changed.state().isConnected()) {
            beforeLiveLine();
        }
        if (!repeated && !leaving && !inStatusLine) {
            notice(NoticeIcon.of(changed), now);
        }
        condition = Optional.of(changed);
        alone = changed.state() == NetworkEvent.State.ALONE
                || (alone && !changed.state().isConnected());
    }

    private void member(NetworkEvent.MemberChanged changed) {
        NodeId node = changed.member().node();
        boolean participant = changed.change() == NetworkEvent.Change.LEFT && active.contains(node);
        Optional<JoinLeaveSummary> folded = style.live() && !participant && !text.isExplained(changed)
                ? changes.with(changed.change(), names.of(node))
                : Optional.empty();
        if (folded.isPresent()) {
            changes = folded.get();
        } else if (!EventText.isSilentLeader(changed) && !text.isReported(changed)) {
            notice(participant ? NoticeIcon.PARTING : NoticeIcon.of(changed.change()), text.member(changed, condition));
        }
    }

    private void notice(NoticeIcon icon, String notice) {
        beforeLiveLine();
        lines.add(style.notice(icon, notice));
    }

    /** Ends a run of history, and prints the joins and leaves that came before. */
    private void beforeLiveLine() {
        if (replay.running()) {
            lines.add(style.historyEnds());
        }
        replay = replay.interrupted();
        style.joinsAndLeaves(changes).map(style::note).ifPresent(lines::add);
        changes = JoinLeaveSummary.EMPTY;
    }

    /** Adds the lines of a message and returns their number. */
    private int line(NetworkEvent.Spoken spoken, MessageStyle.Mark mark) {
        ChatMessage message = spoken.message();
        LocalDate day = before.day(message.sentAt());
        String time = before.time(message.sentAt());
        boolean anotherDay = !day.equals(last.day());
        if (anotherDay) {
            lines.add(style.rule(HumanRenderer.name(day)));
        }
        List<String> added = style.message(new MessageStyle.Line(
                time,
                !anotherDay && time.equals(last.time()),
                spoken.own() ? "you" : names.of(message.author()),
                names.hue(message.author(), style.hues()),
                spoken.own(),
                MessageText.of(spoken),
                mark,
                replay.running(),
                text.amends(spoken, millis -> before.time(millis, day)),
                text.remark(gaps, spoken),
                Mention.in(spoken, names)));
        lines.addAll(added);
        last = new HumanRenderer.LastLine(day, time);
        return added.size();
    }
}
