package p2pchat.console.session;

import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.input.CommandArguments;
import p2pchat.console.input.Intent;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.render.MessageText;
import p2pchat.console.render.Punctuation;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.ChatMessage;
import p2pchat.model.MemberRole;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Amended;
import p2pchat.model.NetworkEvent.Revision;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.RosterWish;

/** Decides what an intent about one message comes to, given the messages that were shown. Pure. */
final class ReferenceResolver {

    private static final int QUOTED = 40;

    /** The end of an id is random; its beginning is only a time. */
    private static final int ID_SUFFIX = 8;

    sealed interface Outcome {

        record Send(MessageDraft draft) implements Outcome {}

        /** Asks the user for more. */
        record Ask(Effect.OnFrontend effect) implements Outcome {}

        record Query(NodeQuery query) implements Outcome {}

        /** Fetches the message, which was not shown, or asks the node whether it would decide, before a question. */
        record Fetch(NodeQuery query) implements Outcome {}

        record Refuse(Explanation why) implements Outcome {}
    }

    private ReferenceResolver() {}

    /** @param standing who may come in, if known */
    static Outcome resolve(Intent.OnMessage intent, MessageReferences shown, Optional<NetworkEvent.Standing> standing) {
        if (intent instanceof Intent.AboutMessage about) {
            return query(about, shown.resolve(about.reference()));
        }
        if (intent instanceof Intent.Decide decide) {
            return asks(decide, standing)
                    ? new Outcome.Fetch(new NodeQuery.CheckDecision(decide.wish()))
                    : decidable(decide, shown, standing);
        }
        Optional<String> reference = intent instanceof Intent.Edit edit
                ? edit.reference()
                : Optional.of(((Intent.Delete) intent).reference());
        return reference.map(given -> resolve(intent, given, shown, standing)).orElseGet(() -> editLast(intent, shown));
    }

    /** Resolves a decision that the node would make, or need not check. */
    static Outcome decidable(Intent.Decide intent, MessageReferences shown, Optional<NetworkEvent.Standing> standing) {
        return intent.since()
                .map(given -> resolve(intent, given, shown, standing))
                .orElseGet(() -> decide(intent, Optional.empty(), standing));
    }

    private static boolean asks(Intent.Decide intent, Optional<NetworkEvent.Standing> standing) {
        return !intent.confirmed()
                && RosterQuestions.about(intent.wish(), Optional.empty(), standing)
                        .isPresent();
    }

    /** Resolves an intent once its message is known. */
    static Outcome resolve(Intent.OnMessage intent, Said said, Optional<NetworkEvent.Standing> standing) {
        if (intent instanceof Intent.Decide decide) {
            return decide(decide, Optional.of(said), standing);
        }
        if (intent instanceof Intent.Edit edit) {
            return edit(said, edit.text(), stableReference(said, edit.reference()));
        }
        if (intent instanceof Intent.Delete delete) {
            return delete(said, delete.confirmed(), stableReference(said, Optional.of(delete.reference())), standing);
        }
        throw new AssertionError("no handler for " + intent);
    }

    private static Outcome query(Intent.AboutMessage about, MessageReferences.Result result) {
        if (result instanceof MessageReferences.Result.Found found) {
            MessageKey key = found.said().message().key();
            return query(about.aspect(), found.said().message().id(), Optional.of(key));
        }
        return MessageId.parse(about.reference())
                .map(id -> query(about.aspect(), id, Optional.empty()))
                .or(() -> aboutPerson(about))
                .orElseGet(() -> new Outcome.Refuse(((MessageReferences.Result.NotFound) result).why()));
    }

    private static Outcome query(Intent.AboutMessage.Aspect aspect, MessageId id, Optional<MessageKey> key) {
        return new Outcome.Query(
                switch (aspect) {
                    case ALL -> new NodeQuery.Message(id, key);
                    case DELIVERY -> new NodeQuery.WhyMessage(id, key);
                });
    }

    private static Optional<Outcome> aboutPerson(Intent.AboutMessage about) {
        if (about.aspect() != Intent.AboutMessage.Aspect.DELIVERY) {
            return Optional.empty();
        }
        try {
            Nick nick = Nick.parse(about.reference());
            return Optional.of(new Outcome.Query(new NodeQuery.Roster(new NodeQuery.About(nick))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // such as #41
        }
    }

    private static Outcome decide(
            Intent.Decide intent, Optional<Said> since, Optional<NetworkEvent.Standing> standing) {
        RosterWish wish = intent.wish() instanceof RosterWish.Remove remove
                ? new RosterWish.Remove(
                        remove.nick(),
                        remove.ban(),
                        remove.reason(),
                        since.map(said -> said.message().key()))
                : intent.wish();
        Optional<Effect.Confirm> question = intent.confirmed()
                ? Optional.empty()
                : RosterQuestions.about(
                        wish,
                        since.map(
                                said -> new RosterQuestions.First(quoted(said), stableReference(said, intent.since()))),
                        standing);
        return question.<Outcome>map(Outcome.Ask::new).orElseGet(() -> new Outcome.Query(new NodeQuery.Decide(wish)));
    }

    private static Outcome resolve(
            Intent.OnMessage intent,
            String reference,
            MessageReferences shown,
            Optional<NetworkEvent.Standing> standing) {
        MessageReferences.Result result = shown.resolve(reference);
        if (result instanceof MessageReferences.Result.Found found) {
            return resolve(intent, found.said(), standing);
        }
        return MessageId.parse(reference)
                .<Outcome>map(id -> new Outcome.Fetch(new NodeQuery.Message(id, Optional.empty())))
                .orElseGet(() -> new Outcome.Refuse(((MessageReferences.Result.NotFound) result).why()));
    }

    private static Outcome editLast(Intent.OnMessage intent, MessageReferences shown) {
        return shown.lastOwn()
                .map(said -> resolve(intent, said, Optional.empty()))
                .orElseGet(() -> new Outcome.Refuse(Explanation.of(
                        Explanations.USAGE,
                        "nothing to edit",
                        "no message above is yours",
                        new Try("/history", "list recent messages with numbers"))));
    }

    private static Outcome edit(Said said, Optional<String> text, String reference) {
        return refusal(said)
                .orElseGet(() -> text.<Outcome>map(changed -> new Outcome.Send(
                                new MessageDraft.Edit(said.message().id(), changed)))
                        .orElseGet(() -> new Outcome.Ask(new Effect.Prefill(
                                "/edit " + reference + " " + said.message().text()))));
    }

    private static Outcome delete(
            Said said, boolean confirmed, String reference, Optional<NetworkEvent.Standing> standing) {
        boolean moderated = !said.own() && mayModerate(standing);
        String question = moderated
                ? "delete " + Sanitiser.nick(said.author().value()) + "'s message " + quoted(said) + " for everyone?"
                : "permanently delete " + quoted(said) + " for everyone?";
        String effect = moderated ? "It is hidden at once and erased after 24 hours." : "";
        return (moderated ? deleted(said) : refusal(said))
                .orElseGet(() -> confirmed
                        ? new Outcome.Send(
                                new MessageDraft.Delete(said.message().id()))
                        : new Outcome.Ask(new Effect.Confirm(
                                question, effect, "/delete " + reference + " " + CommandArguments.CONFIRMED)));
    }

    private static boolean mayModerate(Optional<NetworkEvent.Standing> standing) {
        return standing.flatMap(now -> now.role(now.self()))
                .filter(role -> role.isAtLeast(MemberRole.ADMIN))
                .isPresent();
    }

    private static Optional<Outcome> refusal(Said said) {
        if (!said.own()) {
            return Optional.of(new Outcome.Refuse(Explanations.notYours(quoted(said))));
        }
        return deleted(said);
    }

    private static Optional<Outcome> deleted(Said said) {
        return said.revision() == Revision.DELETED
                ? Optional.of(new Outcome.Refuse(Explanations.alreadyDeleted("that message")))
                : Optional.empty();
    }

    private static String quoted(Said said) {
        return "\"" + MessageText.excerpt(QUOTED, MessageText.of(said.message()), Punctuation.ASCII) + "\"";
    }

    /** Returns a reference that still names the message after others were shown. */
    private static String stableReference(Said said, Optional<String> typed) {
        String id = said.message().id().toString();
        boolean wholeId = typed.filter(id::equalsIgnoreCase).isPresent(); // it may not have been shown
        return wholeId ? id : id.substring(id.length() - ID_SUFFIX);
    }

    /** If the event deletes an own message: removes its text from the input history. */
    static List<Effect> forgetDeleted(NetworkName network, NetworkEvent event) {
        if (event instanceof Amended amended && amended.own() && amended.deletes()) {
            List<String> texts = amended.about().stream()
                    .map(ChatMessage::text)
                    .filter(text -> !text.isBlank())
                    .toList();
            return texts.isEmpty() ? List.of() : List.of(new Effect.ForgetTexts(network, texts));
        }
        return List.of();
    }
}
