package p2pchat.console.export;

import java.util.List;
import p2pchat.console.render.Renderer;
import p2pchat.model.HistoryEntry;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;

/** A log in the form of a conversation. */
final class RenderedTranscript implements TranscriptWriter {

    private final NetworkName network;
    private Renderer renderer;

    RenderedTranscript(NetworkName network, Renderer renderer) {
        this.network = network;
        this.renderer = renderer;
    }

    @Override
    public List<String> entry(HistoryEntry entry) {
        Renderer.Rendering rendering = renderer.render(network, NetworkEvent.Said.stored(entry, false));
        renderer = rendering.next();
        return rendering.lines();
    }
}
