package p2pchat.model;

/**
 * An uninterrupted period in one role under one view. Liveness and election run for a stint and report with it; reports
 * of an earlier stint are dropped.
 *
 * @param number counts the stints of this process, because a node may return to the same view
 */
public record Stint(ViewId view, long number) {

    @Override
    public String toString() {
        return view + "#" + number;
    }
}
