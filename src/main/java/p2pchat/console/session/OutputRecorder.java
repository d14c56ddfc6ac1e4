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

/** Writes what happens to the output while somebody talks at the terminal: {@code -o json > events.ndjson}. */
public final class OutputRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(OutputRecorder.class);

    private final NetworkName network;
    private final OutputStream out;
    private final Renderer fresh;
    private final Map<NetworkName, Renderer> renderers = new TreeMap<>();
    private boolean broken;

    /** @param network the one that the session began in */
    public OutputRecorder(NetworkName network, Renderer renderer, OutputStream out) {
        this.network = network;
        this.fresh = renderer;
        this.out = out;
    }

    void event(NetworkName about, NetworkEvent event) {
        if (!(event instanceof NetworkEvent.Ended)) {
            write(about, renderers.getOrDefault(about, fresh).render(about, event));
        }
    }

    void ended(int code) {
        write(
                network,
                renderers.getOrDefault(network, fresh).ended(network, new NetworkEvent.Ended(Optional.empty()), code));
    }

    private void write(NetworkName about, Renderer.Rendering rendering) {
        renderers.put(about, rendering.next());
        List<String> lines = rendering.lines();
        if (lines.isEmpty() || broken) {
            return;
        }
        try {
            Frontend.write(out, lines);
        } catch (IOException e) {
            broken = true; // whoever talks goes on
            LOG.warn("what happens is no longer written to the output", e);
        }
    }
}
