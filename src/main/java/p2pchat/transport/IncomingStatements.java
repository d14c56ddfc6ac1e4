package p2pchat.transport;

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
import p2pchat.model.RateLimit;
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

    private static final double REFILL_PER_SECOND = MAX_PUSHED / 60.0;

    private static final int MAX_DEVICES = 512;

    /** Of the device and of its person. */
    private static final int SIGNATURES = 2;

    /** @param complete whether the quota sufficed for all */
    record Verified(List<Statement> statements, boolean complete) {}

    private final Statements codec;
    private final LongSupplier nanos;
    /** Hashes of the statements with their signatures. */
    private final Map<Bytes, Boolean> verified = new LruMap<>(WireRoster.MAX_KNOWN);

    private final Map<DeviceKey, RateLimit> pushes = new LruMap<>(MAX_DEVICES);
    private final Map<DeviceKey, RateLimit> answers = new LruMap<>(MAX_DEVICES);
    private final RateLimit strangers;

    IncomingStatements(Statements codec, LongSupplier nanos) {
        this.codec = codec;
        this.nanos = nanos;
        this.strangers = quota(MAX_PUSHED);
    }

    /**
     * Verifies statements that this node did not ask for.
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

    private synchronized RateLimit quota(Map<DeviceKey, RateLimit> quotas, DeviceKey device, int burst) {
        return quotas.computeIfAbsent(device, key -> quota(burst));
    }

    private RateLimit quota(int burst) {
        return new RateLimit(REFILL_PER_SECOND, burst, nanos.getAsLong());
    }

    private CompletionStage<Verified> verify(List<Bytes> encoded, RateLimit quota) {
        List<Bytes> taken = new ArrayList<>(encoded.size());
        int unknown = 0;
        synchronized (this) {
            for (Bytes one : encoded) {
                if (!verified.containsKey(hash(one))) {
                    if (!quota.tryAcquire(nanos.getAsLong())) {
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
