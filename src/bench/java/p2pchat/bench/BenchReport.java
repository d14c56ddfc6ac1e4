package p2pchat.bench;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import p2pchat.bench.LoadGroup.Counts;

/** What a bench found, as a line of json or for eyes, in the order it was put. */
final class BenchReport {

    private final JsonObject json = new JsonObject();
    private final List<String> words = new ArrayList<>();

    BenchReport(String bench) {
        json.addProperty("bench", bench);
    }

    /** What was measured, rather than what came out. */
    BenchReport with(String name, long value, String inWords) {
        return put(name, value, inWords);
    }

    BenchReport put(String name, Number value, String inWords) {
        json.addProperty(name, value);
        words.add(inWords);
        return this;
    }

    /** The same with so many decimals. */
    BenchReport put(String name, double value, int decimals, String unit) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return put(name, Double.valueOf(text), text + " " + unit);
    }

    String line(boolean asJson) {
        return asJson ? json.toString() : String.join(", ", words);
    }

    /** What happened between two counts, for each node in both. */
    static Map<Integer, Counts> between(Map<Integer, Counts> before, Map<Integer, Counts> after) {
        Map<Integer, Counts> change = new TreeMap<>();
        before.forEach((node, from) -> {
            Counts to = after.get(node);
            if (to != null) {
                change.put(
                        node,
                        new Counts(
                                to.said() - from.said(),
                                to.settled() - from.settled(),
                                to.missed() - from.missed(),
                                to.stored() - from.stored(),
                                to.at() - from.at(),
                                to.cpu().minus(from.cpu())));
            }
        });
        return change;
    }

    /** What they stored in a second, each by its own clock, in sum. */
    static double storedPerSecond(Map<Integer, Counts> change) {
        return change.values().stream()
                .mapToDouble(counts -> counts.stored() * 1e9 / counts.at())
                .sum();
    }

    static long stored(Map<Integer, Counts> change) {
        return change.values().stream().mapToLong(Counts::stored).sum();
    }

    static double cpuMicros(Map<Integer, Counts> change) {
        return change.values().stream()
                .mapToDouble(counts -> counts.cpu().toNanos() / 1e3)
                .sum();
    }
}
