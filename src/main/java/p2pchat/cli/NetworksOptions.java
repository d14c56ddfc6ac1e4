package p2pchat.cli;

import p2pchat.console.render.OutputFormat;
import p2pchat.model.Address;

/** Which directory to ask for its networks, and how to write them. */
public record NetworksOptions(Address directory, OutputFormat output) {}
