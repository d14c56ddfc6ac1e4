package p2pchat.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.cli.TrustOptions;
import p2pchat.console.error.Explanations;
import p2pchat.crypto.Device;
import p2pchat.crypto.KeyRings;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.ProblemException;
import p2pchat.node.DirectoryFailure;
import p2pchat.runtime.Await;
import p2pchat.runtime.ProcessOutput;
import p2pchat.storage.KnownDirectories;
import p2pchat.transport.DirectoryTrust;
import p2pchat.transport.GrpcClients;
import p2pchat.transport.NdsCalls;

/** Shows the previous and present key of a directory, and trusts the present one if the user agrees. */
record TrustProgram(KnownDirectories known, TrustOptions options) {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    /** Accepts every key, and remembers the last one. */
    private static final class Viewer implements DirectoryTrust {

        private volatile Optional<DeviceKey> shown = Optional.empty();

        @Override
        public void check(DeviceKey key) {
            shown = Optional.of(key);
        }

        @Override
        public void answered() {}
    }

    int run() {
        Address directory = options.directory();
        Optional<DeviceKey> before = known.find(directory);
        DeviceKey now = present(directory);
        if (before.equals(Optional.of(now))) {
            ProcessOutput.say("the key of the directory at " + directory + " is trusted: " + now.fingerprint());
            return Explanations.DONE;
        }
        before.ifPresent(key -> ProcessOutput.say("its key was  " + line(key)));
        ProcessOutput.say((before.isPresent() ? "its key is   " : "its key is  ") + line(now));
        if (!options.agreed() && !agrees()) {
            ProcessOutput.say("nothing was changed" + (options.interactive() ? "" : "; use --yes to trust the key"));
            return Explanations.NOT_ALLOWED;
        }
        known.put(directory, now);
        ProcessOutput.say("the key of the directory at " + directory + " is trusted from now on");
        return Explanations.DONE;
    }

    private static String line(DeviceKey key) {
        return key.fingerprint() + "  " + key.base64();
    }

    private boolean agrees() {
        if (!options.interactive()) {
            return false;
        }
        ProcessOutput.say("Does 'p2p-chat nds show-key' on its machine show the same key? Trust it? [y/N]");
        try {
            String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the key of the directory that answers at the address. */
    private static DeviceKey present(Address directory) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "trust");
        try {
            KeyRings keys =
                    new KeyRings(Device.random(new SecureRandom()), new SecureRandom(), System::currentTimeMillis);
            Viewer viewer = new Viewer();
            new NdsCalls(new GrpcClients(system, keys.device().signingKey()), directory, viewer, keys)
                    .networks(1)
                    .toCompletableFuture()
                    .join();
            return viewer.shown.orElseThrow();
        } catch (CompletionException e) {
            throw new ProblemException(DirectoryFailure.problem(directory, e), e);
        } finally {
            system.terminate();
            Await.completion(STOP_TIMEOUT, system.getWhenTerminated());
        }
    }
}
