package p2pchat.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.Address;
import p2pchat.model.NetworkName;

/** The messages between a command and the running node of the same user: a JSON object each way. */
final class SendExchange {

    private static final int MAX_BYTES = 1 << 20;

    private SendExchange() {}

    /** What the command wants from the node. */
    sealed interface Order {}

    /** Sends a text. */
    record Say(String text) implements Order {}

    /** Ends the device of the user whose fingerprint has this beginning. */
    record Revoke(String device) implements Order {}

    /**
     * An order for the node.
     *
     * @param directory the directory of the network; empty if the user named none
     * @param output the form of the lines in the reply
     * @param patience how long to wait for delivery
     */
    record Request(
            NetworkName network, Optional<Address> directory, Order order, OutputFormat output, Duration patience) {}

    /**
     * The result.
     *
     * @param here whether the node is in the network; otherwise nothing was done
     * @param lines what to print, such as the members that have the message
     * @param error why it was not done, or why not every member has the message
     */
    record Reply(boolean here, List<String> lines, Optional<Explanation> error) {

        static final Reply ELSEWHERE = new Reply(false, List.of(), Optional.empty());

        Reply {
            lines = List.copyOf(lines);
        }

        static Reply of(List<String> lines, Optional<Explanation> error) {
            return new Reply(true, lines, error);
        }

        static Reply refused(Explanation error) {
            return of(List.of(), Optional.of(error));
        }
    }

    /** Passes an order to the node that uses this home; empty if none is running there, or it is not in that network. */
    static Optional<Reply> exchange(Path home, Request request) {
        Path file = SendSocket.in(home);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(file))) {
            return Optional.of(exchange(connection, request)).filter(Reply::here);
        } catch (IOException | UnsupportedOperationException e) {
            LoggerFactory.getLogger(SendExchange.class).debug("no node answers at {}", file, e);
            return Optional.empty();
        }
    }

    /** Once a request was written it may have been carried out, so that it must not be repeated. */
    private static Reply exchange(SocketChannel connection, Request request) {
        try {
            JsonObject json = new JsonObject();
            json.addProperty("network", request.network().value());
            request.directory().ifPresent(address -> json.addProperty("directory", address.toString()));
            if (request.order() instanceof Say say) {
                json.addProperty("text", say.text());
            } else {
                json.addProperty("revoke", ((Revoke) request.order()).device());
            }
            json.addProperty("output", request.output().name());
            json.addProperty("waitMs", request.patience().toMillis());
            write(connection, json);
            return reply(read(connection));
        } catch (IOException | RuntimeException e) {
            return Reply.refused(unknownOutcome(request));
        }
    }

    private static Explanation unknownOutcome(Request request) {
        return request.order() instanceof Say
                ? Explanation.of(
                        Explanations.UNDELIVERED,
                        "the running node ended before it reported the delivery",
                        "it may have stored the message",
                        new Try("p2p-chat history --group " + request.network() + " -n 5", "show the newest messages"))
                : Explanation.of(
                        Explanations.UNDELIVERED,
                        "the running node ended before it answered",
                        "it may have ended the device",
                        new Try("/devices", "list your devices, in the chat"));
    }

    /**
     * Reads a request.
     *
     * @throws JsonParseException if it is not JSON
     * @throws IllegalArgumentException if a field is invalid
     */
    static Request readRequest(SocketChannel connection) throws IOException {
        JsonObject json = read(connection);
        try {
            return new Request(
                    NetworkName.parse(json.get("network").getAsString()),
                    Optional.ofNullable(json.get("directory")).map(address -> Address.parse(address.getAsString())),
                    json.has("revoke")
                            ? new Revoke(json.get("revoke").getAsString())
                            : new Say(json.get("text").getAsString()),
                    OutputFormat.valueOf(json.get("output").getAsString()),
                    Duration.ofMillis(json.get("waitMs").getAsLong()));
        } catch (NullPointerException | UnsupportedOperationException e) {
            throw new IllegalArgumentException("a field is missing", e);
        }
    }

    static void write(SocketChannel connection, Reply reply) throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("here", reply.here());
        json.add("lines", array(reply.lines()));
        reply.error().ifPresent(error -> {
            json.addProperty("code", error.code());
            json.addProperty("what", error.what());
            error.why().ifPresent(why -> json.addProperty("why", why));
            json.add("try", array(error.tries().stream().map(Try::command).toList()));
            json.add("effects", array(error.tries().stream().map(Try::effect).toList()));
        });
        write(connection, json);
    }

    private static Reply reply(JsonObject json) {
        Optional<Explanation> error = Optional.empty();
        if (json.has("code")) {
            List<String> commands = strings(json, "try");
            List<String> effects = strings(json, "effects");
            List<Try> tries = new ArrayList<>();
            for (int i = 0; i < commands.size(); i++) {
                tries.add(new Try(commands.get(i), effects.get(i)));
            }
            Optional<String> why = Optional.ofNullable(json.get("why")).map(text -> text.getAsString());
            error = Optional.of(new Explanation(
                    json.get("code").getAsInt(), json.get("what").getAsString(), why, tries));
        }
        return new Reply(json.get("here").getAsBoolean(), strings(json, "lines"), error);
    }

    private static JsonArray array(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private static List<String> strings(JsonObject json, String field) {
        return json.getAsJsonArray(field).asList().stream()
                .map(text -> text.getAsString())
                .toList();
    }

    /** Writes the only object in this direction, and ends it. */
    private static void write(SocketChannel connection, JsonObject json) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(json.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            connection.write(bytes);
        }
        connection.shutdownOutput();
    }

    private static JsonObject read(SocketChannel connection) throws IOException {
        InputStream in = Channels.newInputStream(connection);
        String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        if (!(JsonParser.parseString(text) instanceof JsonObject json)) {
            throw new JsonParseException("not an object");
        }
        return json;
    }
}
