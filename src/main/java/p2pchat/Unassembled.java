package p2pchat;

/** Stands in for the composition of the rooms, until there is one. */
final class Unassembled implements Programs {

    @Override
    public int node(NodeOptions options) {
        throw new UnsupportedOperationException("this build has no node");
    }

    @Override
    public int nds(NdsOptions options) {
        throw new UnsupportedOperationException("this build has no directory");
    }

    @Override
    public int networks(NetworksOptions options) {
        throw new UnsupportedOperationException("this build asks no directory");
    }

    @Override
    public int history(HistoryOptions options) {
        throw new UnsupportedOperationException("this build reads no log");
    }
}
