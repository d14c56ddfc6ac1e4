package p2pchat.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;

/**
 * Talks through the node of this process as another process orders, and counts what becomes of it: a console would
 * measure the console. Orders are lines of words, answers are lines of json; see {@link #obey}.
 *
 * <p>Threading: {@link #heard} may be called from any thread; orders come from one, and messages are said on a thread of
 * their own.
 */
public final class LoadGenerator {

    /** Says a text to everyone; {@code accepted} completes once it is in the own log. */
    public interface Speaker {
        void say(String text, CompletableFuture<MessageId> accepted);
    }

    /** So many messages of a flood may be unacknowledged: what a node keeps at hand, so that its disk is not read. */
    static final int WINDOW = 2_048;

    /** So many of them may not even be in the own log yet; a log with more to write refuses them. */
    private static final int UNWRITTEN = 512;

    /** Between two looks into the log while it is watched. */
    private static final int LOOK_MILLIS = 5;

    private final Speaker speaker;
    private final Supplier<CompletableFuture<Long>> stored;
    private final Consumer<String> out;
    private final AtomicLong said = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final Map<MessageId, Long> timed = new ConcurrentHashMap<>();
    private final Set<MessageId> failed = ConcurrentHashMap.newKeySet();
    private final List<Long> latencies = new ArrayList<>();
    private volatile Talk talk = new Talk(0, 0, Duration.ZERO);
    private volatile boolean in;
    private final Thread talker = new Thread(this::talk, "talker");

    /** What is being said: so many messages of so many characters, with a pause between, or none in a flood. */
    private record Talk(long until, int length, Duration pause) {}

    public LoadGenerator(Speaker speaker, Supplier<CompletableFuture<Long>> stored, Consumer<String> out) {
        this.speaker = speaker;
        this.stored = stored;
        this.out = out;
        talker.setDaemon(true);
        talker.start();
    }

    /** Something happened in the network. */
    public void heard(NetworkEvent event) {
        if (event instanceof NetworkEvent.Delivery delivery) {
            if (delivery.isSettled() && delivery.pending().isEmpty()) {
                settle(delivery);
            }
        } else if (event instanceof NetworkEvent.Entered entered) {
            in = true; // before that it cannot speak
            members(entered.view().members().size());
        } else if (event instanceof NetworkEvent.Condition condition && in) {
            members(condition.leader().isPresent() ? condition.members().size() : 0);
        } else if (event instanceof NetworkEvent.Ended) {
            answer("ended");
        }
    }

    private void members(int led) {
        JsonObject line = line("members");
        line.addProperty("led", led);
        out.accept(line.toString());
    }

    /** Once for each message: who is slow or dropped may have it later, and that is told too. */
    private void settle(NetworkEvent.Delivery delivery) {
        if (!delivery.slow().isEmpty()) {
            return;
        }
        if (delivery.failed().isEmpty() && failed.remove(delivery.id())) {
            missed.decrementAndGet();
            return;
        }
        if (!delivery.failed().isEmpty() && !failed.add(delivery.id())) {
            return;
        }
        Long began = timed.remove(delivery.id());
        if (began != null) {
            synchronized (latencies) {
                latencies.add(System.nanoTime() - began);
            }
        }
        if (!delivery.failed().isEmpty()) {
            missed.incrementAndGet();
        }
        wakeNowAndThen(settled.incrementAndGet());
    }

    /**
     * Does what the lines say, until they end:
     *
     * <pre>
     *   say COUNT LENGTH          as fast as acknowledgements allow
     *   pace COUNT LENGTH MICROS  one each so many microseconds, and times each
     *   rest                      says no more
     *   report NUMBER             answers {"type":"report", "number", "said", "settled", "missed", "stored"}
     *   latencies                 answers {"type":"latencies", "nanos":[...]}
     *   watch COUNT               answers {"type":"reached"} when so many messages of others are stored
     * </pre>
     */
    public void obey(BufferedReader orders) throws IOException {
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ", -1);
            switch (words[0]) {
                case "say" -> begin(new Talk(said.get() + number(words[1]), (int) number(words[2]), Duration.ZERO));
                case "pace" ->
                    begin(new Talk(
                            said.get() + number(words[1]),
                            (int) number(words[2]),
                            Duration.ofNanos(number(words[3]) * 1_000)));
                case "rest" -> begin(new Talk(0, 0, Duration.ZERO));
                case "report" -> report(number(words[1]));
                case "latencies" -> latencies();
                case "watch" -> watch(number(words[1]));
                default -> throw new IllegalArgumentException("no order: " + order);
            }
        }
    }

    private void begin(Talk next) {
        talk = next;
        LockSupport.unpark(talker);
    }

    /** Asks again and again, on threads of whoever answers. */
    private void watch(long count) {
        CompletableFuture<?> unused = stored.get()
                .whenCompleteAsync(
                        (held, failure) -> {
                            if (failure == null && held >= count) {
                                answer("reached");
                            } else {
                                watch(count);
                            }
                        },
                        CompletableFuture.delayedExecutor(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    }

    private void report(long number) {
        CompletableFuture<?> unused = stored.get().whenComplete((held, failure) -> {
            JsonObject line = line("report");
            line.addProperty("number", number);
            line.addProperty("said", said.get());
            line.addProperty("settled", settled.get());
            line.addProperty("missed", missed.get());
            line.addProperty("stored", failure == null ? held : 0);
            line.addProperty("at", System.nanoTime());
            out.accept(line.toString());
        });
    }

    private void latencies() {
        JsonArray nanos = new JsonArray();
        synchronized (latencies) {
            latencies.forEach(nanos::add);
            latencies.clear();
        }
        JsonObject line = line("latencies");
        line.add("nanos", nanos);
        out.accept(line.toString());
    }

    private void talk() {
        while (true) {
            Talk now = talk;
            if (said.get() >= now.until()) {
                LockSupport.park(this);
            } else if (!now.pause().isZero()) {
                say("m".repeat(now.length()), true);
                LockSupport.parkNanos(this, now.pause().toNanos());
            } else if (said.get() - settled.get() < WINDOW && said.get() - written.get() < UNWRITTEN) {
                say("m".repeat(now.length()), false);
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void say(String text, boolean time) {
        long began = System.nanoTime();
        said.incrementAndGet();
        CompletableFuture<MessageId> accepted = new CompletableFuture<>();
        CompletableFuture<?> unused = accepted.whenComplete((id, failure) -> {
            if (failure != null) {
                missed.incrementAndGet();
                wakeNowAndThen(settled.incrementAndGet());
            } else if (time) {
                timed.put(id, began); // before it can be acknowledged: it is in the own log only now
            }
            wakeNowAndThen(written.incrementAndGet());
        });
        speaker.say(text, accepted);
    }

    /** Waking it for each message would cost more than the message. */
    private void wakeNowAndThen(long count) {
        if ((count & (UNWRITTEN / 4 - 1)) == 0) {
            LockSupport.unpark(talker);
        }
    }

    private void answer(String type) {
        out.accept(line(type).toString());
    }

    private static JsonObject line(String type) {
        JsonObject line = new JsonObject();
        line.addProperty("type", type);
        return line;
    }

    private static long number(String word) {
        return Long.parseLong(word);
    }
}
