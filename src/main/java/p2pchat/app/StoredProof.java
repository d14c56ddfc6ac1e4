package p2pchat.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import p2pchat.crypto.Device;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.NetworkVerifier;
import p2pchat.log.Fork;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.VersionVector;
import p2pchat.proof.Fault;
import p2pchat.proof.LogCheck;
import p2pchat.proof.LogReport;
import p2pchat.proof.MessageProof;
import p2pchat.proof.SignedTranscript;
import p2pchat.storage.HistoryReader;
import p2pchat.storage.SealedLog;

/** Proves a log of this machine, and exports it so that others can. */
record StoredProof(HistoryReader log) {

    /** Checks the whole log. */
    LogReport check() {
        LogCheck check = new LogCheck(keys(), log::card);
        log.readSealed(new SealedLog() {
            @Override
            public void message(ChatMessage message) {
                check.add(0, message);
            }

            @Override
            public void damaged(Optional<MessageKey> message, String reason) {
                check.fault(new Fault(0, message, Fault.Kind.DAMAGED, reason));
            }
        });
        check.expect(log.stored());
        log.forks().stream()
                .filter(Fork::frozen)
                .forEach(fork -> check.fault(
                        new Fault(0, Optional.of(new MessageKey(fork.author(), fork.from())), Fault.Kind.FORKED, "")));
        return check.end(Optional.empty());
    }

    /** Returns what proves a message of the log. */
    MessageProof of(MessageKey key) {
        ChatMessage message = log.sealed(key).orElseThrow(() -> corrupt("message " + key + " is gone"));
        return MessageProof.of(
                keys(),
                message,
                message.seal().flatMap(seal -> log.card(seal.uid())),
                log.forks().stream().anyMatch(fork -> fork.frozen() && fork.covers(key)));
    }

    /** Writes a signed transcript and returns the number of its messages. */
    long export(OutputFile output, Device exporter) throws IOException {
        SignedTranscript transcript = new SignedTranscript(keys(), log::card);
        AtomicLong count = new AtomicLong();
        VersionVector hidden = log.hidden();
        output.write(transcript.begin());
        log.readSealed(new SealedLog() {
            @Override
            public void message(ChatMessage message) {
                boolean gone = hidden.contains(message.amendedMessage().orElse(message.key()))
                        && message.kind() != ChatMessage.Kind.DELETE;
                try {
                    output.write(transcript.add(gone ? message.erased() : message));
                    count.incrementAndGet();
                } catch (ForgedException e) {
                    throw corrupt("message " + message.key() + ": " + e.getMessage());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }

            @Override
            public void damaged(Optional<MessageKey> message, String reason) {
                throw corrupt(reason);
            }
        });
        try {
            output.write(transcript.end(exporter, log.uid(), System.currentTimeMillis()));
        } catch (ForgedException e) {
            throw corrupt(String.valueOf(e.getMessage()));
        }
        output.finish();
        return count.get();
    }

    private NetworkVerifier keys() {
        try {
            return NetworkVerifier.of(log.genesis());
        } catch (ForgedException e) {
            throw corrupt(String.valueOf(e.getMessage()));
        }
    }

    private ProblemException corrupt(String cause) {
        return new ProblemException(new Problem.StoreCorrupt(log.file(), cause));
    }
}
