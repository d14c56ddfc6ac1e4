package p2pchat.console.render;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.console.error.Explanations;
import p2pchat.console.input.CommandReply;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;

/**
 * The machine mode: one json object a line. The fields and their order are an interface that others program against;
 * fields may be added, never changed.
 *
 * @param app name and version of the program
 */
public record JsonRenderer(MemberNames names, String app) implements Renderer {

    public static JsonRenderer create(String app) {
        return new JsonRenderer(MemberNames.NONE, app);
    }

    @Override
    public Rendering render(NetworkName network, NetworkEvent event) {
        if (event instanceof NetworkEvent.Delivery delivery) {
            return delivery(network, delivery, Optional.empty());
        }
        if (event instanceof NetworkEvent.Ended ended) {
            Explanations words = new Explanations("p2p-chat node --group " + network);
            int code = ended.problem().map(problem -> words.of(problem).code()).orElse(Explanations.DONE);
            return ended(network, ended, code);
        }
        MemberNames now = names.after(event);
        return new Rendering(
                new JsonRenderer(now, app), List.of(line(network, event, now).toString()));
    }

    private JsonLine line(NetworkName network, NetworkEvent event, MemberNames now) {
        if (event instanceof NetworkEvent.Said said) {
            return said(network, said, now);
        }
        if (event instanceof NetworkEvent.Amended amended) {
            return amended(network, amended, now);
        }
        if (event instanceof NetworkEvent.Entered entered) {
            NodeId self = entered.self().node();
            return JsonLine.of("hello")
                    .with("app", app)
                    .with("network", network.value())
                    .withPerson("self", self, now.of(self))
                    .with("created", entered.created())
                    .with("returned", entered.returned())
                    .with("stored", entered.stored());
        }
        if (event instanceof NetworkEvent.Condition condition) {
            JsonLine line = JsonLine.of("state", network)
                    .with("state", lower(condition.state()))
                    .with("directory", condition.directoryReachable() ? "reachable" : "unreachable")
                    .withNode("leader", condition.leader())
                    .with("epoch", condition.epoch())
                    .withPeople("members", now.present())
                    .withNodes("unreached", condition.unreached());
            return condition.leaderSilence().isZero()
                    ? line
                    : line.with("silentMs", condition.leaderSilence().toMillis());
        }
        if (event instanceof NetworkEvent.MemberChanged changed) {
            NodeId node = changed.member().node();
            JsonLine line = JsonLine.of("member", network)
                    .with("change", lower(changed.change()))
                    .with("id", node.value())
                    .with("nick", now.of(node));
            return changed.change() == NetworkEvent.Change.RENAMED
                    ? line.with(
                            "was",
                            Sanitiser.nick(changed.previousNick().orElseThrow().value()))
                    : line.with("reason", JsonLine.reason(changed.reason()));
        }
        if (event instanceof NetworkEvent.LeaderChanged changed) {
            return JsonLine.of("leader", network)
                    .withNode("from", changed.from())
                    .with("to", changed.to().node().value())
                    .with("epoch", changed.epoch())
                    .with("reason", lower(changed.reason()))
                    .with("gapMs", changed.gap().toMillis());
        }
        if (event instanceof NetworkEvent.ClaimDenied denied) {
            return JsonLine.of("claim", network)
                    .with("granted", false)
                    .with("leader", denied.stays().value());
        }
        if (event instanceof NetworkEvent.DirectoryStarted started) {
            return JsonLine.of("directory", network)
                    .with("change", "started")
                    .with("address", started.address().toString());
        }
        if (event instanceof NetworkEvent.Replayed history) {
            return JsonLine.of("replay", network).with("shown", history.shown()).with("stored", history.stored());
        }
        if (event instanceof NetworkEvent.Sync sync) {
            return JsonLine.of("sync", network).with("have", sync.have()).with("want", sync.want());
        }
        if (event instanceof NetworkEvent.Trouble trouble) {
            Explanations words = new Explanations("p2p-chat node --group " + network);
            return JsonLine.of("error", network).error(words.of(trouble.problem()));
        }
        throw new AssertionError("no rendering for " + event);
    }

    static JsonLine said(NetworkName network, NetworkEvent.Said said, MemberNames names) {
        ChatMessage message = said.message();
        JsonLine line = JsonLine.of("message", network)
                .with("id", message.id().toString())
                .withPerson("from", message.author(), names.of(message.author()))
                .with("to", message.to().map(to -> Integer.toString(to.value())).orElse("*"))
                .with("text", Sanitiser.text(message.text()))
                .withTime("sent", message.sentAt())
                .withTime("received", said.receivedAt())
                .with("own", said.own())
                .with("live", said.live())
                .with("seq", message.key().seq());
        if (said.revision() != NetworkEvent.Revision.ORIGINAL) {
            line.with(lower(said.revision()), true);
        }
        return marked(line, said);
    }

    /** {@code id} and {@code seq} are those of the message that is changed; a program that has it looks it up by them. */
    private static JsonLine amended(NetworkName network, NetworkEvent.Amended amended, MemberNames names) {
        ChatMessage message = amended.message();
        MessageKey target = message.amends().orElse(message.key());
        JsonLine line = JsonLine.of(amended.deletes() ? "delete" : "edit", network)
                .withText("id", amended.target().map(said -> said.id().toString()))
                .with("by", target.author().value())
                .with("seq", target.seq());
        if (!amended.deletes()) {
            line.with("text", Sanitiser.text(message.text()));
        }
        line.withPerson("from", message.author(), names.of(message.author()))
                .with("amendment", message.id().toString())
                .withTime("sent", message.sentAt())
                .withTime("received", amended.receivedAt())
                .with("own", amended.own())
                .with("live", amended.live());
        return marked(line, amended);
    }

    private static JsonLine marked(JsonLine line, NetworkEvent.Spoken spoken) {
        return spoken.mark() == OrderMark.PLAIN
                ? line
                : line.with("mark", spoken.mark() == OrderMark.LATE ? "late" : "gap");
    }

    @Override
    public Rendering delivery(NetworkName network, NetworkEvent.Delivery delivery, Optional<String> ref) {
        JsonLine line = JsonLine.of("delivery", network)
                .withText("ref", ref)
                .with("id", delivery.id().toString());
        return new Rendering(this, List.of(shares(line, delivery).toString()));
    }

    /** Who has it by now, and how. */
    static JsonLine shares(JsonLine line, NetworkEvent.Delivery delivery) {
        return line.withNodes("direct", delivery.direct())
                .withNodes("relayed", delivery.relayed())
                .withNodes("failed", delivery.failed())
                .withNodes("pending", delivery.pending())
                .with("final", PendingMessages.isFinal(delivery))
                .with("ms", delivery.elapsed().toMillis())
                .withNodes("slow", delivery.slow())
                .withShares("members", delivery.shares());
    }

    @Override
    public Rendering ended(NetworkName network, NetworkEvent.Ended event, int code) {
        Explanations words = new Explanations("p2p-chat node --group " + network);
        String reason = event.problem().map(problem -> words.of(problem).what()).orElse("quit");
        JsonLine line = JsonLine.of("bye", network).with("reason", reason).with("code", code);
        return new Rendering(this, List.of(line.toString()));
    }

    @Override
    public List<String> reply(NetworkName network, Optional<String> ref, CommandReply reply) {
        JsonLine line = JsonLine.of("reply", network).withText("ref", ref);
        if (reply instanceof CommandReply.Accepted accepted) {
            line.with("ok", true).with("id", accepted.id().toString());
        } else if (reply instanceof CommandReply.Done) {
            line.with("ok", true);
        } else if (reply instanceof CommandReply.Refused refused) {
            line.with("ok", false).error(refused.explanation());
        } else {
            throw new AssertionError("no rendering for " + reply);
        }
        return List.of(line.toString());
    }

    @Override
    public List<String> answer(NetworkName network, Optional<String> ref, NodeAnswer answer) {
        return List.of(new JsonAnswers(network, names).line(ref, answer));
    }

    @Override
    public List<String> aside(List<String> lines) {
        return List.of(JsonLine.of("text").withTexts("lines", lines).toString());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
