package p2pchat.cli;

import p2pchat.bench.CutGroup;

/**
 * What the commands run, once their options are understood. Each returns the exit code, and fails with a {@code
 * ProblemException} for what a person can do something about.
 */
public interface Programs {

    int node(NodeOptions options);

    int send(SendOptions options);

    int nds(NdsOptions options);

    int networks(NetworksOptions options);

    int history(HistoryOptions options);

    int why(WhyOptions options);

    int benchNode(BenchNodeOptions options);

    /** Groups within this process, which {@code bench failover --fault cut} injures. */
    CutGroup.Starter cutGroups();
}
