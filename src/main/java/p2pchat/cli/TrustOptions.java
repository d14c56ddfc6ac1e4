package p2pchat.cli;

import p2pchat.model.Address;

/**
 * The options of {@code nds trust}.
 *
 * @param agreed whether to trust without a question
 * @param interactive whether there is a terminal to ask
 */
public record TrustOptions(Address directory, boolean agreed, boolean interactive) {}
