package p2pchat.process;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One line of the machine mode. A line that is no json object fails the test that reads it. */
record Event(JsonObject json) {

    static Event of(String line) {
        return new Event(JsonParser.parseString(line).getAsJsonObject());
    }

    boolean is(String type) {
        return text("type").equals(type);
    }

    boolean has(String field) {
        return json.has(field) && !json.get(field).isJsonNull();
    }

    String text(String field) {
        return has(field) ? json.get(field).getAsString() : "";
    }

    long number(String field) {
        return json.get(field).getAsLong();
    }

    boolean flag(String field) {
        return json.get(field).getAsBoolean();
    }

    /** The id in a field that holds one or null. */
    Optional<Integer> node(String field) {
        return has(field) ? Optional.of(json.get(field).getAsInt()) : Optional.empty();
    }

    /** The ids in a field, whether they stand alone or in people. */
    List<Integer> nodes(String field) {
        return elements(field)
                .map(element ->
                        element.isJsonObject() ? element.getAsJsonObject().get("id") : element)
                .map(JsonElement::getAsInt)
                .toList();
    }

    /** The nicks of the people in a field. */
    List<String> nicks(String field) {
        return elements(field)
                .map(element -> element.getAsJsonObject().get("nick").getAsString())
                .toList();
    }

    Event inside(String field) {
        return new Event(json.getAsJsonObject(field));
    }

    private Stream<JsonElement> elements(String field) {
        return StreamSupport.stream(json.getAsJsonArray(field).spliterator(), false);
    }
}
