package p2pchat.console.session;

import java.util.List;
import java.util.Optional;
import p2pchat.console.error.AmendmentErrors;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.input.CommandArguments;
import p2pchat.console.input.Intent;
import p2pchat.console.input.NodeQuery;
import p2pchat.console.render.EventText;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Amended;
import p2pchat.model.NetworkEvent.Revision;
import p2pchat.model.NetworkEvent.Said;

/** What a wish that is about one message comes to, given what was shown: to be told of it, to change or delete it. Pure. */
final class ReferenceResolver {

    private static final int QUOTED = 40;

    /** Of an id, enough letters to tell any two messages on a screen apart; its beginning is only the time. */
    private static final int LETTERS = 8;

    /** What is to be done. */
    sealed interface Outcome {

        record Send(MessageDraft draft) implements Outcome {}

        /** Whoever typed it is asked for more. */
        record Ask(ConversationEffect effect) implements Outcome {}

        /** The node is asked. */
        record Query(NodeQuery question) implements Outcome {}

        /** The node is asked for the message, which was not shown; then see {@link ReferenceResolver#resolve(Intent, Said)}. */
        record Fetch(NodeQuery.Message question) implements Outcome {}

        record Refuse(Explanation why) implements Outcome {}
    }

    private ReferenceResolver() {}

    static Outcome resolve(Intent wish, MessageReferences shown) {
        if (wish instanceof Intent.AboutMessage about) {
            MessageReferences.Result result = shown.resolve(about.reference());
            return question(about, result)
                    .<Outcome>map(Outcome.Query::new)
                    .orElseGet(() -> new Outcome.Refuse(((MessageReferences.Result.NotFound) result).why()));
        }
        Optional<String> message =
                wish instanceof Intent.Edit edit ? edit.reference() : Optional.of(((Intent.Delete) wish).reference());
        return message.map(reference -> found(wish, reference, shown)).orElseGet(() -> editLast(wish, shown));
    }

    /** Returns the question about a message that was found, or whose full id is given. */
    private static Optional<NodeQuery> question(Intent.AboutMessage about, MessageReferences.Result result) {
        return result instanceof MessageReferences.Result.Found found
                ? Optional.of(question(
                        about.aspect(),
                        found.said().message().id(),
                        Optional.of(found.said().message().key())))
                : MessageId.parse(about.reference()).map(id -> question(about.aspect(), id, Optional.empty()));
    }

    private static NodeQuery question(Intent.AboutMessage.Aspect aspect, MessageId id, Optional<MessageKey> key) {
        return switch (aspect) {
            case ALL -> new NodeQuery.Message(id, key);
            case DELIVERY -> new NodeQuery.WhyMessage(id, key);
        };
    }

    /** The same once it is clear which message is meant. */
    static Outcome resolve(Intent wish, Said said) {
        if (wish instanceof Intent.Edit edit) {
            return edit(said, edit.text(), reference(said, edit.reference()));
        }
        if (wish instanceof Intent.Delete delete) {
            return delete(said, delete.confirmed(), reference(said, Optional.of(delete.reference())));
        }
        throw new AssertionError("nothing is done for " + wish);
    }

    /** One that was shown, or has this whole id. */
    private static Outcome found(Intent wish, String reference, MessageReferences shown) {
        MessageReferences.Result result = shown.resolve(reference);
        if (result instanceof MessageReferences.Result.Found one) {
            return resolve(wish, one.said());
        }
        return MessageId.parse(reference)
                .<Outcome>map(id -> new Outcome.Fetch(new NodeQuery.Message(id, Optional.empty())))
                .orElseGet(() -> new Outcome.Refuse(((MessageReferences.Result.NotFound) result).why()));
    }

    private static Outcome editLast(Intent wish, MessageReferences shown) {
        return shown.lastOwn()
                .map(said -> resolve(wish, said))
                .orElseGet(() -> new Outcome.Refuse(Explanation.of(
                        Explanations.USAGE,
                        "there is nothing to edit",
                        "none of the messages above is yours",
                        new Try("/history", "numbers the last messages"))));
    }

    private static Outcome edit(Said said, Optional<String> text, String reference) {
        return refusal(said)
                .orElseGet(() -> text.<Outcome>map(other -> new Outcome.Send(
                                new MessageDraft.Edit(said.message().id(), other)))
                        .orElseGet(() -> new Outcome.Ask(new ConversationEffect.Prefill(
                                "/edit " + reference + " " + said.message().text()))));
    }

    private static Outcome delete(Said said, boolean sure, String reference) {
        return refusal(said)
                .orElseGet(() -> sure
                        ? new Outcome.Send(new MessageDraft.Delete(said.message().id()))
                        : new Outcome.Ask(confirm(said, reference)));
    }

    private static ConversationEffect confirm(Said said, String reference) {
        return new ConversationEffect.Confirm(
                "delete " + quoted(said) + " everywhere, for good? [y]es [n]o ",
                "/delete " + reference + " " + CommandArguments.CONFIRMED);
    }

    private static Optional<Outcome> refusal(Said said) {
        if (!said.own()) {
            return Optional.of(new Outcome.Refuse(AmendmentErrors.notYours(quoted(said))));
        }
        return said.revision() == Revision.DELETED
                ? Optional.of(new Outcome.Refuse(AmendmentErrors.deletedAlready("that message")))
                : Optional.empty();
    }

    private static String quoted(Said said) {
        return "\"" + EventText.quoted(QUOTED, said.message()) + "\"";
    }

    /** What to call it in another line, where something else may be the last by then. */
    private static String reference(Said said, Optional<String> typed) {
        String id = said.message().id().toString();
        boolean whole = typed.filter(id::equalsIgnoreCase).isPresent(); // maybe one that was not shown
        return whole ? id : id.substring(id.length() - LETTERS);
    }

    /** What was typed of a message that is deleted now. */
    static List<ConversationEffect> forgetDeleted(NetworkEvent event) {
        if (event instanceof Amended amended && amended.own() && amended.deletes()) {
            List<String> texts = amended.about().stream()
                    .map(ChatMessage::text)
                    .filter(text -> !text.isBlank())
                    .toList();
            return texts.isEmpty() ? List.of() : List.of(new ConversationEffect.Forget(texts));
        }
        return List.of();
    }
}
