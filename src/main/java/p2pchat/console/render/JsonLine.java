package p2pchat.console.render;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import p2pchat.console.error.Explanation;
import p2pchat.console.text.Sanitiser;
import p2pchat.journal.ElectionTimeline;
import p2pchat.journal.JournalEntry;
import p2pchat.model.DepartureReason;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.NetworkStatus.Person;
import p2pchat.model.NodeId;
import p2pchat.model.RecipientStatus;
import p2pchat.model.VectorClock;
import p2pchat.model.VersionVector;

/** One object of the machine mode, built field by field: the order of the calls is the order of the fields. */
public final class JsonLine {

    /** The format only grows; a program made for 1 goes on working while this stays 1. */
    private static final int VERSION = 1;

    /** Always three digits, so that times compare as texts. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final JsonObject object = new JsonObject();

    private JsonLine() {}

    public static JsonLine of(String type) {
        JsonLine line = new JsonLine();
        line.object.addProperty("v", VERSION);
        line.object.addProperty("type", type);
        return line;
    }

    /** To be a part of another, by {@link #withObject}. */
    static JsonLine nested() {
        return new JsonLine();
    }

    static JsonLine of(String type, NetworkName network) {
        return of(type).with("network", network.value());
    }

    JsonLine with(String name, String value) {
        object.addProperty(name, value);
        return this;
    }

    JsonLine with(String name, long value) {
        object.addProperty(name, value);
        return this;
    }

    JsonLine with(String name, boolean value) {
        object.addProperty(name, value);
        return this;
    }

    JsonLine withText(String name, Optional<String> value) {
        value.ifPresentOrElse(text -> object.addProperty(name, text), () -> object.add(name, JsonNull.INSTANCE));
        return this;
    }

    JsonLine withTexts(String name, List<String> values) {
        JsonArray array = new JsonArray();
        values.forEach(array::add);
        object.add(name, array);
        return this;
    }

    JsonLine withNode(String name, Optional<NodeId> node) {
        node.ifPresentOrElse(id -> object.addProperty(name, id.value()), () -> object.add(name, JsonNull.INSTANCE));
        return this;
    }

    JsonLine withTime(String name, long millis) {
        return with(name, TIME.format(Instant.ofEpochMilli(millis)));
    }

    /** The last change of leader: null if there was none. */
    JsonLine withStory(Optional<ElectionTimeline> story, Function<NodeId, String> names) {
        if (story.isEmpty()) {
            object.add("election", JsonNull.INSTANCE);
            return this;
        }
        JsonObject told = new JsonObject();
        told.add("leader", person(story.get().end().about().orElseThrow(), names));
        told.addProperty("epoch", story.get().end().epoch());
        told.addProperty("ms", story.get().duration());
        JsonArray steps = new JsonArray();
        long begin = story.get().steps().get(0).at();
        for (JournalEntry entry : story.get().steps()) {
            JsonObject step = new JsonObject();
            step.addProperty("ms", entry.at() - begin);
            step.addProperty("time", TIME.format(Instant.ofEpochMilli(entry.wallClock())));
            step.addProperty("step", entry.kind().name().toLowerCase(Locale.ROOT));
            entry.about().ifPresent(about -> step.addProperty("about", about.value()));
            step.addProperty("epoch", entry.epoch());
            step.addProperty("detail", Sanitiser.line(entry.detail()));
            steps.add(step);
        }
        told.add("steps", steps);
        object.add("election", told);
        return this;
    }

    JsonLine withNetworks(List<NetworkInfo> networks) {
        JsonArray all = new JsonArray();
        NetworkListing.lines(networks, OutputFormat.JSON).forEach(line -> all.add(JsonParser.parseString(line)));
        object.add("networks", all);
        return this;
    }

    private static JsonObject person(NodeId node, Function<NodeId, String> names) {
        return person(node, names.apply(node));
    }

    JsonLine withPerson(String name, NodeId node, String nick) {
        object.add(name, person(node, nick));
        return this;
    }

    JsonLine withPeople(String name, SortedMap<NodeId, String> people) {
        JsonArray array = new JsonArray();
        people.forEach((node, nick) -> array.add(person(node, nick)));
        object.add(name, array);
        return this;
    }

    /** Returns the word for why a member departed; empty if it did not, or if that is unknown. */
    static String reason(Optional<DepartureReason> reason) {
        return reason.filter(known -> known != DepartureReason.UNKNOWN)
                .map(known -> known.name().toLowerCase(Locale.ROOT))
                .orElse("");
    }

    /** Who is here, and who went. */
    JsonLine withMembers(String name, List<Person> people) {
        JsonArray array = new JsonArray();
        for (Person person : people) {
            JsonObject told = person(
                    person.member().node(),
                    Sanitiser.nick(person.member().nick().value()));
            told.addProperty("presence", person.presence().name().toLowerCase(Locale.ROOT));
            person.since()
                    .ifPresentOrElse(
                            at -> told.addProperty("since", TIME.format(Instant.ofEpochMilli(at))),
                            () -> told.add("since", JsonNull.INSTANCE));
            told.addProperty("address", person.member().address().toString());
            told.addProperty("reason", reason(person.reason()));
            array.add(told);
        }
        object.add(name, array);
        return this;
    }

    /** For each author the number up to which all of its messages are stored. */
    JsonLine withClock(String name, VersionVector stored) {
        JsonObject clock = new JsonObject();
        stored.byAuthor()
                .forEach((author, held) -> clock.addProperty(Integer.toString(author.value()), held.contiguous()));
        object.add(name, clock);
        return this;
    }

    /** For each author how many of its messages come before a message or are it; whether that is all of them. */
    JsonLine withClock(String name, VectorClock clock) {
        JsonObject counts = new JsonObject();
        clock.upTo().forEach((author, count) -> counts.addProperty(Integer.toString(author.value()), count));
        object.add(name, counts);
        return with(name + "Whole", clock.whole());
    }

    JsonLine withKeys(String name, List<MessageKey> keys) {
        JsonArray array = new JsonArray();
        for (MessageKey key : keys) {
            JsonObject told = new JsonObject();
            told.addProperty("author", key.author().value());
            told.addProperty("seq", key.seq());
            array.add(told);
        }
        object.add(name, array);
        return this;
    }

    /** Null where there is none. */
    JsonLine withObject(String name, Optional<JsonLine> line) {
        object.add(name, line.<JsonElement>map(nested -> nested.object).orElse(JsonNull.INSTANCE));
        return this;
    }

    JsonLine withObjects(String name, List<JsonLine> lines) {
        JsonArray array = new JsonArray();
        lines.forEach(line -> array.add(line.object));
        object.add(name, array);
        return this;
    }

    JsonLine withNodes(String name, Collection<NodeId> nodes) {
        JsonArray array = new JsonArray();
        nodes.forEach(node -> array.add(node.value()));
        object.add(name, array);
        return this;
    }

    /** How far a message is with each member. */
    JsonLine withShares(String name, List<RecipientStatus> shares) {
        JsonArray array = new JsonArray();
        for (RecipientStatus share : shares) {
            JsonObject one = new JsonObject();
            one.addProperty("id", share.member().value());
            one.addProperty("state", share.state().name().toLowerCase(Locale.ROOT));
            if (share.state() != RecipientStatus.State.PENDING) {
                one.addProperty("ms", share.after().toMillis());
            }
            share.via().ifPresent(via -> one.addProperty("via", via.value()));
            if (!share.reason().isEmpty()) {
                one.addProperty("reason", Sanitiser.line(share.reason()));
            }
            array.add(one);
        }
        object.add(name, array);
        return this;
    }

    public JsonLine error(Explanation explanation) {
        JsonArray tries = new JsonArray();
        explanation.tries().forEach(way -> tries.add(way.command()));
        with("code", explanation.code()).with("what", explanation.what()).withText("why", explanation.why());
        object.add("try", tries);
        return this;
    }

    private static JsonObject person(NodeId node, String nick) {
        JsonObject person = new JsonObject();
        person.addProperty("id", node.value());
        person.addProperty("nick", nick);
        return person;
    }

    @Override
    public String toString() {
        return object.toString();
    }
}
