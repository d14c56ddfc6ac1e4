package p2pchat.console.session;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.console.render.Renderer;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** Writes the events to the standard output while the user chats at the terminal: {@code -o json > events.ndjson}. */
public final class OutputRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(OutputRecorder.class);

    private final NetworkName first;
    private final OutputStream out;
    private final Renderer initial;
    private final Map<NetworkName, Renderer> renderers = new TreeMap<>();
    private boolean failed;

    /** Creates a recorder for a session that started in network {@code first}. */
    public OutputRecorder(NetworkName first, Renderer renderer, OutputStream out) {
        this.first = first;
        this.initial = renderer;
        this.out = out;
    }

    void record(NetworkName network, NetworkEvent event) {
        if (!(event instanceof NetworkEvent.Ended)) {
            write(network, renderer(network).render(network, event));
        }
    }

    void recordEnd(int code) {
        write(first, renderer(first).ended(first, new NetworkEvent.Ended(Optional.empty()), code));
    }

    private Renderer renderer(NetworkName network) {
        return renderers.getOrDefault(network, initial);
    }

    private void write(NetworkName network, Renderer.Rendering rendering) {
        renderers.put(network, rendering.next());
        List<String> lines = rendering.lines();
        if (lines.isEmpty() || failed) {
            return;
        }
        try {
            Frontend.write(out, lines);
        } catch (IOException e) {
            failed = true; // the session goes on
            LOG.warn("events are no longer written to the output", e);
        }
    }
}
