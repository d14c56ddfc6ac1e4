package p2pchat.console;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** Writes what happens to the output while somebody talks at the terminal: {@code -o json > events.ndjson}. */
final class Recording {

    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);

    private final NetworkName network;
    private final OutputStream out;
    private Renderer renderer;
    private boolean broken;

    Recording(NetworkName network, Renderer renderer, OutputStream out) {
        this.network = network;
        this.renderer = renderer;
        this.out = out;
    }

    void event(NetworkEvent event) {
        if (!(event instanceof NetworkEvent.Ended)) {
            write(renderer.render(network, event));
        }
    }

    void ended(int code) {
        write(renderer.ended(network, new NetworkEvent.Ended(Optional.empty()), code));
    }

    private void write(Renderer.Rendering rendering) {
        renderer = rendering.next();
        List<String> lines = rendering.lines();
        if (lines.isEmpty() || broken) {
            return;
        }
        try {
            StreamDesk.write(out, lines);
        } catch (IOException e) {
            broken = true; // whoever talks goes on
            LOG.warn("what happens is no longer written to the output", e);
        }
    }
}
