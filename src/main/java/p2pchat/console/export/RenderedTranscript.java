package p2pchat.console.export;

import java.util.List;
import java.util.Optional;
import p2pchat.console.render.Renderer;
import p2pchat.model.HistoryEntry;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;

/** A log in the form of a conversation. */
final class RenderedTranscript implements TranscriptWriter {

    private final NetworkName network;
    private final Optional<NodeId> self;
    private Renderer renderer;

    RenderedTranscript(NetworkName network, Optional<NodeId> self, Renderer renderer) {
        this.network = network;
        this.self = self;
        this.renderer = renderer;
    }

    @Override
    public List<String> entry(HistoryEntry entry) {
        boolean own = self.equals(Optional.of(entry.message().author()));
        Renderer.Rendering rendering = renderer.render(network, NetworkEvent.Said.stored(entry, own));
        renderer = rendering.next();
        return rendering.lines();
    }
}
