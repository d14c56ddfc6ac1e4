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
 * Sends messages through the node of this process as another process commands, and counts the results. It replaces the
 * console so that the console is not measured. Commands are lines of text, and replies are lines of JSON; see
 * {@link #runCommands}.
 *
 * <p>Threading: {@link #onEvent} may be called from any thread; commands come from one thread. Messages are sent on a
 * separate thread.
 */
public final class LoadGenerator {

    /** Sends a text to all members; {@code accepted} completes when the text is in the log of this node. */
    public interface Sender {
        void send(String text, CompletableFuture<MessageId> accepted);
    }

    /** At most this many messages are unacknowledged. A node buffers as many, so it need not read them from disk. */
    static final int MAX_UNACKNOWLEDGED = 2_048;

    /** At most this many messages are not yet in the log of this node. A log rejects messages if its queue is full. */
    private static final int MAX_UNWRITTEN = 512;

    /** Interval at which the log is checked by {@code watch}. */
    private static final int POLL_MILLIS = 20;

    private final Sender sender;
    private final Supplier<CompletableFuture<Long>> stored;
    private final Consumer<String> out;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final Map<MessageId, Long> sendTimes = new ConcurrentHashMap<>();
    private final Set<MessageId> failedIds = ConcurrentHashMap.newKeySet();
    private final List<Long> latencies = new ArrayList<>();
    private volatile Task task = new Task(0, 0, Duration.ZERO);
    private volatile boolean joined;
    private final Thread sendThread = new Thread(this::sendLoop, "sender");

    /** Messages to send, up to this total number, with a length in characters and a pause between them. */
    private record Task(long total, int length, Duration pause) {}

    public LoadGenerator(Sender sender, Supplier<CompletableFuture<Long>> stored, Consumer<String> out) {
        this.sender = sender;
        this.stored = stored;
        this.out = out;
        sendThread.setDaemon(true);
        sendThread.start();
    }

    /** Handles an event of the network. */
    public void onEvent(NetworkEvent event) {
        if (event instanceof NetworkEvent.Delivery delivery) {
            if (delivery.isSettled() && delivery.pending().isEmpty()) {
                onFinalDelivery(delivery);
            }
        } else if (event instanceof NetworkEvent.Entered entered) {
            joined = true; // before that it cannot send
            printMembers(entered.view().members().size());
        } else if (event instanceof NetworkEvent.Condition condition && joined) {
            printMembers(condition.leader().isPresent() ? condition.members().size() : 0);
        } else if (event instanceof NetworkEvent.Ended) {
            print("ended");
        }
    }

    private void printMembers(int members) {
        JsonObject line = line("members");
        line.addProperty("members", members);
        out.accept(line.toString());
    }

    /** Counts each message once. A slow or dropped member may store it later, which another event reports. */
    private void onFinalDelivery(NetworkEvent.Delivery delivery) {
        if (!delivery.slow().isEmpty()) {
            return;
        }
        if (delivery.failed().isEmpty() && failedIds.remove(delivery.id())) {
            failures.decrementAndGet();
            return;
        }
        if (!delivery.failed().isEmpty() && !failedIds.add(delivery.id())) {
            return;
        }
        Long start = sendTimes.remove(delivery.id());
        if (start != null) {
            synchronized (latencies) {
                latencies.add(System.nanoTime() - start);
            }
        }
        if (!delivery.failed().isEmpty()) {
            failures.incrementAndGet();
        }
        wakeSenderOccasionally(settled.incrementAndGet());
    }

    /**
     * Runs commands until the input ends:
     *
     * <pre>
     *   send COUNT LENGTH         sends as fast as acknowledgements allow
     *   pace COUNT LENGTH MICROS  sends one message per MICROS microseconds and measures each
     *   stop                      stops sending
     *   report NUMBER             replies {"type":"report", "number", "sent", "settled", "failed", "stored", "nanos"}
     *   latencies                 replies {"type":"latencies", "nanos":[...]}
     *   watch COUNT               replies {"type":"reached"} when COUNT messages of other members are stored
     * </pre>
     */
    public void runCommands(BufferedReader commands) throws IOException {
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            String[] parts = command.split(" ", -1);
            switch (parts[0]) {
                case "send" -> start(new Task(sent.get() + parse(parts[1]), (int) parse(parts[2]), Duration.ZERO));
                case "pace" ->
                    start(new Task(
                            sent.get() + parse(parts[1]),
                            (int) parse(parts[2]),
                            Duration.ofNanos(parse(parts[3]) * 1_000)));
                case "stop" -> start(new Task(0, 0, Duration.ZERO));
                case "report" -> printReport(parse(parts[1]));
                case "latencies" -> printLatencies();
                case "watch" -> watch(parse(parts[1]));
                default -> throw new IllegalArgumentException("unknown command: " + command);
            }
        }
    }

    private void start(Task next) {
        task = next;
        LockSupport.unpark(sendThread);
    }

    /** Checks the log repeatedly until it holds this many messages. */
    private void watch(long count) {
        CompletableFuture<?> unused = stored.get()
                .whenCompleteAsync(
                        (current, failure) -> {
                            if (failure == null && current >= count) {
                                print("reached");
                            } else {
                                watch(count);
                            }
                        },
                        CompletableFuture.delayedExecutor(POLL_MILLIS, TimeUnit.MILLISECONDS));
    }

    private void printReport(long number) {
        CompletableFuture<?> unused = stored.get().whenComplete((current, failure) -> {
            JsonObject line = line("report");
            line.addProperty("number", number);
            line.addProperty("sent", sent.get());
            line.addProperty("settled", settled.get());
            line.addProperty("failed", failures.get());
            line.addProperty("stored", failure == null ? current : 0);
            line.addProperty("nanos", System.nanoTime());
            out.accept(line.toString());
        });
    }

    private void printLatencies() {
        JsonArray nanos = new JsonArray();
        synchronized (latencies) {
            latencies.forEach(nanos::add);
            latencies.clear();
        }
        JsonObject line = line("latencies");
        line.add("nanos", nanos);
        out.accept(line.toString());
    }

    private void sendLoop() {
        while (true) {
            Task now = task;
            if (sent.get() >= now.total()) {
                LockSupport.park(this);
            } else if (!now.pause().isZero()) {
                send("m".repeat(now.length()), true);
                LockSupport.parkNanos(this, now.pause().toNanos());
            } else if (sent.get() - settled.get() < MAX_UNACKNOWLEDGED && sent.get() - written.get() < MAX_UNWRITTEN) {
                send("m".repeat(now.length()), false);
            } else {
                LockSupport.park(this);
            }
        }
    }

    private void send(String text, boolean measured) {
        long start = System.nanoTime();
        sent.incrementAndGet();
        CompletableFuture<MessageId> accepted = new CompletableFuture<>();
        CompletableFuture<?> unused = accepted.whenComplete((id, failure) -> {
            if (failure != null) {
                failures.incrementAndGet();
                wakeSenderOccasionally(settled.incrementAndGet());
            } else if (measured) {
                sendTimes.put(id, start); // before the message can be acknowledged
            }
            wakeSenderOccasionally(written.incrementAndGet());
        });
        sender.send(text, accepted);
    }

    /** Wakes the sending thread only every few messages, because waking it costs more than a message. */
    private void wakeSenderOccasionally(long count) {
        if ((count & (MAX_UNWRITTEN / 4 - 1)) == 0) {
            LockSupport.unpark(sendThread);
        }
    }

    private void print(String type) {
        out.accept(line(type).toString());
    }

    private static JsonObject line(String type) {
        JsonObject line = new JsonObject();
        line.addProperty("type", type);
        return line;
    }

    private static long parse(String text) {
        return Long.parseLong(text);
    }
}
