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
 * Scheduler of the actors that sleeps until the next timer is due. Pekko's default wakes at every tick, and rounds timers
 * up to the next one.
 *
 * <p>Starting and cancelling a timer takes a lock and logarithmic time, so timers are not started for each message. See
 * docs/adr/0010.
 *
 * <p>{@code application.conf} names this class; Pekko creates one for each actor system. Threading: one thread, which only
 * submits due tasks.
 */
public final class TicklessScheduler extends AbstractScheduler implements Closeable {

    private static final double TIMERS_A_SECOND = 1000;

    private final LoggingAdapter log;
    private final long shutdownMillis;
    private final ScheduledThreadPoolExecutor clock;
    private final Set<Timer> runOnClose = ConcurrentHashMap.newKeySet(); // one for each dispatcher that is idle

    /**
     * The constructor that Pekko requires.
     *
     * @param config of the actor system; {@code pekko.scheduler.shutdown-timeout} limits a close
     * @param log reports tasks that could not be submitted
     * @param threads creates the thread with the first timer
     */
    public TicklessScheduler(Config config, LoggingAdapter log, ThreadFactory threads) {
        this.log = log;
        this.shutdownMillis = config.getDuration("pekko.scheduler.shutdown-timeout", TimeUnit.MILLISECONDS);
        this.clock = new ScheduledThreadPoolExecutor(1, threads);
        clock.setRemoveOnCancelPolicy(true);
        clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Executes the task once.
     *
     * @throws IllegalStateException after the close
     */
    @Override
    public Cancellable scheduleOnce(FiniteDuration delay, Runnable task, ExecutionContext executor) {
        Timer timer = new Timer(task, executor);
        if (task instanceof Scheduler.TaskRunOnClose) {
            runOnClose.add(timer); // before the check below, because a close reads the set after it has stopped the clock
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
        String reason = "the scheduler is closed";
        return new IllegalStateException(reason, new SchedulerException(reason)); // Pekko checks the cause
    }

    /** Executes the task at a fixed rate. After a pause, missed executions follow at once. */
    @Override
    public Cancellable schedule(
            FiniteDuration initialDelay, FiniteDuration interval, Runnable task, ExecutionContext executor) {
        if (interval.toNanos() <= 0) {
            throw new IllegalArgumentException("not a positive interval: " + interval);
        }
        Repeated repeated = new Repeated(System.nanoTime() + initialDelay.toNanos(), interval, task, executor);
        repeated.next(initialDelay);
        return repeated;
    }

    @Override
    public double maxFrequency() {
        return TIMERS_A_SECOND;
    }

    /** Returns the number of timers. */
    int waiting() {
        return clock.getQueue().size();
    }

    /** Stops the clock and drops all timers, except the tasks that Pekko requires on close, which run now. */
    @Override
    public void close() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(shutdownMillis, TimeUnit.MILLISECONDS)) {
                log.warning("the scheduler did not stop within {} ms", shutdownMillis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Timer timer : new ArrayList<>(runOnClose)) {
            timer.runHere();
        }
    }

    /** Replaces the task of a timer at its end. */
    private enum Ended implements Runnable {
        CANCELLED,
        SUBMITTED;

        @Override
        public void run() {}
    }

    /** A task until it is submitted or cancelled. */
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
            Runnable task = claim(Ended.SUBMITTED);
            try {
                executor.execute(task);
            } catch (RuntimeException
                    | Error e) { // its dispatcher has stopped, or it failed on this thread; other timers continue
                executor.reportFailure(e);
            }
        }

        void runHere() {
            try {
                claim(Ended.SUBMITTED).run();
            } catch (RuntimeException e) {
                log.error(e, "a task failed on close");
            }
        }

        @Override
        public boolean cancel() {
            Runnable task = claim(Ended.CANCELLED);
            Future<?> waiting = due;
            if (waiting != null) {
                waiting.cancel(false);
            }
            return !(task instanceof Ended);
        }

        @Override
        public boolean isCancelled() {
            return get() == Ended.CANCELLED;
        }

        /** Returns the task to the first caller, and a no-op to later ones. */
        private Runnable claim(Ended state) {
            Runnable task = getAndUpdate(now -> now instanceof Ended ? now : state);
            if (task instanceof Scheduler.TaskRunOnClose) {
                runOnClose.remove(this);
            }
            return task;
        }
    }

    /** A task at a fixed rate; each execution starts the next timer. */
    private final class Repeated implements Runnable, Cancellable {

        private final AtomicReference<@Nullable Cancellable> waiting =
                new AtomicReference<>(Cancellable.alreadyCancelled());
        private final FiniteDuration interval;
        private final Runnable task;
        private final ExecutionContext executor;
        private long due; // confined to the executor, which runs one execution at a time

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
                cancel(); // Pekko reports that the receiver has terminated
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
