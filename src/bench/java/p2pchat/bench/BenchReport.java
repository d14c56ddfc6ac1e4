package p2pchat.bench;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import p2pchat.bench.LoadGroup.Counts;

/** Parameters and results of a benchmark, as a line of JSON or as text. */
final class BenchReport {

    private final JsonObject json = new JsonObject();
    private final List<String> texts = new ArrayList<>();

    BenchReport(String bench) {
        json.addProperty("bench", bench);
    }

    /** Adds a parameter of the benchmark. */
    BenchReport parameter(String name, long value, String text) {
        return result(name, value, text);
    }

    /** Adds a result. */
    BenchReport result(String name, Number value, String text) {
        json.addProperty(name, value);
        texts.add(text);
        return this;
    }

    /** Adds a result with this many decimals. */
    BenchReport result(String name, double value, int decimals, String unit) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return result(name, Double.valueOf(text), text + " " + unit);
    }

    String line(boolean asJson) {
        return asJson ? json.toString() : String.join(", ", texts);
    }

    /** Returns the difference of two counts for each node that has both. */
    static Map<Integer, Counts> difference(Map<Integer, Counts> before, Map<Integer, Counts> after) {
        Map<Integer, Counts> change = new TreeMap<>();
        before.forEach((node, from) -> {
            Counts to = after.get(node);
            if (to != null) {
                change.put(
                        node,
                        new Counts(
                                to.sent() - from.sent(),
                                to.settled() - from.settled(),
                                to.failed() - from.failed(),
                                to.stored() - from.stored(),
                                to.nanos() - from.nanos(),
                                to.cpu().minus(from.cpu())));
            }
        });
        return change;
    }

    /** Returns the sum of the messages stored per second by each node, measured by its own clock. */
    static double storedPerSecond(Map<Integer, Counts> change) {
        return change.values().stream()
                .mapToDouble(counts -> counts.stored() * 1e9 / counts.nanos())
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
