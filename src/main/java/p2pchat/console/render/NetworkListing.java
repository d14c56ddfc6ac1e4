package p2pchat.console.render;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import p2pchat.model.Leader;
import p2pchat.model.NetworkInfo;

/** The networks of the directory: a table for people, tabs for line tools, objects for programs. */
public final class NetworkListing {

    /** Three refresh intervals of a leader; a shorter silence is not shown. */
    static final Duration SILENT = Duration.ofSeconds(6);

    private static final List<String> TITLES = List.of("NAME", "LEADER", "MEMBERS", "EPOCH", "STATE");

    private NetworkListing() {}

    public static List<String> lines(List<NetworkInfo> networks, OutputFormat output) {
        return switch (output) {
            case HUMAN -> table(networks);
            case PLAIN ->
                networks.stream()
                        .map(network -> String.join("\t", row(network)))
                        .toList();
            case JSON ->
                networks.stream().map(network -> json(network).toString()).toList();
        };
    }

    private static List<String> table(List<NetworkInfo> networks) {
        if (networks.isEmpty()) {
            return List.of("no networks yet; p2p-chat node --group NAME starts one");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(TITLES);
        networks.forEach(network -> rows.add(row(network)));
        int[] widths = IntStream.range(0, TITLES.size())
                .map(i ->
                        rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
                .toArray();
        return rows.stream().map(row -> aligned(row, widths)).toList();
    }

    private static String aligned(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }

    private static List<String> row(NetworkInfo network) {
        return List.of(
                network.name().value(),
                network.leader().map(Leader::address).map(Object::toString).orElse("-"),
                Integer.toString(network.members()),
                Long.toString(network.epoch()),
                state(network));
    }

    private static String state(NetworkInfo network) {
        if (network.leader().isEmpty()) {
            return "empty";
        }
        boolean silent = network.silence().compareTo(SILENT) > 0;
        return silent ? "silent for " + network.silence().toSeconds() + " s" : "led";
    }

    static JsonLine json(NetworkInfo network) {
        return JsonLine.of("network", network.name())
                .with("id", network.id().value())
                .with("leader", network.leader().map(leader -> leader.id().node()))
                .with("address", network.leader().map(Leader::address))
                .with("members", network.members())
                .with("epoch", network.epoch())
                .with("silentMs", network.silence());
    }
}
