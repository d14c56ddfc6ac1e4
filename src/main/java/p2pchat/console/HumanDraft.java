package p2pchat.console;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import p2pchat.console.HumanRenderer.Own;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/** What {@link HumanRenderer} becomes, and the lines so far, while one event is rendered. Lives no longer than that. */
final class HumanDraft {

    /** Continuation lines stand as far in as a text after {@code 14:02 }. */
    private static final String INDENT = "      ";

    private static final int QUOTED = 20;

    private final HumanRenderer before;
    private final Names names;
    private final List<String> lines = new ArrayList<>();
    private final List<Own> held;
    private final List<Own> partial;
    private LocalDate day;
    private boolean replaying;
    private String condition;

    HumanDraft(HumanRenderer before, Names names) {
        this.before = before;
        this.names = names;
        this.held = new ArrayList<>(before.held());
        this.partial = new ArrayList<>(before.partial());
        this.day = before.day();
        this.replaying = before.replaying();
        this.condition = before.condition();
    }

    Renderer.Rendering rendering() {
        HumanRenderer next =
                new HumanRenderer(before.zone(), names, day, replaying, condition, held, HumanRenderer.lastOf(partial));
        return new Renderer.Rendering(next, lines);
    }

    Renderer.Rendering render(NetworkName network, NetworkEvent event) {
        if (event instanceof NetworkEvent.Said said) {
            said(said);
        } else if (event instanceof NetworkEvent.Delivery delivery) {
            delivered(delivery);
        } else if (event instanceof NetworkEvent.Entered entered) {
            condition = Notices.CONNECTED;
            notice(entered.created() ? "⚑" : "→", Notices.entered(network, entered, names));
        } else if (event instanceof NetworkEvent.Condition changed) {
            condition(changed);
        } else if (event instanceof NetworkEvent.MemberChanged changed) {
            notice(sign(changed.change()), Notices.member(changed, names));
        } else if (event instanceof NetworkEvent.LeaderChanged changed) {
            notice("⚑", Notices.leader(changed, names));
        } else if (event instanceof NetworkEvent.DirectoryStarted started) {
            live();
            lines.add(Notices.directory(started));
        } else if (event instanceof NetworkEvent.Trouble trouble) {
            notice("!", Notices.trouble(network, trouble));
        } else if (event instanceof NetworkEvent.Ended ended) {
            release(own -> true);
            notice("←", Notices.ended(network, ended));
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

    private void said(NetworkEvent.Said said) {
        ChatMessage message = said.message();
        if (!said.live()) {
            if (!replaying) {
                lines.add("── earlier messages ──");
            }
            replaying = true;
            line(message, said.own(), "");
        } else if (said.own()) {
            held.add(new Own(message, said.receivedAt(), Optional.empty()));
            release(own -> held.size() > HumanRenderer.MAX_HELD);
        } else {
            // whatever follows a message has a higher lamport number, so an answer never stands above what it answers
            release(own -> own.message().lamport() < message.lamport()
                    || said.receivedAt() - own.shownAt() >= HumanRenderer.AHEAD.toMillis());
            live();
            line(message, false, "");
        }
    }

    private void delivered(NetworkEvent.Delivery delivery) {
        for (int i = 0; i < held.size(); i++) {
            Own own = held.get(i);
            if (own.message().id().equals(delivery.id())) {
                Own known = new Own(own.message(), own.shownAt(), Optional.of(delivery));
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
        Optional<Own> shown = find(partial, delivery.id());
        if (shown.isEmpty() || !Outstanding.isFinal(delivery)) {
            return;
        }
        partial.remove(shown.get());
        ChatMessage message = shown.get().message();
        String which = before.time(message.sentAt()) + " \"" + quoted(message) + "\"";
        List<NodeId> waited =
                shown.get().delivery().map(NetworkEvent.Delivery::pending).orElse(List.of());
        List<NodeId> reached = waited.stream()
                .filter(node -> !delivery.failed().contains(node))
                .toList();
        if (waited.isEmpty() || !reached.isEmpty()) {
            notice("✓", which + " reached " + (reached.isEmpty() ? "everyone there" : names.of(reached)));
        }
        if (!delivery.failed().isEmpty()) {
            notice("✗", which + " did not reach " + names.of(delivery.failed()));
        }
    }

    private void show(Own own) {
        live();
        line(own.message(), true, "  " + HumanRenderer.mark(own.delivery(), names));
        if (own.delivery().filter(Outstanding::isFinal).isEmpty()) {
            partial.add(own);
        }
    }

    private void condition(NetworkEvent.Condition changed) {
        String words = Notices.condition(changed, names);
        boolean goodbye = changed.state() == NetworkEvent.State.LEFT; // said once, when it is done
        if (!words.equals(condition) && !goodbye) {
            notice(sign(changed), words);
        }
        condition = words;
    }

    private void notice(String sign, String words) {
        live();
        lines.add(sign + " " + words);
    }

    private void live() {
        if (replaying) {
            lines.add("── now ──");
        }
        replaying = false;
    }

    private void line(ChatMessage message, boolean own, String mark) {
        LocalDate sent = LocalDate.ofInstant(Instant.ofEpochMilli(message.sentAt()), before.zone());
        if (!sent.equals(day)) {
            lines.add(HumanRenderer.dayOf(sent));
            day = sent;
        }
        String who = own ? "you" : names.of(message.author());
        String to = message.to()
                .map(node -> " → " + (names.isSelf(node) ? "you" : names.of(node)) + " (private)")
                .orElse("");
        String[] parts = Notices.text(message).split("\n", -1);
        for (int i = 0; i < parts.length; i++) {
            String start = i == 0 ? before.time(message.sentAt()) + " " + who + to + "  " : INDENT;
            lines.add(start + parts[i] + (i == parts.length - 1 ? mark : ""));
        }
    }

    private static Optional<Own> find(List<Own> messages, MessageId id) {
        return messages.stream().filter(own -> own.message().id().equals(id)).findFirst();
    }

    private static String quoted(ChatMessage message) {
        String line = Notices.text(message).replace('\n', ' ');
        int length = line.codePointCount(0, line.length());
        return length <= QUOTED ? line : line.substring(0, line.offsetByCodePoints(0, QUOTED)) + "…";
    }

    private static String sign(NetworkEvent.Change change) {
        return switch (change) {
            case JOINED, RENAMED -> "→";
            case LEFT -> "←";
            case DROPPED -> "✗";
            case GONE -> "←";
        };
    }

    private static String sign(NetworkEvent.Condition condition) {
        if (!condition.directoryReachable()) {
            return "!";
        }
        return switch (condition.state()) {
            case CONNECTED -> "●";
            case JOINING, SUSPECT, ELECTING -> "◌";
            case ALONE -> "○";
            case PARTIAL -> "◐";
            case LEFT -> "←";
        };
    }
}
