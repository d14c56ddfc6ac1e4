package p2pchat.console;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.console.Explanation.Try;
import p2pchat.model.ChatMessage;
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
        if (wish instanceof Intent.Edit edit) {
            return edit.message()
                    .map(message -> found(message, shown, said -> edit(said, edit.text())))
                    .orElseGet(() -> editLast(edit, shown));
        }
        if (wish instanceof Intent.Delete delete) {
            return found(delete.message(), shown, said -> delete(said, delete.sure()));
        }
        throw new AssertionError("nothing is done for " + wish);
    }

    private static Outcome found(String reference, Shown shown, Function<Said, Outcome> then) {
        Shown.Result result = shown.find(reference);
        return result instanceof Shown.Result.Found one
                ? then.apply(one.said())
                : new Outcome.Refuse(((Shown.Result.Unclear) result).why());
    }

    private static Outcome editLast(Intent.Edit wish, Shown shown) {
        return shown.lastOwn()
                .map(said -> edit(said, wish.text()))
                .orElseGet(() -> new Outcome.Refuse(Explanation.of(
                        Explanations.USAGE,
                        "there is nothing to edit",
                        "none of the messages above is yours",
                        new Try("/history", "numbers the last messages"))));
    }

    private static Outcome edit(Said said, Optional<String> text) {
        return refusal(said)
                .orElseGet(() -> text.<Outcome>map(other ->
                                new Outcome.Say(new Saying.Edit(said.message().id(), other)))
                        .orElseGet(() -> new Outcome.Ask(new Effect.Draft("/edit " + reference(said) + " "
                                + said.message().text()))));
    }

    private static Outcome delete(Said said, boolean sure) {
        return refusal(said)
                .orElseGet(() -> sure
                        ? new Outcome.Say(new Saying.Delete(said.message().id()))
                        : new Outcome.Ask(confirm(said)));
    }

    private static Effect confirm(Said said) {
        return new Effect.Confirm(
                "delete " + quoted(said) + " everywhere, for good? [y]es [n]o ",
                "/delete " + reference(said) + " " + CommandArguments.SURE);
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

    private static String reference(Said said) {
        String id = said.message().id().toString();
        return id.substring(id.length() - LETTERS);
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
