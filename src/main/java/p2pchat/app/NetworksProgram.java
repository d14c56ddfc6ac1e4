package p2pchat.app;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.console.error.Explanations;
import p2pchat.console.render.NetworkListing;
import p2pchat.console.render.OutputFormat;
import p2pchat.crypto.Device;
import p2pchat.crypto.KeyRings;
import p2pchat.membership.DirectoryCalls;
import p2pchat.model.NetworkInfo;
import p2pchat.model.ProblemException;
import p2pchat.node.DirectoryFailure;
import p2pchat.runtime.Await;
import p2pchat.runtime.ProcessOutput;
import p2pchat.runtime.TrustedDirectory;
import p2pchat.transport.GrpcClients;
import p2pchat.transport.NdsCalls;

/** Prints the networks of a directory. */
record NetworksProgram(TrustedDirectory directory, OutputFormat output) {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    int run() {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "networks");
        try {
            KeyRings keys =
                    new KeyRings(Device.random(new SecureRandom()), new SecureRandom(), System::currentTimeMillis);
            directory.reportTo(problem -> ProcessOutput.say(
                    new Explanations("p2p-chat networks").of(problem).line()));
            NdsCalls calls = new NdsCalls(
                    new GrpcClients(system, keys.device().signingKey()), directory.address(), directory, keys);
            List<NetworkInfo> networks =
                    calls.networks(DirectoryCalls.ALL).toCompletableFuture().join();
            ProcessOutput.print(NetworkListing.lines(networks, output), output);
            return 0;
        } catch (CompletionException e) {
            throw new ProblemException(DirectoryFailure.problem(directory.address(), e), e);
        } finally {
            system.terminate();
            Await.completion(STOP_TIMEOUT, system.getWhenTerminated());
        }
    }
}
