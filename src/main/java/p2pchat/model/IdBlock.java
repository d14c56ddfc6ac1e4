package p2pchat.model;

/**
 * The node ids that one leadership may assign. The directory reserves them, so that no two leaders assign the same
 * (H7).
 *
 * @param first the lowest id of the block
 * @param last the highest; lower than {@code first} if none is left
 */
public record IdBlock(int first, int last) {

    /** Ids that the directory reserves at a time. */
    public static final int SIZE = 16;

    public static final IdBlock NONE = new IdBlock(1, 0);

    public IdBlock {
        if (first < 1 || last < first - 1) {
            throw new IllegalArgumentException("not a block of ids: " + first + ".." + last);
        }
    }

    public boolean isEmpty() {
        return last < first;
    }

    public boolean contains(NodeId id) {
        return id.value() >= first && id.value() <= last;
    }

    /** Returns the ids after {@code first}. */
    public IdBlock rest() {
        return new IdBlock(first + 1, last);
    }
}
