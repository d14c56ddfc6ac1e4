package p2pchat.proof;

import p2pchat.model.Card;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;

/**
 * The messages of one author in a log.
 *
 * @param card with the keys of the author
 * @param held the numbers of the proven messages
 * @param missing the lower numbers that are not proven, and higher ones that other messages name
 * @param deleted how many of the messages have no text because the author deleted them
 */
public record AuthorReport(NodeId author, Card card, Ranges held, Ranges missing, long deleted) {}
