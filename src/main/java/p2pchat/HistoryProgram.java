package p2pchat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import p2pchat.console.Output;
import p2pchat.console.Renderer;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.storage.DataRoot;
import p2pchat.storage.HistoryReader;
import p2pchat.storage.NodeHome;

/** Prints what a log of this machine holds, whether its node runs or not. */
final class HistoryProgram {

    private final DataRoot root;
    private final HistoryOptions options;

    HistoryProgram(DataRoot root, HistoryOptions options) {
        this.root = root;
        this.options = options;
    }

    int run() {
        Path home = options.home().orElseGet(() -> root.home(options.nick()));
        Path store = NodeHome.find(home, options.group()).stream()
                .findFirst()
                .orElseThrow(() -> new ProblemException(new Problem.StoreMissing(options.group(), home)));
        List<String> lines = new ArrayList<>();
        Renderer renderer = renderer();
        try (HistoryReader reader = HistoryReader.open(store)) {
            for (HistoryReader.Entry entry : reader.newest(options.count())) {
                Renderer.Rendering rendering = renderer.render(options.group(), said(entry));
                renderer = rendering.next();
                lines.addAll(rendering.lines());
            }
        }
        Notes.print(lines);
        return 0;
    }

    private Renderer renderer() {
        ZoneId zone = ZoneId.systemDefault();
        return switch (options.format()) {
            case HUMAN -> Renderer.of(Output.HUMAN, Main.APP, zone, LocalDate.now(zone));
            case PLAIN -> Renderer.of(Output.PLAIN, Main.APP, zone, LocalDate.now(zone));
            case JSON -> Renderer.of(Output.JSON, Main.APP, zone, LocalDate.now(zone));
            case TRANSCRIPT -> Renderer.transcript(zone);
        };
    }

    private static NetworkEvent.Said said(HistoryReader.Entry entry) {
        return new NetworkEvent.Said(entry.message(), new Nick(entry.nick()), false, false, entry.receivedAt());
    }
}
