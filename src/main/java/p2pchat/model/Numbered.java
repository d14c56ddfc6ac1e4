package p2pchat.model;

/** An enum constant with a number that signed texts, stores and the wire use. */
public interface Numbered {

    int number();

    /** Returns the constant with this number. Throws {@code IllegalArgumentException} if there is none. */
    static <E extends Enum<E> & Numbered> E of(Class<E> type, int number) {
        for (E constant : type.getEnumConstants()) {
            if (constant.number() == number) {
                return constant;
            }
        }
        throw new IllegalArgumentException("no " + type.getSimpleName() + " has the number " + number);
    }
}
