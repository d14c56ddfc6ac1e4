package p2pchat.console.render;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.console.text.Escapes;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/** An object of the JSON output. The fields are in the order of the calls. */
final class JsonLine {

    /** Version of the format. Within a version, fields are added but never changed. */
    private static final int VERSION = 1;

    /** Always three digits after the second, so that times sort as text. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final JsonObject object = new JsonObject();

    private JsonLine() {}

    static JsonLine of(String type) {
        return nested().with("v", VERSION).with("type", type);
    }

    static JsonLine of(String type, NetworkName network) {
        return of(type).with("network", network);
    }

    /** Returns an object for a field of another one. */
    static JsonLine nested() {
        return new JsonLine();
    }

    static JsonLine person(NodeId node, String nick) {
        return nested().with("id", node).with("nick", nick);
    }

    /**
     * Adds a field. An empty {@link Optional} becomes {@code null}, an {@link Instant} ISO 8601, a {@link Duration}
     * milliseconds, a {@link NodeId} its number, an enum its name in lower case, and any other type its text.
     */
    JsonLine with(String name, Object value) {
        object.add(name, tree(value));
        return this;
    }

    <T> JsonLine with(String name, Collection<T> values, Function<? super T, JsonLine> object) {
        return with(name, values.stream().map(object).toList());
    }

    private static JsonElement tree(Object value) {
        if (value instanceof JsonLine line) {
            return line.object;
        }
        if (value instanceof Optional<?> optional) {
            return optional.map(JsonLine::tree).orElse(JsonNull.INSTANCE);
        }
        if (value instanceof Collection<?> values) {
            JsonArray array = new JsonArray();
            values.forEach(element -> array.add(tree(element)));
            return array;
        }
        if (value instanceof Map<?, ?> byNode) {
            JsonLine line = nested();
            byNode.forEach((node, element) -> line.with(Integer.toString(((NodeId) node).value()), element));
            return line.object;
        }
        if (value instanceof Boolean flag) {
            return new JsonPrimitive(flag);
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        if (value instanceof NodeId node) {
            return new JsonPrimitive(node.value());
        }
        if (value instanceof MessageKey key) {
            return nested().with("author", key.author()).with("seq", key.seq()).object;
        }
        if (value instanceof Duration duration) {
            return new JsonPrimitive(duration.toMillis());
        }
        if (value instanceof Instant time) {
            return new JsonPrimitive(TIME.format(time));
        }
        return new JsonPrimitive(
                value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : value.toString());
    }

    @Override
    public String toString() {
        return Escapes.escape(object.toString());
    }
}
