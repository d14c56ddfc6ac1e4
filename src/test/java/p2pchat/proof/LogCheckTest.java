package p2pchat.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static p2pchat.proof.SignedLog.ANN;
import static p2pchat.proof.SignedLog.BOB;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import p2pchat.crypto.ForgedException;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageKey;
import p2pchat.model.Ranges;
import p2pchat.model.Seal;
import p2pchat.model.VersionVector;
import p2pchat.proof.Fault.Kind;

final class LogCheckTest {

    private final SignedLog log;
    private final ChatMessage hello;
    private final List<ChatMessage> burst;

    LogCheckTest() throws ForgedException {
        log = new SignedLog();
        hello = log.say(ANN, "hello").get(0);
        burst = log.say(BOB, "one", "two", "three");
        log.say(ANN, "bye");
    }

    @Test
    void wholeLogIsProven() {
        LogReport report = log.check(log.messages());

        assertThat(report.faults()).isEmpty();
        assertThat(report.isWhole()).isTrue();
        assertThat(report.messages()).isEqualTo(5);
        assertThat(report.authors())
                .extracting(AuthorReport::author, AuthorReport::held)
                .containsExactly(tuple(ANN, Ranges.upTo(2)), tuple(BOB, Ranges.upTo(3)));
        assertThat(report.authors().get(0).card().nick().value()).isEqualTo("ann");
    }

    @Test
    void deletedTextsAreCounted() {
        log.edit(hello, "hello again");
        log.delete(hello);
        log.messages().replaceAll(message -> message.kind() == ChatMessage.Kind.EDIT ? message.erased() : message);

        LogReport report = log.check(log.messages());

        assertThat(report.isWhole()).isTrue();
        assertThat(report.authors().get(0).deleted()).isEqualTo(2);
    }

    /** Attack 15: a text that nobody deleted is withheld. */
    @Test
    void textWithoutDeletionIsWithheld() {
        assertFault(
                replaced(burst.get(1), burst.get(1).erased()),
                Kind.WITHHELD,
                burst.get(1).key());
    }

    /** A log does not prove who was an admin, but who deleted the text. */
    @Test
    void textDeletedByAdminIsNotWithheld() {
        log.delete(ANN, burst.get(1));

        LogReport report = log.check(log.messages());

        assertThat(report.isWhole()).isTrue();
        assertThat(report.authors().get(1).deleted()).isEqualTo(1);
    }

    @Test
    void deletionOfAnotherMessageCoversNothing() {
        ChatMessage erased = burst.get(1).erased();
        log.delete(hello);

        assertFault(replaced(burst.get(1), erased), Kind.WITHHELD, burst.get(1).key());
    }

    @Test
    void changedTextIsFound() {
        ChatMessage changed = burst.get(0).withText("uno");

        assertFault(replaced(burst.get(0), changed), Kind.TEXT_CHANGED, changed.key());
    }

    @Test
    void changedHeaderIsFound() {
        ChatMessage other = log.otherVersion(burst.get(0), "uno");
        ChatMessage changed = new ChatMessage(
                other.header(), other.body(), burst.get(0).hash(), burst.get(0).seal());

        assertFault(replaced(burst.get(0), changed), Kind.CHANGED, changed.key());
    }

    @Test
    void sealOfOtherMessageIsFound() {
        ChatMessage other = log.otherVersion(burst.get(0), "uno");

        assertFault(
                replaced(burst.get(0), other.sealed(burst.get(0).seal().orElseThrow())),
                Kind.CHANGED,
                burst.get(0).key());
    }

    @Test
    void missingSealIsFound() {
        ChatMessage unsigned = new ChatMessage(hello.header(), hello.body(), hello.hash(), Optional.empty());

        assertFault(replaced(hello, unsigned), Kind.NOT_SIGNED, hello.key());
    }

    @Test
    void signatureByAnotherDeviceIsFound() {
        Seal own = hello.seal().orElseThrow();
        Seal byBob = log.ring(BOB).seal(ANN, 1, own.hashes());
        Seal forged = new Seal(ANN, own.uid(), 1, own.hashes(), byBob.signature());

        assertFault(replaced(hello, hello.sealed(forged)), Kind.NOT_SIGNED, hello.key());
    }

    /** A member signs a message of its own under the number of another. */
    @Test
    void twoDevicesCannotShareOneNumber() {
        MessageKey key = new MessageKey(ANN, 2);
        ChatMessage bye = log.messages().get(4);
        MessageHash hash = log.ring(BOB).hash(bye.header());
        ChatMessage stolen = new ChatMessage(
                bye.header(), bye.body(), hash, Optional.of(log.ring(BOB).seal(ANN, 2, List.of(hash))));

        assertFault(replaced(bye, stolen), Kind.TWO_DEVICES, key);
    }

    @Test
    void authorWithoutCardIsUnknown() {
        LogCheck check = new LogCheck(log.keys, uid -> Optional.empty());
        check.add(7, hello);

        LogReport report = check.end(Optional.empty());

        assertThat(report.faults()).containsExactly(new Fault(7, Optional.of(hello.key()), Kind.UNKNOWN_AUTHOR, ""));
    }

    /** The card of another member does not prove this author's uid. */
    @Test
    void cardOfAnotherUidIsRefused() {
        Optional<Bytes> bobs = log.card(log.ring(BOB).uid());
        LogCheck check = new LogCheck(log.keys, uid -> bobs);
        check.add(0, hello);

        assertThat(check.end(Optional.empty()).faults()).extracting(Fault::kind).containsExactly(Kind.UNKNOWN_AUTHOR);
    }

    @Test
    void missingMessageIsNamed() {
        List<ChatMessage> rest = new ArrayList<>(log.messages());
        rest.remove(burst.get(1));

        assertFault(rest, Kind.MISSING, burst.get(1).key());
        assertThat(log.check(rest).authors().get(1).missing()).isEqualTo(Ranges.NONE.with(2));
    }

    /** The newest message of an author is missed if a later one of anybody names it. */
    @Test
    void newestMessageIsMissedIfAnotherNamesIt() {
        List<ChatMessage> rest = new ArrayList<>(log.messages());
        rest.remove(burst.get(2));

        assertFault(rest, Kind.MISSING, burst.get(2).key());
    }

    /** Attack 23: an author signs two messages with one number. */
    @Test
    void secondVersionOfMessageIsFound() {
        LogReport report = log.check(replaced(hello, log.otherVersion(hello, "hi")));

        assertThat(report.faults())
                .as("bob's first message follows it, and ann's next one names it")
                .containsExactly(
                        new Fault(0, Optional.of(hello.key()), Kind.FORKED, "n2#1"),
                        new Fault(0, Optional.of(hello.key()), Kind.FORKED, "n1#2"));
    }

    /** The newest rows were removed from a store, which still knows how many there were. */
    @Test
    void logThatLacksWhatItClaimsIsFound() {
        LogCheck check = new LogCheck(log.keys, log::card);
        log.messages().subList(0, 4).forEach(message -> check.add(0, message));
        check.expect(VersionVector.EMPTY.with(ANN, Ranges.upTo(2)).with(BOB, Ranges.upTo(3)));

        assertThat(check.end(Optional.empty()).faults())
                .containsExactly(new Fault(0, Optional.of(new MessageKey(ANN, 2)), Kind.MISSING, ""));
    }

    /** An author that lost its last message skips its number, and names no message before the next one. */
    @Test
    void numberThatItsAuthorSkippedIsNotMissing() {
        log.skip(BOB);
        log.say(BOB, "I lost one");

        LogReport report = log.check(log.messages());

        assertThat(report.isWhole()).isTrue();
        assertThat(report.authors().get(1).held()).isEqualTo(Ranges.upTo(3).with(5));
    }

    @Test
    void oneMessageIsProvenAlone() {
        Optional<Bytes> card = log.card(log.ring(BOB).uid());
        MessageProof proof = MessageProof.of(log.keys, burst.get(1), card, false);
        MessageProof forked = MessageProof.of(log.keys, burst.get(1), card, true);
        MessageProof changed = MessageProof.of(log.keys, burst.get(1).withText("2"), card, false);
        MessageProof unknown = MessageProof.of(log.keys, burst.get(1), Optional.empty(), false);

        assertThat(proof.isProven()).isTrue();
        assertThat(proof.card().orElseThrow().nick().value()).isEqualTo("bob");
        assertThat(forked.isProven()).isFalse();
        assertThat(changed.fault()).contains(Kind.TEXT_CHANGED);
        assertThat(unknown.fault()).contains(Kind.UNKNOWN_AUTHOR);
        assertThat(unknown.card()).isEmpty();
    }

    /** Attack 23: both versions are in the log, each signed and in order. */
    @Test
    void twoVersionsInOneLogAreFound() {
        List<ChatMessage> both = new ArrayList<>(log.messages());
        ChatMessage second = log.otherVersion(burst.get(1), "zwei", 99);
        both.add(second);

        assertFault(both, Kind.REPEATED, second.key());
    }

    @Test
    void repeatedMessageIsFound() {
        List<ChatMessage> twice = new ArrayList<>(log.messages());
        twice.add(burst.get(0));

        assertThat(log.check(twice).isWhole()).isFalse();
    }

    @Test
    void orderOfHistoryIsRequired() {
        List<ChatMessage> swapped = new ArrayList<>(log.messages());
        swapped.set(0, burst.get(0));
        swapped.set(1, hello);

        assertFault(swapped, Kind.OUT_OF_ORDER, hello.key());
    }

    @Test
    void unreadableMessageIsNotMissing() {
        LogCheck check = new LogCheck(log.keys, log::card);
        for (ChatMessage message : log.messages()) {
            if (message.equals(burst.get(1))) {
                check.fault(new Fault(0, Optional.of(message.key()), Kind.DAMAGED, "no text"));
            } else {
                check.add(0, message);
            }
        }
        assertThat(check.end(Optional.empty()).faults()).extracting(Fault::kind).containsExactly(Kind.DAMAGED);
    }

    @Test
    void anyNumberOfFaultsIsCounted() {
        LogCheck check = new LogCheck(log.keys, log::card);
        for (int i = 0; i < 2 * LogCheck.MAX_FAULTS; i++) {
            check.fault(new Fault(i, Optional.empty(), Kind.DAMAGED, ""));
        }
        LogReport report = check.end(Optional.empty());

        assertThat(report.faults()).hasSize(LogCheck.MAX_FAULTS);
        assertThat(report.faultCount()).isEqualTo(2 * LogCheck.MAX_FAULTS);
    }

    private List<ChatMessage> replaced(ChatMessage one, ChatMessage by) {
        List<ChatMessage> changed = new ArrayList<>(log.messages());
        changed.replaceAll(message -> message.key().equals(one.key()) ? by : message);
        return changed;
    }

    private void assertFault(List<ChatMessage> messages, Kind kind, MessageKey key) {
        LogReport report = log.check(messages);

        assertThat(report.faults()).containsExactly(new Fault(0, Optional.of(key), kind, ""));
        assertThat(report.isWhole()).isFalse();
    }
}
