package p2pchat.model;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The number that two people compare by another channel, to be sure that each has the other's key. Both see the same
 * one: 60 digits of the SHA-256 of both keys in ascending order.
 */
public record SafetyNumber(String digits) {

    private static final int DIGITS = 60;
    private static final int GROUP = 12;

    public static SafetyNumber of(PersonKey one, PersonKey other) {
        boolean ascending = one.bytes().toString().compareTo(other.bytes().toString()) <= 0;
        byte[] keys = new byte[2 * PersonKey.SIZE];
        System.arraycopy((ascending ? one : other).bytes().toArray(), 0, keys, 0, PersonKey.SIZE);
        System.arraycopy((ascending ? other : one).bytes().toArray(), 0, keys, PersonKey.SIZE, PersonKey.SIZE);
        BigInteger number = new BigInteger(1, Sha256.digest(keys)).mod(BigInteger.TEN.pow(DIGITS));
        String digits = number.toString();
        return new SafetyNumber("0".repeat(DIGITS - digits.length()) + digits);
    }

    public List<String> groups() {
        return IntStream.range(0, DIGITS / GROUP)
                .mapToObj(i -> digits.substring(i * GROUP, (i + 1) * GROUP))
                .toList();
    }

    @Override
    public String toString() {
        return String.join(" ", groups());
    }
}
