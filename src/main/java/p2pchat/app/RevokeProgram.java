package p2pchat.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import p2pchat.cli.MemberOptions;
import p2pchat.cli.RevokeOptions;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanations;
import p2pchat.console.render.IdentityListing;
import p2pchat.model.RosterWish;
import p2pchat.node.NetworkRequest;
import p2pchat.runtime.Await;
import p2pchat.runtime.ProcessOutput;
import p2pchat.storage.DataRoot;

/** Ends a device of the user in one network: through the running node of the same user, or else by a visit. */
final class RevokeProgram {

    private static final Duration STORE_TIMEOUT = Duration.ofSeconds(10);

    /** The statement goes to all members at once; after the visit they pass it on. */
    private static final Duration SPREAD = Duration.ofSeconds(1);

    private final DataRoot root;
    private final RevokeOptions options;
    private final MemberOptions member;

    RevokeProgram(DataRoot root, RevokeOptions options) {
        this.root = root;
        this.options = options;
        this.member = options.member();
    }

    int run(Consumer<Explanation> errors) {
        Path folder = member.home().orElseGet(() -> root.nodeHome(member.nick()));
        Optional<SendExchange.Reply> reply = SendExchange.exchange(
                folder,
                new SendExchange.Request(
                        member.group(),
                        Optional.of(member.directory()).filter(address -> member.directoryNamed()),
                        new SendExchange.Revoke(options.device()),
                        member.output(),
                        member.patience()));
        if (reply.isEmpty()) {
            print(visit());
            return Explanations.DONE;
        }
        print(reply.get().lines());
        reply.get().error().ifPresent(errors);
        return reply.get().error().map(Explanation::code).orElse(Explanations.DONE);
    }

    private void print(List<String> lines) {
        ProcessOutput.print(lines, member.output());
    }

    private List<String> visit() {
        return new Visit(root, member).run(event -> {}, stay -> {
            CompletableFuture<RosterWish.Fulfilled> decided = new CompletableFuture<>();
            stay.submit(new NetworkRequest.Decide(new RosterWish.RevokeDevice(options.device()), decided));
            Await.result(STORE_TIMEOUT, decided);
            Await.completion(SPREAD, new CompletableFuture<>());
            return IdentityListing.ended(member.group(), options.device(), member.output());
        });
    }
}
