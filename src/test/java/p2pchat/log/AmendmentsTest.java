package p2pchat.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.model.ChatMessage;
import p2pchat.model.ChatMessage.Kind;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NodeId;

final class AmendmentsTest {

    private static final MessageKey TARGET = key(1, 3);

    @Test
    void lastEditInHistoryWins() {
        ChatMessage early = amendment(Kind.EDIT, key(1, 5), 9, TARGET);
        ChatMessage late = amendment(Kind.EDIT, key(1, 4), 12, TARGET);
        inEveryOrder(List.of(early, late), outcome -> {
            assertThat(outcome.edit()).contains(late.place());
            assertThat(outcome.deleted()).isFalse();
        });
    }

    @Test
    void editsWithEqualLamportAreOrderedByNumber() {
        ChatMessage first = amendment(Kind.EDIT, key(1, 4), 9, TARGET);
        ChatMessage second = amendment(Kind.EDIT, key(1, 5), 9, TARGET);
        inEveryOrder(
                List.of(first, second), outcome -> assertThat(outcome.edit()).contains(second.place()));
    }

    @Test
    void deletionIsFinal() {
        List<ChatMessage> story = List.of(
                amendment(Kind.EDIT, key(1, 4), 9, TARGET),
                amendment(Kind.DELETE, key(1, 5), 10, TARGET),
                amendment(Kind.EDIT, key(1, 6), 11, TARGET),
                amendment(Kind.DELETE, key(1, 7), 12, TARGET));
        inEveryOrder(story, outcome -> assertThat(outcome).isEqualTo(new Amendments(TARGET, Optional.empty(), true)));
    }

    @Test
    void ignoresAmendmentsByOthersAndOfOtherMessages() {
        List<ChatMessage> powerless = List.of(
                amendment(Kind.DELETE, key(2, 9), 20, TARGET),
                amendment(Kind.EDIT, key(2, 10), 21, TARGET),
                amendment(Kind.DELETE, key(1, 2), 22, TARGET),
                amendment(Kind.DELETE, key(1, 9), 23, key(1, 8)),
                amendment(Kind.TEXT, key(1, 10), 24, TARGET));
        inEveryOrder(powerless, outcome -> assertThat(outcome).isEqualTo(Amendments.none(TARGET)));
    }

    /** Amendments in any order, some of them twice. */
    @Test
    void resultIsIndependentOfOrder() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            List<ChatMessage> story = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                Kind kind = random.nextInt(6) == 0 ? Kind.DELETE : Kind.EDIT;
                MessageKey about = random.nextInt(5) == 0 ? key(1, 2) : TARGET;
                story.add(amendment(kind, key(1 + random.nextInt(2), 4 + i), 1 + random.nextInt(5), about));
            }
            Amendments once = after(story);
            story.addAll(story.subList(0, random.nextInt(story.size())));
            Collections.shuffle(story, random);
            assertThat(after(story)).as("seed %s", seed).isEqualTo(once);
        }
    }

    private static void inEveryOrder(List<ChatMessage> story, Consumer<Amendments> check) {
        if (story.size() > 5) {
            throw new IllegalArgumentException("too many orders");
        }
        permute(new ArrayList<>(story), 0, check);
    }

    private static void permute(List<ChatMessage> story, int from, Consumer<Amendments> check) {
        if (from == story.size()) {
            check.accept(after(story));
            return;
        }
        for (int i = from; i < story.size(); i++) {
            Collections.swap(story, from, i);
            permute(story, from + 1, check);
            Collections.swap(story, from, i);
        }
    }

    private static Amendments after(List<ChatMessage> story) {
        Amendments amendments = Amendments.none(TARGET);
        for (ChatMessage amendment : story) {
            amendments = amendments.with(amendment);
        }
        return amendments;
    }

    private static MessageKey key(int author, long seq) {
        return new MessageKey(new NodeId(author), seq);
    }

    private static ChatMessage amendment(Kind kind, MessageKey key, long lamport, MessageKey about) {
        return TestMessages.create(
                new MessageId(new UUID(key.author().value(), key.seq())),
                key,
                Optional.empty(),
                List.of(),
                lamport,
                1_000,
                kind,
                kind == Kind.DELETE ? "" : "text",
                Optional.of(about));
    }
}
