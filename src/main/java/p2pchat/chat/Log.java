package p2pchat.chat;

import java.util.List;
import java.util.concurrent.CompletionStage;
import p2pchat.model.ChatMessage;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/** The log as chat sees it. The guardian of the network hands requests on to the log's actor and store. */
public interface Log {

    /** What became of a message handed to the log. */
    enum Kept {
        NEW,
        KNOWN,
        CONFLICT
    }

    /** Numbers and stores a text of this node's; completes after the commit. */
    CompletionStage<ChatMessage> write(NodeId self, String text);

    /** Stores what others wrote; completes after the commit with one answer a message. */
    CompletionStage<List<Kept>> keep(List<ChatMessage> messages);

    /** Messages of one author, ascending, at most {@code limit}. */
    CompletionStage<List<ChatMessage>> read(NodeId author, Ranges wanted, int limit);

    /** The newest {@code limit} messages in history order, oldest first. */
    CompletionStage<List<ChatMessage>> newest(int limit);

    /** Which messages of this author the log holds by now. */
    CompletionStage<Ranges> held(NodeId author);

    /** Remembers which of this node's messages a member has; losing the last ones only means sending again. */
    void remember(NodeId member, Ranges stored);
}
