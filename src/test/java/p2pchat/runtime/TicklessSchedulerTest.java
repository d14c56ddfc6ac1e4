package p2pchat.runtime;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.typesafe.config.ConfigFactory;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.actor.SchedulerException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.event.NoLogging$;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/** The contract of Pekko's schedulers, and that this one sleeps between timers. In real time. */
@Timeout(20)
class TicklessSchedulerTest {

    private static final FiniteDuration LATER = FiniteDuration.apply(60, SECONDS);

    private final List<Thread> threads = new ArrayList<>();
    private final TicklessScheduler scheduler = new TicklessScheduler(
            ConfigFactory.parseString("pekko.scheduler.shutdown-timeout = 5s"), NoLogging$.MODULE$, task -> {
                Thread thread = new Thread(task);
                threads.add(thread);
                return thread;
            });
    private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> done = new LinkedBlockingQueue<>();
    private final ExecutionContext here = new Executor(Runnable::run);

    private final class Executor implements ExecutionContext {

        private final java.util.concurrent.Executor threads;

        Executor(java.util.concurrent.Executor threads) {
            this.threads = threads;
        }

        @Override
        public void execute(Runnable task) {
            threads.execute(task);
        }

        @Override
        public void reportFailure(Throwable cause) {
            failures.add(cause);
        }
    }

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void runsTimersInOrderAndNotEarly() throws InterruptedException {
        long begun = System.nanoTime();
        List<Long> took = new ArrayList<>();
        for (int millis : List.of(150, 50, 0, 100)) {
            scheduler.scheduleOnce(
                    millis(millis),
                    () -> {
                        took.add(System.nanoTime() - begun);
                        done.add(millis);
                    },
                    here);
        }

        assertThat(List.of(done.take(), done.take(), done.take(), done.take())).containsExactly(0, 50, 100, 150);
        assertThat(took.get(1)).isGreaterThanOrEqualTo(MILLISECONDS.toNanos(50));
        assertThat(took.get(2)).isGreaterThanOrEqualTo(MILLISECONDS.toNanos(100));
        assertThat(took.get(3)).isGreaterThanOrEqualTo(MILLISECONDS.toNanos(150));
    }

    @Test
    void cancelledTimerNeverRuns() throws InterruptedException {
        Cancellable timer = scheduler.scheduleOnce(millis(50), () -> done.add(1), here);
        scheduler.scheduleOnce(millis(100), () -> done.add(2), here);

        assertThat(timer.cancel()).isTrue();
        assertThat(timer.cancel()).as("only once").isFalse();
        assertThat(timer.isCancelled()).isTrue();
        assertThat(done.poll(10, SECONDS)).isEqualTo(2);
    }

    @Test
    void cannotCancelAfterRun() throws InterruptedException {
        Cancellable timer = scheduler.scheduleOnce(millis(1), () -> done.add(1), here);
        done.take();

        assertThat(timer.cancel()).isFalse();
        assertThat(timer.isCancelled()).isFalse();
    }

    @Test
    void fixedDelayStartsAfterEachRun() throws InterruptedException {
        AtomicInteger ends = new AtomicInteger();
        List<Long> begins = new ArrayList<>();
        CountDownLatch three = new CountDownLatch(3);
        Cancellable timer = scheduler.scheduleWithFixedDelay(
                millis(1),
                millis(40),
                () -> {
                    begins.add(System.nanoTime());
                    pause(60);
                    ends.incrementAndGet();
                    three.countDown();
                },
                new Executor(task -> new Thread(task).start()));

        three.await();
        timer.cancel();
        assertThat(begins.get(1) - begins.get(0)).isGreaterThanOrEqualTo(MILLISECONDS.toNanos(100));
        assertThat(begins.get(2) - begins.get(1)).isGreaterThanOrEqualTo(MILLISECONDS.toNanos(100));
        pause(150);
        assertThat(ends).as("cancelled").hasValue(3);
    }

    @Test
    void fixedRateCatchesUp() throws InterruptedException {
        long begun = System.nanoTime();
        AtomicInteger times = new AtomicInteger();
        Cancellable timer = scheduler.scheduleAtFixedRate(
                millis(10),
                millis(50),
                () -> {
                    if (times.incrementAndGet() == 1) {
                        pause(220); // four are missed
                    }
                    done.add(times.get());
                },
                here);

        while (done.take() < 5) {}
        long took = System.nanoTime() - begun;
        timer.cancel();
        assertThat(took).as("the fifth was due at 210 ms").isLessThan(MILLISECONDS.toNanos(10 + 220 + 3 * 50));
        assertThat(timer.isCancelled()).isTrue();
        int then = times.get();
        pause(150);
        assertThat(times).as("cancelled").hasValue(then);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scheduler.scheduleAtFixedRate(millis(1), millis(0), () -> {}, here));
    }

    @Test
    void failedTaskEndsOnlyItsRepetition() throws InterruptedException {
        AtomicInteger times = new AtomicInteger();
        scheduler.scheduleAtFixedRate(
                millis(1),
                millis(1),
                () -> {
                    times.incrementAndGet();
                    throw new IllegalStateException("a bad task");
                },
                here);
        scheduler.scheduleOnce(millis(100), () -> done.add(1), here);

        assertThat(done.poll(10, SECONDS)).isEqualTo(1);
        assertThat(times).hasValue(1);
        assertThat(failures.take()).hasMessage("a bad task");
    }

    @Test
    void stoppedDispatcherDoesNotAffectOthers() throws InterruptedException {
        scheduler.scheduleOnce(millis(1), () -> done.add(1), new Executor(task -> {
            throw new RejectedExecutionException("ended");
        }));
        scheduler.scheduleOnce(millis(20), () -> done.add(2), here);

        assertThat(done.poll(10, SECONDS)).isEqualTo(2);
        assertThat(failures.take()).hasMessage("ended");
    }

    @Test
    void nothingRunsAfterClose() {
        scheduler.scheduleOnce(millis(50), () -> done.add(1), here);
        Cancellable repeated = scheduler.scheduleAtFixedRate(millis(50), millis(50), () -> done.add(2), here);

        scheduler.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> scheduler.scheduleOnce(LATER, () -> {}, here))
                .withCauseInstanceOf(SchedulerException.class);
        assertThatIllegalStateException()
                .isThrownBy(() -> scheduler.scheduleWithFixedDelay(LATER, LATER, () -> {}, here));
        assertThatIllegalStateException().isThrownBy(() -> scheduler.scheduleAtFixedRate(LATER, LATER, () -> {}, here));
        pause(150);
        assertThat(done).isEmpty();
        assertThat(repeated.isCancelled()).isFalse();
        assertThat(threads).allSatisfy(thread -> assertThat(thread.isAlive()).isFalse());
    }

    @Test
    void closeRunsRequiredTasks() {
        scheduler.scheduleOnce(LATER, (Scheduler.TaskRunOnClose) () -> done.add(1), here);
        Cancellable not = scheduler.scheduleOnce(LATER, (Scheduler.TaskRunOnClose) () -> done.add(2), here);
        scheduler.scheduleOnce(
                LATER,
                (Scheduler.TaskRunOnClose) () -> {
                    throw new IllegalStateException("a bad task");
                },
                here);
        scheduler.scheduleOnce(LATER, (Scheduler.TaskRunOnClose) () -> done.add(3), here);
        not.cancel();

        scheduler.close();
        scheduler.close();

        assertThat(done).containsExactlyInAnyOrder(1, 3);
    }

    @Test
    void handlesManyTimersAndFreesCancelledOnes() throws InterruptedException {
        int many = 100_000;
        CountDownLatch all = new CountDownLatch(many);
        List<Cancellable> cancelled = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            scheduler.scheduleOnce(millis(i % 100), all::countDown, here);
            cancelled.add(scheduler.scheduleOnce(LATER, () -> done.add(1), here));
        }
        cancelled.forEach(Cancellable::cancel);

        assertThat(all.await(15, SECONDS)).isTrue();
        assertThat(scheduler.waiting()).isZero();
    }

    @Test
    void sleepsUntilTimerIsDue() throws InterruptedException {
        scheduler.scheduleOnce(millis(1), () -> done.add(1), here);
        scheduler.scheduleOnce(LATER, () -> done.add(2), here);
        done.take();
        pause(50); // until it sleeps again
        long before = timesAsleep();

        pause(300);

        assertThat(timesAsleep()).isEqualTo(before);
        assertThat(threads).hasSize(1);
    }

    /** The configuration names it, and an actor system that uses it stops. */
    @Test
    void actorSystemUsesItAndStops() throws Exception {
        ActorSystem<Integer> system = ActorSystem.create(
                Behaviors.withTimers(timers -> {
                    timers.startTimerWithFixedDelay(1, Duration.ofMillis(5));
                    return Behaviors.receiveMessage(number -> {
                        done.add(number);
                        return Behaviors.same();
                    });
                }),
                "tickless");
        assertThat(Adapter.toClassic(system).scheduler()).isInstanceOf(TicklessScheduler.class);
        assertThat(done.poll(10, SECONDS)).isEqualTo(1);
        assertThat(done.poll(10, SECONDS)).isEqualTo(1);

        system.terminate();

        system.getWhenTerminated().toCompletableFuture().get(10, SECONDS);
    }

    private long timesAsleep() {
        return ManagementFactory.getThreadMXBean()
                .getThreadInfo(threads.get(0).getId())
                .getWaitedCount();
    }

    private static FiniteDuration millis(long number) {
        return FiniteDuration.apply(number, MILLISECONDS);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
