package p2pchat.proof;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.NetworkVerifier;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.Uid;
import p2pchat.proof.Fault.Kind;
import p2pchat.proof.TranscriptLine.Author;
import p2pchat.proof.TranscriptLine.End;
import p2pchat.proof.TranscriptLine.Message;

/** Checks a signed transcript. Reads it once, line by line. */
public final class TranscriptCheck {

    /** More than the longest message with every character escaped. */
    static final int MAX_LINE_BYTES = 1024 * 1024;

    private final NetworkVerifier keys;
    private final Map<Uid, Bytes> cards = new HashMap<>();
    private final LogCheck log;
    private final TranscriptCodec codec;
    private Bytes digest;
    private Optional<Card> exporter = Optional.empty();
    private boolean ended;
    private long messages;

    private TranscriptCheck(String first) throws ForgedException {
        this.keys = TranscriptCodec.start(first);
        this.codec = new TranscriptCodec(keys);
        this.log = new LogCheck(keys, uid -> Optional.ofNullable(cards.get(uid)));
        this.digest = SignedTranscript.digest(SignedTranscript.NO_DIGEST, first);
    }

    /**
     * Checks a transcript.
     *
     * @throws ForgedException if the first line is not that of a transcript
     * @throws IOException if the file cannot be read
     */
    public static LogReport run(InputStream file) throws IOException, ForgedException {
        TranscriptCheck check = new TranscriptCheck(
                readLine(file).orElseThrow(() -> new ForgedException("the file does not begin with a transcript")));
        check.rest(file);
        return check.log.end(check.exporter);
    }

    private void rest(InputStream file) throws IOException {
        long number = 1;
        try {
            number++;
            for (Optional<String> line = readLine(file); line.isPresent(); line = readLine(file)) {
                add(number, line.get());
                number++;
            }
        } catch (ForgedException e) {
            fault(number, Kind.DAMAGED, String.valueOf(e.getMessage()));
            return; // what follows depends on this line
        }
        if (!ended) {
            fault(number, Kind.CUT_OFF, "");
        }
    }

    private void add(long number, String line) throws ForgedException {
        if (ended) {
            throw new ForgedException("the line is after the end");
        }
        TranscriptLine decoded = codec.decode(line);
        if (decoded instanceof Author author) {
            cards.put(author.card().proof().uid(keys.network()), keys.encode(author.card()));
        } else if (decoded instanceof Message message) {
            log.add(number, message.message());
            messages++;
        } else if (decoded instanceof End end) {
            ended = true;
            end(number, end);
        }
        digest = SignedTranscript.digest(digest, line);
    }

    private void end(long number, End end) {
        Bytes whole = SignedTranscript.digest(digest, end.messages(), end.time());
        boolean valid = end.messages() == messages
                && end.digest().equals(whole)
                && keys.verifyTranscript(end.exporter().device(), whole, end.signature());
        if (valid) {
            exporter = Optional.of(end.exporter());
        } else {
            fault(number, Kind.NOT_EXPORTED, "");
        }
    }

    private void fault(long line, Kind kind, String detail) {
        log.fault(new Fault(line, Optional.empty(), kind, detail));
    }

    /** Returns the next line without its end; empty at the end of the file. */
    private static Optional<String> readLine(InputStream file) throws IOException, ForgedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = file.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next != '\n') {
            if (next < 0) {
                throw new ForgedException("the line is cut off");
            }
            if (line.size() >= MAX_LINE_BYTES) {
                throw new ForgedException("the line is too long");
            }
            line.write(next);
            next = file.read();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            throw new ForgedException("the line is not UTF-8");
        }
    }
}
