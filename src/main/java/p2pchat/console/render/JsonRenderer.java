package p2pchat.console.render;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import p2pchat.console.error.Explanations;
import p2pchat.console.input.CommandReply;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.ChatMessage;
import p2pchat.model.DepartureReason;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.OrderMark;
import p2pchat.model.RecipientStatus;

/**
 * One JSON object per line, for programs. The fields and their order are an interface: fields may be added but never
 * changed.
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
            Explanations errors = Explanations.ofNode(network);
            int code = ended.problem().map(problem -> errors.of(problem).code()).orElse(Explanations.DONE);
            return ended(network, ended, code);
        }
        MemberNames now = names.after(event);
        if (event instanceof NetworkEvent.PeopleIdentified || event instanceof NetworkEvent.Standing) {
            return new Rendering(new JsonRenderer(now, app), List.of());
        }
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
                    .with("network", network)
                    .with("self", identified(self, now))
                    .with("created", entered.created())
                    .with("returned", entered.returned())
                    .with("stored", entered.stored());
        }
        if (event instanceof NetworkEvent.Condition condition) {
            return condition(network, condition, now);
        }
        if (event instanceof NetworkEvent.MemberChanged changed) {
            NodeId node = changed.member().node();
            JsonLine line = JsonLine.of("member", network)
                    .with("change", changed.change())
                    .with("id", node)
                    .with("nick", now.nick(node));
            changed.previousNick()
                    .ifPresentOrElse(
                            nick -> line.with("was", Sanitiser.nick(nick.value())),
                            () -> line.with("reason", reason(changed.reason())));
            return withFingerprint(line, node, now);
        }
        if (event instanceof NetworkEvent.NewKey changed) {
            return JsonLine.of("new_key", network)
                    .with("id", changed.member().node())
                    .with("nick", Sanitiser.nick(changed.member().nick().value()))
                    .with("fingerprint", changed.key().fingerprint())
                    .with(
                            "known",
                            JsonLine.nested()
                                    .with("nick", Sanitiser.nick(changed.known().value()))
                                    .with("fingerprint", changed.before().fingerprint())
                                    .with("verified", changed.verified()));
        }
        if (event instanceof NetworkEvent.LeaderChanged changed) {
            return JsonLine.of("leader", network)
                    .with("from", changed.from())
                    .with("to", changed.to().node())
                    .with("epoch", changed.epoch())
                    .with("reason", changed.reason())
                    .with("gapMs", changed.gap());
        }
        if (event instanceof NetworkEvent.ClaimDenied denied) {
            return JsonLine.of("claim", network).with("granted", false).with("leader", denied.stays());
        }
        if (event instanceof NetworkEvent.LeaderLied lied) {
            return JsonLine.of("leader_lies", network)
                    .with("id", lied.leader().node())
                    .with("nick", Sanitiser.nick(lied.leader().nick().value()))
                    .with("epoch", lied.epoch());
        }
        if (event instanceof NetworkEvent.Voided voided) {
            return JsonLine.of("messages_voided", network)
                    .with("id", voided.author())
                    .with("nick", Sanitiser.nick(voided.nick().value()))
                    .with("messages", voided.messages().size());
        }
        if (event instanceof NetworkEvent.Forked forked) {
            return JsonLine.of("forked", network)
                    .with("id", forked.author())
                    .with("nick", Sanitiser.nick(forked.nick().value()))
                    .with("seq", forked.from())
                    .with("disputed", forked.frozen())
                    .with("own", forked.own());
        }
        if (event instanceof NetworkEvent.DirectoryLied lied) {
            return JsonLine.of("directory_lies", network)
                    .with("epoch", lied.epoch())
                    .with("leader", lied.stays().node())
                    .with("other", lied.yields().node());
        }
        if (event instanceof NetworkEvent.DirectoryStarted started) {
            return JsonLine.of("directory", network).with("change", "started").with("address", started.address());
        }
        if (event instanceof NetworkEvent.Replayed history) {
            return JsonLine.of("replay", network).with("shown", history.shown()).with("stored", history.stored());
        }
        if (event instanceof NetworkEvent.Sync sync) {
            return JsonLine.of("sync", network).with("have", sync.have()).with("want", sync.want());
        }
        if (event instanceof NetworkEvent.Trouble trouble) {
            return ErrorRenderer.fields(
                    JsonLine.of("error", network), Explanations.ofNode(network).of(trouble.problem()));
        }
        if (event instanceof NetworkEvent.Decided decided) {
            return RosterJson.event(network, decided.decision(), now.roster());
        }
        if (event instanceof NetworkEvent.ApprovalWanted wanted) {
            return JsonLine.of("approval_wanted", network).with("waiting", wanted.waiting(), RosterJson::applicant);
        }
        throw new AssertionError("no rendering for " + event);
    }

    private static JsonLine condition(NetworkName network, NetworkEvent.Condition condition, MemberNames now) {
        JsonLine line = JsonLine.of("state", network)
                .with("state", condition.state())
                .with("directory", condition.directoryReachable() ? "reachable" : "unreachable")
                .with("leader", condition.leader())
                .with("epoch", condition.epoch())
                .with("members", now.present().keySet(), member -> identified(member, now))
                .with("unreached", condition.unreached());
        return condition.leaderSilence().isZero() ? line : line.with("silentMs", condition.leaderSilence());
    }

    private static JsonLine identified(NodeId member, MemberNames names) {
        return withFingerprint(JsonLine.person(member, names.nick(member)), member, names);
    }

    private static JsonLine withFingerprint(JsonLine line, NodeId member, MemberNames names) {
        names.fingerprint(member).ifPresent(known -> line.with("fingerprint", known));
        return line;
    }

    /** Returns why a member departed; empty if it did not, or if the reason is unknown. */
    static String reason(Optional<DepartureReason> reason) {
        return reason.filter(known -> known != DepartureReason.UNKNOWN)
                .map(known -> known.name().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    static JsonLine said(NetworkName network, NetworkEvent.Said said, MemberNames names) {
        ChatMessage message = said.message();
        JsonLine line = JsonLine.of("message", network)
                .with("id", message.id())
                .with("from", JsonLine.person(message.author(), names.nick(message.author())))
                .with("to", message.to().map(to -> Integer.toString(to.value())).orElse("*"))
                .with("text", message.text())
                .with("sent", Instant.ofEpochMilli(message.sentAt()))
                .with("received", Instant.ofEpochMilli(said.receivedAt()))
                .with("own", said.own())
                .with("live", said.live())
                .with("seq", message.key().seq());
        if (said.revision() != NetworkEvent.Revision.ORIGINAL) {
            line.with(said.revision().name().toLowerCase(Locale.ROOT), true);
        }
        said.deletedBy().ifPresent(admin -> line.with("deletedBy", Sanitiser.nick(admin.value())));
        if (said.forked()) {
            line.with("forked", true);
        }
        return marked(line, said);
    }

    /** The fields {@code id}, {@code by} and {@code seq} are those of the message that is edited or deleted. */
    private static JsonLine amended(NetworkName network, NetworkEvent.Amended amended, MemberNames names) {
        ChatMessage message = amended.message();
        MessageKey target = amended.targetKey();
        JsonLine line = JsonLine.of(amended.deletes() ? "delete" : "edit", network)
                .with("id", amended.target().map(ChatMessage::id))
                .with("by", target.author())
                .with("seq", target.seq());
        if (!amended.deletes()) {
            line.with("text", message.text());
        }
        line.with("from", JsonLine.person(message.author(), names.nick(message.author())))
                .with("amendment", message.id())
                .with("sent", Instant.ofEpochMilli(message.sentAt()))
                .with("received", Instant.ofEpochMilli(amended.receivedAt()))
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
        JsonLine line = JsonLine.of("delivery", network).with("ref", ref).with("id", delivery.id());
        return new Rendering(this, List.of(shares(line, delivery).toString()));
    }

    /** Adds which members have a message, and how it reached them. */
    static JsonLine shares(JsonLine line, NetworkEvent.Delivery delivery) {
        return line.with("direct", delivery.direct())
                .with("relayed", delivery.relayed())
                .with("failed", delivery.failed())
                .with("pending", delivery.pending())
                .with("final", delivery.isSettled())
                .with("ms", delivery.elapsed())
                .with("slow", delivery.slow())
                .with("members", delivery.recipients(), JsonRenderer::share);
    }

    private static JsonLine share(RecipientStatus share) {
        JsonLine line = JsonLine.nested().with("id", share.member()).with("state", share.state());
        if (share.state() != RecipientStatus.State.PENDING) {
            line.with("ms", share.after());
        }
        share.via().ifPresent(via -> line.with("via", via));
        return share.reason().isEmpty() ? line : line.with("reason", share.reason());
    }

    @Override
    public Rendering ended(NetworkName network, NetworkEvent.Ended event, int code) {
        Explanations errors = Explanations.ofNode(network);
        String reason =
                event.problem().map(problem -> errors.of(problem).what()).orElse("quit");
        JsonLine line = JsonLine.of("bye", network).with("reason", reason).with("code", code);
        return new Rendering(this, List.of(line.toString()));
    }

    @Override
    public List<String> reply(NetworkName network, Optional<String> ref, CommandReply reply) {
        JsonLine line = JsonLine.of("reply", network).with("ref", ref);
        if (reply instanceof CommandReply.Accepted accepted) {
            line.with("ok", true).with("id", accepted.id());
        } else if (reply instanceof CommandReply.Done) {
            line.with("ok", true);
        } else if (reply instanceof CommandReply.Refused refused) {
            ErrorRenderer.fields(line.with("ok", false), refused.explanation());
        } else {
            throw new AssertionError("no rendering for " + reply);
        }
        return List.of(line.toString());
    }

    @Override
    public List<String> answer(NetworkName network, Optional<String> ref, NodeAnswer answer) {
        return List.of(new JsonAnswers(network, names).reply(ref, answer).toString());
    }

    @Override
    public List<String> aside(List<String> lines) {
        return List.of(JsonLine.of("text").with("lines", lines).toString());
    }
}
