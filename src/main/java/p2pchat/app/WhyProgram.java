package p2pchat.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import p2pchat.cli.LogOptions;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.render.ElectionExplanation;
import p2pchat.journal.ElectionTimeline;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.runtime.ProcessOutput;
import p2pchat.storage.DataRoot;
import p2pchat.storage.HistoryReader;
import p2pchat.storage.JournalFile;

/** Explains the last election from a journal of this machine, even while its node runs. */
record WhyProgram(DataRoot root, LogOptions options) {

    int run() {
        Path store = root.findLog(options.group(), options.home(), options.nick());
        Optional<ElectionTimeline> election = ElectionTimeline.last(JournalFile.read(store.resolveSibling(".")));
        Map<NodeId, Nick> nicks = HistoryReader.nicks(store);
        ProcessOutput.print(
                ElectionExplanation.output(
                        options.group(),
                        new NodeAnswer.Why(election),
                        node -> Optional.ofNullable(nicks.get(node))
                                .map(Nick::value)
                                .orElse(node.toString()),
                        options.output()),
                options.output());
        return 0;
    }
}
