package p2pchat.crypto;

import java.util.List;
import java.util.Map;
import p2pchat.model.Bytes;
import p2pchat.model.NetworkId;

/** Keeps the statements that a directory knows of its networks, beside their records. */
public interface DirectoryStatements {

    /** Keeps nothing. */
    DirectoryStatements NOTHING = new DirectoryStatements() {
        @Override
        public Map<NetworkId, List<Bytes>> load() {
            return Map.of();
        }

        @Override
        public void add(NetworkId network, List<Bytes> statements) {}

        @Override
        public void remove(NetworkId network) {}
    };

    /** Returns the statements of each network in the order in which they were added. Blocks. */
    Map<NetworkId, List<Bytes>> load();

    /** Adds statements of a network. A failure is only logged, because members bring the statements again. */
    void add(NetworkId network, List<Bytes> statements);

    void remove(NetworkId network);
}
