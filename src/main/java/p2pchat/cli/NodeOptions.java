package p2pchat.cli;

import java.util.Optional;
import p2pchat.console.terminal.DisplayPreferences;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Invite;
import p2pchat.node.NetworkSettings.Entry;

/**
 * How to take part in a network and talk in it.
 *
 * @param history the number of earlier messages to show
 * @param paragraphs whether a message from a pipe ends at a blank line instead of at each line
 * @param policy of a network that this node creates
 * @param invite the invitation with which it joins
 */
public record NodeOptions(
        MemberOptions member,
        Entry entry,
        int history,
        boolean paragraphs,
        DisplayPreferences display,
        AdmissionPolicy policy,
        Optional<Invite> invite) {}
