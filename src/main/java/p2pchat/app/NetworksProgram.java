package p2pchat.app;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import p2pchat.cli.NetworksOptions;
import p2pchat.console.render.NetworkListing;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.runtime.Await;
import p2pchat.runtime.ProcessOutput;
import p2pchat.transport.FailureText;
import p2pchat.transport.GrpcClients;
import p2pchat.transport.NdsCalls;

/** Asks the directory which networks there are, and prints them. */
final class NetworksProgram {

    private static final Duration STOP = Duration.ofSeconds(5);

    private final NetworksOptions options;

    NetworksProgram(NetworksOptions options) {
        this.options = options;
    }

    int run() {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "networks");
        try {
            NdsCalls directory = new NdsCalls(new GrpcClients(system), options.directory());
            List<NetworkInfo> networks =
                    directory.networks().toCompletableFuture().join();
            ProcessOutput.print(NetworkListing.lines(networks, options.output()));
            return 0;
        } catch (CompletionException e) {
            throw new ProblemException(
                    new Problem.DirectoryUnreachable(options.directory(), FailureText.inWords(e)), e);
        } finally {
            system.terminate();
            Await.politely(STOP, system.getWhenTerminated());
        }
    }
}
