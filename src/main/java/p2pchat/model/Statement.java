package p2pchat.model;

import java.util.List;

/**
 * A signed act of authority (protocol 2.13). The statements of a network only ever become more, and form a graph: each
 * names those that its author knew.
 *
 * @param author the device that signed it, certified by its person
 * @param number 1, 2, … per device
 * @param parents the newest statements that the author knew, ascending; none: only the genesis
 * @param at milliseconds since 1970 by the author's clock; for display
 */
public record Statement(
        DeviceCertificate author,
        long number,
        List<StatementHash> parents,
        long at,
        Act act,
        Bytes signature,
        StatementHash hash) {

    public static final int MAX_PARENTS = 16;

    public Statement {
        parents = List.copyOf(parents);
        if (number < 1 || parents.size() > MAX_PARENTS) {
            throw new IllegalArgumentException("statement " + number + " has " + parents.size() + " parents");
        }
    }

    public PersonKey person() {
        return author.person();
    }

    public DeviceKey device() {
        return author.device();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Statement statement && hash.equals(statement.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }
}
