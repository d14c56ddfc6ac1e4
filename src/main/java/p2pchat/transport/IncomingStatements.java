package p2pchat.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import p2pchat.crypto.Statements;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.LruMap;
import p2pchat.model.Sha256;
import p2pchat.model.Statement;

/**
 * Verifies the statements that other processes send, at a limited rate per device, because a signature costs 0.1 ms and
 * the sender of statements chooses how many (attack 43).
 *
 * <p>Threading: any thread.
 */
final class IncomingStatements {

    /** New statements that a device may send unasked at once, and per minute. */
    static final int MAX_PUSHED = 64;

    /** New statements that a device may answer with: as many as a network can have, then as many as it may push. */
    static final int MAX_ANSWERED = WireRoster.MAX_KNOWN;

    private static final int MAX_DEVICES = 512;

    /** Of the device and of its person. */
    private static final int SIGNATURES = 2;

    /** @param complete whether the quota sufficed for all */
    record Verified(List<Statement> statements, boolean complete) {}

    /** The unused part of what a device may send; it refills at the rate of pushed statements. */
    private static final class Quota {
        private final int limit;
        private double left;
        private long at;

        Quota(int limit, long now) {
            this.limit = limit;
            this.left = limit;
            this.at = now;
        }

        boolean take(long now) {
            left = Math.min(
                    limit,
                    left
                            + (double) MAX_PUSHED
                                    * (now - at)
                                    / Duration.ofMinutes(1).toNanos());
            at = now;
            boolean enough = left >= 1;
            left -= enough ? 1 : 0;
            return enough;
        }
    }

    private final Statements codec;
    private final LongSupplier nanos;
    /** Hashes of the statements with their signatures. */
    private final Map<Bytes, Boolean> verified = new LruMap<>(WireRoster.MAX_KNOWN);

    private final Map<DeviceKey, Quota> pushes = new LruMap<>(MAX_DEVICES);
    private final Map<DeviceKey, Quota> answers = new LruMap<>(MAX_DEVICES);
    private final Quota strangers;

    IncomingStatements(Statements codec, LongSupplier nanos) {
        this.codec = codec;
        this.nanos = nanos;
        this.strangers = new Quota(MAX_PUSHED, nanos.getAsLong());
    }

    /**
     * Verifies statements that nobody asked for.
     *
     * @param from empty: not a member; all of these share one quota, because keys are free
     */
    CompletionStage<Verified> pushed(Optional<DeviceKey> from, List<Bytes> encoded) {
        return verify(
                encoded, from.map(device -> quota(pushes, device, MAX_PUSHED)).orElse(strangers));
    }

    /** Verifies statements that this node asked for. */
    CompletionStage<Verified> answered(DeviceKey from, List<Bytes> encoded) {
        return verify(encoded, quota(answers, from, MAX_ANSWERED));
    }

    private synchronized Quota quota(Map<DeviceKey, Quota> quotas, DeviceKey device, int limit) {
        return quotas.computeIfAbsent(device, key -> new Quota(limit, nanos.getAsLong()));
    }

    private CompletionStage<Verified> verify(List<Bytes> encoded, Quota quota) {
        List<Bytes> taken = new ArrayList<>(encoded.size());
        int unknown = 0;
        synchronized (this) {
            for (Bytes one : encoded) {
                if (!verified.containsKey(hash(one))) {
                    if (!quota.take(nanos.getAsLong())) {
                        break; // what follows may need this one
                    }
                    unknown++;
                }
                taken.add(one);
            }
        }
        boolean complete = taken.size() == encoded.size();
        return VerifierThreads.verify(SIGNATURES * unknown, () -> {
            List<Statement> statements = new ArrayList<>(taken.size());
            for (Bytes one : taken) {
                Bytes hash = hash(one);
                statements.add(isVerified(hash) ? codec.decodeTrusted(one) : codec.decode(one));
                keep(hash);
            }
            return new Verified(statements, complete);
        });
    }

    private synchronized boolean isVerified(Bytes hash) {
        return verified.get(hash) != null;
    }

    private synchronized void keep(Bytes hash) {
        verified.put(hash, true);
    }

    private static Bytes hash(Bytes encoded) {
        return Bytes.of(Sha256.digest(encoded.toArray()));
    }
}
