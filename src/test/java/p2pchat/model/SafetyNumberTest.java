package p2pchat.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafetyNumberTest {

    private static final PersonKey LOW = PersonKey.of(new byte[PersonKey.SIZE]);
    private static final PersonKey HIGH = PersonKey.of(high());

    private static byte[] high() {
        byte[] key = new byte[PersonKey.SIZE];
        key[0] = (byte) 0xff; // the highest as an unsigned number
        return key;
    }

    @Test
    void bothPeopleSeeTheSame() {
        assertThat(SafetyNumber.of(LOW, HIGH)).isEqualTo(SafetyNumber.of(HIGH, LOW));
    }

    @Test
    void numberIsFiveGroupsOfTwelveDigits() {
        assertThat(SafetyNumber.of(LOW, HIGH).toString()).matches("(\\d{12} ){4}\\d{12}");
    }

    /** The expected number was computed with Python. */
    @Test
    void lowerKeyIsHashedFirst() {
        assertThat(SafetyNumber.of(HIGH, LOW))
                .hasToString("840605327879 956823755497 432871790833 638756085037 481617524225");
    }
}
