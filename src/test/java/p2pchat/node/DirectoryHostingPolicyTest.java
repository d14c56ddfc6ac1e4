package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import p2pchat.node.DirectoryHostingPolicy.Next;

class DirectoryHostingPolicyTest {

    private final Random random = new Random(1);
    private final DirectoryHostingPolicy hosting = new DirectoryHostingPolicy(true);

    @Test
    void startsAtOnceWhenNoneAnswersFirst() {
        assertThat(hosting.mayAppear()).isTrue();
        assertThat(hosting.unanswered(false, random)).isEqualTo(new Next.Start());
        assertThat(hosting.started()).isEqualTo(new Next.Check(Duration.ZERO));
    }

    @Test
    void neverReplacesDirectoryNamedByUser() {
        DirectoryHostingPolicy forbidden = new DirectoryHostingPolicy(false);
        for (int i = 0; i < 100; i++) {
            assertRegular(forbidden.unanswered(false, random));
        }
        assertThat(forbidden.mayAppear()).isFalse();
        assertThat(forbidden.checksOnFailedCall()).isFalse();
    }

    @Test
    void leavesLateDirectoryAlone() {
        assertRegular(hosting.unanswered(true, random));
        assertThat(hosting.mayAppear()).isFalse();
        assertThat(hosting.unanswered(false, random)).isEqualTo(new Next.Start());
    }

    @Test
    void checksAgainAfterRandomDelayWhenServedBefore() {
        assertRegular(hosting.answered(random));
        assertThat(hosting.checksOnFailedCall()).isTrue();
        Duration first = pause(hosting.unanswered(false, random));
        assertThat(first).isLessThan(DirectoryHostingPolicy.SPREAD);
        assertThat(hosting.checksOnFailedCall())
                .as("a check is scheduled already")
                .isFalse();
        assertThat(hosting.unanswered(false, random)).isEqualTo(new Next.Start());

        DirectoryHostingPolicy other = new DirectoryHostingPolicy(true);
        other.answered(random);
        assertThat(pause(other.unanswered(false, random))).isNotEqualTo(first);
    }

    @Test
    void secondStarterFindsDirectoryOfFirst() {
        hosting.unanswered(false, random);
        Duration pause = pause(hosting.notStarted(true, random));
        assertThat(pause)
                .isBetween(
                        DirectoryHostingPolicy.FIRST_PAUSE.dividedBy(2),
                        DirectoryHostingPolicy.FIRST_PAUSE.multipliedBy(2));
        assertThat(hosting.mayAppear()).isTrue();
        assertRegular(hosting.answered(random));
    }

    @Test
    void backsOffAndStopsExpectingDirectory() {
        Duration total = Duration.ZERO;
        for (int failures = 1; failures <= 200; failures++) {
            assertThat(hosting.unanswered(false, random)).isEqualTo(new Next.Start());
            Duration pause = pause(hosting.notStarted(true, random));
            assertThat(pause).isLessThan(DirectoryHostingPolicy.LONGEST_PAUSE.multipliedBy(2));
            assertThat(hosting.mayAppear()).isEqualTo(failures < DirectoryHostingPolicy.MAX_FAILURES);
            total = failures <= DirectoryHostingPolicy.MAX_FAILURES ? total.plus(pause) : total;
        }
        assertThat(total).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void reportsPermanentFailureAtOnce() {
        hosting.unanswered(false, random);
        hosting.notStarted(false, random);
        assertThat(hosting.mayAppear()).isFalse();
    }

    @Test
    void replacesOwnDirectoryOnlyAfterItEnded() {
        hosting.unanswered(false, random);
        hosting.started();
        assertRegular(hosting.answered(random));
        assertRegular(hosting.unanswered(false, random));
        pause(hosting.ended(random));
        assertThat(hosting.unanswered(false, random)).isEqualTo(new Next.Start());
        assertThat(hosting.unanswered(false, random)).as("one at a time").isEqualTo(new Next.Wait());
    }

    private static void assertRegular(Next next) {
        assertThat(pause(next))
                .isBetween(DirectoryHostingPolicy.PERIOD.dividedBy(2), DirectoryHostingPolicy.PERIOD.multipliedBy(2));
    }

    private static Duration pause(Next next) {
        assertThat(next).isInstanceOf(Next.Check.class);
        return ((Next.Check) next).after();
    }
}
