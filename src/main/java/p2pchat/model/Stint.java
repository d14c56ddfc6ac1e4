package p2pchat.model;

/**
 * One uninterrupted time in one role under one view. Watches and elections are started for a stint and report with it;
 * a report about another stint is late and dropped.
 *
 * @param number counts the stints of this process, since a node may come back to the same view
 */
public record Stint(ViewId view, long number) {

    @Override
    public String toString() {
        return view + "#" + number;
    }
}
