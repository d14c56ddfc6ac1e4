package p2pchat.process;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One line of JSON output. A line that is not a JSON object fails the test. */
public record Event(JsonObject json) {

    public static Event of(String line) {
        return new Event(JsonParser.parseString(line).getAsJsonObject());
    }

    public boolean is(String type) {
        return text("type").equals(type);
    }

    public boolean has(String field) {
        return json.has(field) && !json.get(field).isJsonNull();
    }

    public String text(String field) {
        return has(field) ? json.get(field).getAsString() : "";
    }

    public long number(String field) {
        return json.get(field).getAsLong();
    }

    public boolean flag(String field) {
        return json.get(field).getAsBoolean();
    }

    /** Returns the id in a field; empty if it is null. */
    public Optional<Integer> node(String field) {
        return has(field) ? Optional.of(json.get(field).getAsInt()) : Optional.empty();
    }

    /** Returns the ids in an array of ids or members. */
    public List<Integer> nodes(String field) {
        return elements(field)
                .map(element ->
                        element.isJsonObject() ? element.getAsJsonObject().get("id") : element)
                .map(JsonElement::getAsInt)
                .toList();
    }

    /** Returns the nicks in an array of members. */
    public List<String> nicks(String field) {
        return elements(field)
                .map(element -> element.getAsJsonObject().get("nick").getAsString())
                .toList();
    }

    public Event inside(String field) {
        return new Event(json.getAsJsonObject(field));
    }

    private Stream<JsonElement> elements(String field) {
        return StreamSupport.stream(json.getAsJsonArray(field).spliterator(), false);
    }
}
