package p2pchat.proof;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.KeyRings;
import p2pchat.crypto.NetworkVerifier;
import p2pchat.model.Body;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.ChatMessage;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageHeader;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.MessageRef;
import p2pchat.model.NodeId;
import p2pchat.model.Seal;
import p2pchat.model.ShortHash;
import p2pchat.proof.TranscriptLine.Author;
import p2pchat.proof.TranscriptLine.End;
import p2pchat.proof.TranscriptLine.Message;
import p2pchat.proof.TranscriptLine.Signature;
import p2pchat.proof.TranscriptLine.Start;

/**
 * The lines of a signed transcript as JSON. A line has exactly one form, so that none can be altered without being noticed;
 * fields for readers, such as nicks, follow from the others. Used by one thread, for the lines of one transcript in order.
 */
final class TranscriptCodec {

    static final int VERSION = 1;

    private static final HexFormat HEX = HexFormat.of();

    private interface Decoder<T> {
        T decode(JsonObject object) throws ForgedException;
    }

    private final NetworkVerifier keys;
    private final Map<NodeId, Card> authors = new HashMap<>();
    private final Map<NodeId, Seal> seals = new HashMap<>();

    TranscriptCodec(NetworkVerifier keys) {
        this.keys = keys;
    }

    /**
     * Decodes the first line.
     *
     * @throws ForgedException if it is not the first line of a transcript
     */
    static NetworkVerifier start(String line) throws ForgedException {
        return decode(line, object -> {
            if (!text(object, "type").equals("transcript")) {
                throw new ForgedException("the file does not begin with a transcript");
            }
            if (number(object, "version") != VERSION) {
                throw new ForgedException("the transcript has an unknown version");
            }
            Bytes genesis = bytes(object, "genesis");
            NetworkVerifier keys = NetworkVerifier.of(genesis);
            requireCanonical(line, new TranscriptCodec(keys).encode(new Start(VERSION, genesis)));
            return keys;
        });
    }

    /** Returns a line without its end. */
    String encode(TranscriptLine line) {
        return escape(object(line).toString());
    }

    private JsonObject object(TranscriptLine line) {
        JsonObject object = new JsonObject();
        if (line instanceof Start start) {
            object.addProperty("type", "transcript");
            object.addProperty("version", start.version());
            object.addProperty("network", keys.genesis().name().value());
            object.addProperty("networkId", keys.network().value().toString());
            object.addProperty("genesis", start.genesis().toString());
        } else if (line instanceof Author author) {
            authors.put(author.node(), author.card());
            object.addProperty("type", "author");
            object.addProperty("author", author.node().value());
            put(object, author.card());
        } else if (line instanceof Signature signature) {
            Seal seal = signature.seal();
            seals.put(seal.author(), seal);
            object.addProperty("type", "seal");
            object.addProperty("author", seal.author().value());
            object.addProperty("first", seal.first());
            object.add("hashes", array(seal.hashes(), hash -> HEX.formatHex(hash.bytes())));
            object.addProperty("signature", seal.signature().toString());
        } else if (line instanceof Message message) {
            put(object, message.message());
        } else if (line instanceof End end) {
            object.addProperty("type", "end");
            object.addProperty("messages", end.messages());
            object.addProperty("time", Instant.ofEpochMilli(end.time()).toString());
            put(object, end.exporter());
            object.addProperty("digest", end.digest().toString());
            object.addProperty("signature", end.signature().toString());
        }
        return object;
    }

    private void put(JsonObject object, Card card) {
        object.addProperty("nick", card.nick().value());
        object.addProperty("person", card.person().toString());
        object.addProperty("device", card.device().toString());
        object.addProperty("card", keys.encode(card).toString());
    }

    private void put(JsonObject object, ChatMessage message) {
        MessageHeader header = message.header();
        object.addProperty("type", "message");
        object.addProperty("time", Instant.ofEpochMilli(header.sentAt()).toString());
        Card author = authors.get(message.author());
        object.addProperty("nick", author == null ? "?" : author.nick().value());
        object.addProperty("kind", header.kind().name().toLowerCase(Locale.ROOT));
        message.body().ifPresent(body -> object.addProperty("text", body.text()));
        object.addProperty("author", message.author().value());
        object.addProperty("seq", message.key().seq());
        object.addProperty("id", header.id().toString());
        header.to().ifPresent(to -> object.addProperty("to", to.value()));
        header.about().ifPresent(about -> object.add("about", reference(about)));
        object.addProperty("lamport", header.lamport());
        object.addProperty("prev", HEX.formatHex(header.prev().bytes()));
        JsonArray heads = new JsonArray();
        header.heads().forEach(head -> heads.add(reference(head)));
        object.add("heads", heads);
        message.body().ifPresent(body -> object.addProperty("salt", body.salt().toString()));
        object.addProperty("bytes", header.textBytes());
        object.addProperty("commitment", header.commitment().toString());
    }

    private static JsonObject reference(MessageRef ref) {
        JsonObject object = new JsonObject();
        object.addProperty("author", ref.author().value());
        object.addProperty("seq", ref.seq());
        object.addProperty("hash", HEX.formatHex(ref.hash().bytes()));
        return object;
    }

    private static <T> JsonArray array(List<T> values, Function<T, String> text) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(text.apply(value)));
        return array;
    }

    /**
     * Decodes any line but the first.
     *
     * @throws ForgedException if it is not in the one form that its values have
     */
    TranscriptLine decode(String line) throws ForgedException {
        TranscriptLine decoded = decode(line, this::decode);
        requireCanonical(line, encode(decoded));
        return decoded;
    }

    private TranscriptLine decode(JsonObject object) throws ForgedException {
        return switch (text(object, "type")) {
            case "author" -> new Author(node(object, "author"), keys.card(bytes(object, "card")));
            case "seal" -> new Signature(seal(object));
            case "message" -> new Message(message(object));
            case "end" ->
                new End(
                        number(object, "messages"),
                        time(object),
                        keys.card(bytes(object, "card")),
                        bytes(object, "digest"),
                        bytes(object, "signature"));
            default -> throw new ForgedException("unknown type of line");
        };
    }

    private Seal seal(JsonObject object) throws ForgedException {
        NodeId author = node(object, "author");
        Card card = authors.get(author);
        if (card == null) {
            throw new ForgedException("the author of the seal is not known");
        }
        List<MessageHash> hashes = new ArrayList<>();
        for (JsonElement hash : field(object, "hashes").getAsJsonArray()) {
            hashes.add(MessageHash.of(HEX.parseHex(hash.getAsString())));
        }
        return new Seal(
                author, card.proof().uid(keys.network()), number(object, "first"), hashes, bytes(object, "signature"));
    }

    private ChatMessage message(JsonObject object) throws ForgedException {
        MessageKey key = new MessageKey(node(object, "author"), number(object, "seq"));
        List<MessageRef> heads = new ArrayList<>();
        for (JsonElement head : field(object, "heads").getAsJsonArray()) {
            heads.add(reference(head));
        }
        MessageHeader header = new MessageHeader(
                MessageId.parse(text(object, "id")).orElseThrow(() -> new ForgedException("the line has no valid id")),
                key,
                object.has("to") ? Optional.of(node(object, "to")) : Optional.empty(),
                MessageHash.of(bytes(object, "prev").toArray()),
                heads,
                number(object, "lamport"),
                time(object),
                ChatMessage.Kind.valueOf(text(object, "kind").toUpperCase(Locale.ROOT)),
                object.has("about") ? Optional.of(reference(object.get("about"))) : Optional.empty(),
                Math.toIntExact(number(object, "bytes")),
                bytes(object, "commitment"));
        Optional<Body> body = object.has("text")
                ? Optional.of(new Body(bytes(object, "salt"), text(object, "text")))
                : Optional.empty();
        Optional<Seal> seal = Optional.ofNullable(seals.get(key.author()))
                .filter(known -> known.first() <= key.seq() && key.seq() <= known.last());
        MessageHash hash = seal.map(known -> keys.hash(known.uid(), header)).orElse(MessageHash.NONE);
        return new ChatMessage(header, body, hash, seal);
    }

    private static MessageRef reference(JsonElement element) throws ForgedException {
        JsonObject object = element.getAsJsonObject();
        return new MessageRef(
                new MessageKey(node(object, "author"), number(object, "seq")),
                ShortHash.of(bytes(object, "hash").toArray()));
    }

    private static void requireCanonical(String line, String canonical) throws ForgedException {
        if (!line.equals(canonical)) {
            throw new ForgedException("the line was altered");
        }
    }

    private static <T> T decode(String line, Decoder<T> decoder) throws ForgedException {
        try {
            return decoder.decode(JsonParser.parseString(line).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException | ClassCastException | UnsupportedOperationException e) {
            throw new ForgedException("the line is not the JSON of a transcript");
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new ForgedException("the line has an invalid value: " + e.getMessage());
        }
    }

    private static JsonElement field(JsonObject object, String name) throws ForgedException {
        JsonElement element = object.get(name);
        if (element == null) {
            throw new ForgedException("the line has no \"" + name + "\"");
        }
        return element;
    }

    private static String text(JsonObject object, String name) throws ForgedException {
        return field(object, name).getAsString();
    }

    private static long number(JsonObject object, String name) throws ForgedException {
        return field(object, name).getAsLong();
    }

    private static NodeId node(JsonObject object, String name) throws ForgedException {
        return new NodeId(field(object, name).getAsInt());
    }

    private static Bytes bytes(JsonObject object, String name) throws ForgedException {
        return Bytes.of(HEX.parseHex(text(object, name)));
    }

    private static long time(JsonObject object) throws ForgedException {
        return Instant.parse(text(object, "time")).toEpochMilli();
    }

    /** Escapes what acts on a terminal, reorders text or is invisible. */
    private static String escape(String json) {
        StringBuilder escaped = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                    escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** Returns the first line of a network's transcript. */
    String start() {
        return encode(new Start(VERSION, KeyRings.encode(keys.genesis())));
    }
}
