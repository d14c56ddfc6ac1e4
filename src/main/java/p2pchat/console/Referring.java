package p2pchat.console;

import java.util.List;
import java.util.Optional;
import p2pchat.console.Explanation.Try;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Amended;
import p2pchat.model.NetworkEvent.Revision;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.Saying;

/** What a wish that is about one message comes to, given what was shown: to be told of it, to change or delete it. Pure. */
final class Referring {

    private static final int QUOTED = 40;

    /** Of an id, enough letters to tell any two messages on a screen apart; its beginning is only the time. */
    private static final int LETTERS = 8;

    /** What is to be done. */
    sealed interface Outcome {

        record Say(Saying what) implements Outcome {}

        /** Whoever typed it is asked for more. */
        record Ask(Effect effect) implements Outcome {}

        /** The node is asked. */
        record Find(Question question) implements Outcome {}

        /** The node is asked for the message, which was not shown; then see {@link Referring#of(Intent, Said)}. */
        record Look(Question.Message question) implements Outcome {}

        record Refuse(Explanation why) implements Outcome {}
    }

    private Referring() {}

    static Outcome of(Intent wish, Shown shown) {
        if (wish instanceof Intent.About about) {
            Shown.Result result = shown.find(about.message());
            return about.question(result)
                    .<Outcome>map(Outcome.Find::new)
                    .orElseGet(() -> new Outcome.Refuse(((Shown.Result.Unclear) result).why()));
        }
        Optional<String> message =
                wish instanceof Intent.Edit edit ? edit.message() : Optional.of(((Intent.Delete) wish).message());
        return message.map(reference -> found(wish, reference, shown)).orElseGet(() -> editLast(wish, shown));
    }

    /** The same once it is clear which message is meant. */
    static Outcome of(Intent wish, Said said) {
        if (wish instanceof Intent.Edit edit) {
            return edit(said, edit.text(), reference(said, edit.message()));
        }
        if (wish instanceof Intent.Delete delete) {
            return delete(said, delete.sure(), reference(said, Optional.of(delete.message())));
        }
        throw new AssertionError("nothing is done for " + wish);
    }

    /** One that was shown, or has this whole id. */
    private static Outcome found(Intent wish, String reference, Shown shown) {
        Shown.Result result = shown.find(reference);
        if (result instanceof Shown.Result.Found one) {
            return of(wish, one.said());
        }
        return MessageId.parse(reference)
                .<Outcome>map(id -> new Outcome.Look(new Question.Message(id, Optional.empty())))
                .orElseGet(() -> new Outcome.Refuse(((Shown.Result.Unclear) result).why()));
    }

    private static Outcome editLast(Intent wish, Shown shown) {
        return shown.lastOwn()
                .map(said -> of(wish, said))
                .orElseGet(() -> new Outcome.Refuse(Explanation.of(
                        Explanations.USAGE,
                        "there is nothing to edit",
                        "none of the messages above is yours",
                        new Try("/history", "numbers the last messages"))));
    }

    private static Outcome edit(Said said, Optional<String> text, String reference) {
        return refusal(said)
                .orElseGet(() -> text.<Outcome>map(other ->
                                new Outcome.Say(new Saying.Edit(said.message().id(), other)))
                        .orElseGet(() -> new Outcome.Ask(new Effect.Draft(
                                "/edit " + reference + " " + said.message().text()))));
    }

    private static Outcome delete(Said said, boolean sure, String reference) {
        return refusal(said)
                .orElseGet(() -> sure
                        ? new Outcome.Say(new Saying.Delete(said.message().id()))
                        : new Outcome.Ask(confirm(said, reference)));
    }

    private static Effect confirm(Said said, String reference) {
        return new Effect.Confirm(
                "delete " + quoted(said) + " everywhere, for good? [y]es [n]o ",
                "/delete " + reference + " " + CommandArguments.SURE);
    }

    private static Optional<Outcome> refusal(Said said) {
        if (!said.own()) {
            return Optional.of(new Outcome.Refuse(AmendmentWords.notYours(quoted(said))));
        }
        return said.revision() == Revision.DELETED
                ? Optional.of(new Outcome.Refuse(AmendmentWords.deletedAlready("that message")))
                : Optional.empty();
    }

    private static String quoted(Said said) {
        return "\"" + Notices.quoted(QUOTED, said.message()) + "\"";
    }

    /** What to call it in another line, where something else may be the last by then. */
    private static String reference(Said said, Optional<String> typed) {
        String id = said.message().id().toString();
        boolean whole = typed.filter(id::equalsIgnoreCase).isPresent(); // maybe one that was not shown
        return whole ? id : id.substring(id.length() - LETTERS);
    }

    /** What was typed of a message that is deleted now. */
    static List<Effect> forget(NetworkEvent event) {
        if (event instanceof Amended amended && amended.own() && amended.deletes()) {
            List<String> texts = amended.about().stream()
                    .map(ChatMessage::text)
                    .filter(text -> !text.isBlank())
                    .toList();
            return texts.isEmpty() ? List.of() : List.of(new Effect.Forget(texts));
        }
        return List.of();
    }
}
