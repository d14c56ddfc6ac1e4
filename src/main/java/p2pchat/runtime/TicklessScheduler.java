package p2pchat.runtime;

import com.typesafe.config.Config;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.AbstractScheduler;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.actor.SchedulerException;
import org.apache.pekko.event.LoggingAdapter;
import org.jspecify.annotations.Nullable;
import scala.concurrent.ExecutionContext;
import scala.concurrent.duration.FiniteDuration;

/**
 * The clock of the actors, which sleeps until the next timer is due. Pekko's own wakes every tick instead, whether a
 * timer is due or not, and a timer waits for its tick.
 *
 * <p>Setting a timer and cancelling it take a lock and time with the logarithm of how many are set; a cancelled one is
 * gone at once. So timers are for what a node waits for, and not set for each message. See docs/adr/0010.
 *
 * <p>{@code application.conf} names this class, and Pekko makes one for each actor system. Threading: one thread, which
 * only hands over what is due.
 */
public final class TicklessScheduler extends AbstractScheduler implements Closeable {

    private static final double TIMERS_A_SECOND = 1000;

    private final LoggingAdapter log;
    private final long shutdownMillis;
    private final ScheduledThreadPoolExecutor clock;
    private final Set<Timer> runOnClose = ConcurrentHashMap.newKeySet(); // one for each dispatcher that is idle

    /**
     * As Pekko makes one.
     *
     * @param config of the actor system; {@code pekko.scheduler.shutdown-timeout} is how long a close waits
     * @param log where it is told that something due could not be handed over
     * @param threads makes the one thread, with the first timer
     */
    public TicklessScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        this.log = log;
        this.shutdownMillis = config.getDuration("pekko.scheduler.shutdown-timeout", TimeUnit.MILLISECONDS);
        this.clock = new ScheduledThreadPoolExecutor(1, threads);
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Has the task executed once.
     *
     * @throws IllegalStateException after the close
     */
    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        Timer timer = new Timer(task, executor);
        if (task instanceof Scheduler.TaskRunOnClose) {
            runOnClose.add(timer); // before it is known whether the clock runs: a close looks after it has stopped
        }
        try {
            timer.due = clock.schedule(timer, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            throw closed(timer);
        }
        if (clock.isShutdown() && timer.cancel()) {
            throw closed(timer);
        }
        return timer;
    }

    private IllegalStateException closed(Timer timer) {
        runOnClose.remove(timer);
        String reason = "no timer can be set: the scheduler is closed";
        return new IllegalStateException(reason, new SchedulerException(reason)); // Pekko looks at the cause
    }

    /** Has the task executed again and again, at a fixed rate: after a pause, what was missed follows at once. */
    @Override
    public Cancellable schedule(
            FiniteDuration initialDelay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        if (interval.toNanos() <= 0) {
            throw new IllegalArgumentException("an interval of " + interval + " would never end");
        }
        Repeated repeated = new Repeated(System.nanoTime() + initialDelay.toNanos(), interval, task, executor);
        repeated.next(initialDelay);
        return repeated;
    }

    /** What rate a timer can keep, as timers go to the millisecond. */
    @Override
    public double maxFrequency() {
        return TIMERS_A_SECOND;
    }

    /** How many timers are set. */
    int waiting() {
        return clock.getQueue().size();
    }

    /** Stops the clock. What was due later is dropped, except the tasks that Pekko needs done when it closes. */
    @Override
    public void close() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(shutdownMillis, TimeUnit.MILLISECONDS)) {
                log.warning("the scheduler still hands something over after {} ms", shutdownMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Timer timer : new ArrayList<>(runOnClose)) {
            timer.runHere();
        }
    }

    /** What a timer has in place of its task, when that is over. */
    private enum Over implements Runnable {
        CANCELLED,
        HANDED_OVER;

        @Override
        public void run() {} // whoever comes too late has nothing to do
    }

    /** One task that waits for its time, until it is handed over or cancelled. */
    private final class Timer extends AtomicReference<Runnable> implements Runnable, Cancellable {

        private static final long serialVersionUID = 1;

        private final transient ExecutionContext executor;
        private transient volatile @Nullable Future<?> due;

        Timer(Runnable task, ExecutionContext executor) {
            super(task);
            this.executor = executor;
        }

        @Override
        public void run() {
            Runnable task = take(Over.HANDED_OVER);
            try {
                executor.execute(task);
            } catch (RuntimeException
                    | Error e) { // its dispatcher has ended, or it was done here and failed; others go on
                executor.reportFailure(e);
            }
        }

        void runHere() {
            try {
                take(Over.HANDED_OVER).run();
            } catch (RuntimeException e) {
                log.error(e, "a task that had to be done before the close");
            }
        }

        @Override
        public boolean cancel() {
            Runnable task = take(Over.CANCELLED);
            Future<?> waiting = due;
            if (waiting != null) {
                waiting.cancel(false);
            }
            return !(task instanceof Over);
        }

        @Override
        public boolean isCancelled() {
            return get() == Over.CANCELLED;
        }

        /** The task, for the one who comes first; nothing to do for others. */
        private Runnable take(Over instead) {
            Runnable task = getAndUpdate(now -> now instanceof Over ? now : instead);
            if (task instanceof Scheduler.TaskRunOnClose) {
                runOnClose.remove(this);
            }
            return task;
        }
    }

    /** A task at a fixed rate; each time sets the next. */
    private final class Repeated implements Runnable, Cancellable {

        private final AtomicReference<@Nullable Cancellable> waiting =
                new AtomicReference<>(Cancellable.alreadyCancelled());
        private final FiniteDuration interval;
        private final Runnable task;
        private final ExecutionContext executor;
        private long due; // of whoever executes it, one at a time

        Repeated(long due, FiniteDuration interval, Runnable task, ExecutionContext executor) {
            this.due = due;
            this.interval = interval;
            this.task = task;
            this.executor = executor;
        }

        void next(FiniteDuration delay) {
            Cancellable timer = scheduleOnce(delay, this, executor);
            if (waiting.getAndUpdate(before -> before == null ? null : timer) == null) {
                timer.cancel();
            }
        }

        @Override
        public void run() {
            try {
                task.run();
            } catch (SchedulerException e) {
                cancel(); // how Pekko says that whom the timer was for is gone
                return;
            }
            if (isCancelled()) {
                return;
            }
            due += interval.toNanos();
            try {
                next(FiniteDuration.apply(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS));
            } catch (IllegalStateException e) {
                cancel(); // closed meanwhile
            }
        }

        @Override
        public boolean cancel() {
            Cancellable timer = waiting.getAndSet(null);
            if (timer != null) {
                timer.cancel();
            }
            return timer != null;
        }

        @Override
        public boolean isCancelled() {
            return waiting.get() == null;
        }
    }
}
