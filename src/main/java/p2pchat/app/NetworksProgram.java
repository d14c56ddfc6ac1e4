package p2pchat.app;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.console.render.NetworkListing;
import p2pchat.console.render.OutputFormat;
import p2pchat.crypto.SigningKey;
import p2pchat.membership.DirectoryCalls;
import p2pchat.model.Address;
import p2pchat.model.NetworkInfo;
import p2pchat.model.ProblemException;
import p2pchat.node.DirectoryFailure;
import p2pchat.runtime.Await;
import p2pchat.runtime.ProcessOutput;
import p2pchat.transport.GrpcClients;
import p2pchat.transport.NdsCalls;
import p2pchat.transport.ServerKeyCheck;

/** Prints the networks of a directory. */
record NetworksProgram(Address directory, OutputFormat output) {

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

    int run() {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "networks");
        try {
            NdsCalls calls = new NdsCalls(
                    new GrpcClients(system, SigningKey.random(new SecureRandom())), directory, ServerKeyCheck.ANY);
            List<NetworkInfo> networks =
                    calls.networks(DirectoryCalls.ALL).toCompletableFuture().join();
            ProcessOutput.print(NetworkListing.lines(networks, output), output);
            return 0;
        } catch (CompletionException e) {
            throw new ProblemException(DirectoryFailure.problem(directory, e), e);
        } finally {
            system.terminate();
            Await.completion(STOP_TIMEOUT, system.getWhenTerminated());
        }
    }
}
