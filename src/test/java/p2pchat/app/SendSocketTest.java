package p2pchat.app;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;
import static p2pchat.console.Examples.delivered;
import static p2pchat.console.Examples.entered;
import static p2pchat.console.Examples.id;
import static p2pchat.console.Examples.underWay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.app.SendExchange.Reply;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.Address;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** A send command beside the running node of its user (newcomer 10). */
@Timeout(60)
class SendSocketTest {

    private static final Address DIRECTORY = new Address("127.0.0.1", 4_700);

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path home;

    private final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
    private Optional<SendSocket> socket = Optional.empty();

    @AfterEach
    void close() {
        socket.ifPresent(SendSocket::close);
    }

    @Test
    void sendsAsUserAndReportsDelivery() throws Exception {
        open();
        socket.get().handle(OPS, entered());
        CompletableFuture<Optional<Reply>> reply = send("hi", LONG);
        assertThat(sent.poll(20, TimeUnit.SECONDS)).isEqualTo("hi");
        socket.get().handle(OPS, underWay(1, 5));
        socket.get().handle(OPS, delivered(1));
        assertThat(reply.get(20, TimeUnit.SECONDS)).hasValueSatisfying(result -> {
            assertThat(result.lines()).containsExactly("alice\tdirect\t38", "carol\tdirect\t38");
            assertThat(result.error()).isEmpty();
        });
    }

    @Test
    void findsDeliveryThatArrivedBeforeItsId() throws Exception {
        open();
        socket.get().handle(OPS, entered());
        socket.get().handle(OPS, delivered(1));
        assertThat(send("hi", LONG).get(20, TimeUnit.SECONDS)).isPresent();
    }

    @Test
    void incompleteDeliveryHasCodeSix() throws Exception {
        open();
        socket.get().handle(OPS, entered());
        socket.get().handle(OPS, underWay(1, 10_000));
        Reply reply = send("hi", Duration.ofMillis(1)).get(20, TimeUnit.SECONDS).orElseThrow();
        assertThat(reply.error()).hasValueSatisfying(error -> {
            assertThat(error.code()).isEqualTo(6);
            assertThat(error.what()).contains("carol does not have the message yet");
            assertThat(error.tries()).as("the node is running").isEmpty();
        });
    }

    @Test
    void endOfNodeEndsWait() throws Exception {
        open();
        socket.get().handle(OPS, entered());
        CompletableFuture<Optional<Reply>> reply = send("hi", LONG);
        assertThat(sent.poll(20, TimeUnit.SECONDS)).isEqualTo("hi");
        socket.get().handle(OPS, new NetworkEvent.Ended(Optional.empty()));
        assertThat(reply.get(20, TimeUnit.SECONDS).orElseThrow().error()).isPresent();
    }

    @Test
    void nothingIsSentWhereNoNodeIsInTheNetwork() throws Exception {
        assertThat(send("hi", LONG).get(20, TimeUnit.SECONDS)).as("no socket").isEmpty();
        open();
        socket.get().handle(new NetworkName("lunch"), entered());
        assertThat(send("hi", LONG).get(20, TimeUnit.SECONDS)).as("elsewhere").isEmpty();
        assertThat(sent).isEmpty();
    }

    /** Another directory may know another network by that name. */
    @Test
    void nodeWithAnotherDirectorySendsNothing() throws Exception {
        open();
        socket.get().handle(OPS, entered());
        socket.get().handle(OPS, delivered(1));
        Address other = new Address("10.0.0.7", 4_700);
        assertThat(send(Optional.of(other), "hi", LONG).get(20, TimeUnit.SECONDS))
                .isEmpty();
        assertThat(sent).isEmpty();
        assertThat(send(Optional.of(DIRECTORY), "hi", LONG).get(20, TimeUnit.SECONDS))
                .isPresent();
    }

    @Test
    void replacesSocketOfKilledNode() throws Exception {
        Files.createFile(SendSocket.in(home));
        assertThat(send("hi", LONG).get(20, TimeUnit.SECONDS)).as("stale").isEmpty();
        open();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(SendSocket.in(home))))
                .isEqualTo("rw-------");
        socket.get().close();
        assertThat(SendSocket.in(home)).doesNotExist();
    }

    @Test
    void longPathMeansNoSocket() throws IOException {
        Path deep = Files.createDirectories(home.resolve("x".repeat(60)).resolve("y".repeat(60)));
        assertThat(SendSocket.open(deep, DIRECTORY, actions())).isEmpty();
    }

    /** Attack 49: the user ends a stolen device from another one. */
    @Test
    void endsDevice() throws Exception {
        open();
        socket.get().handle(OPS, entered());
        assertThat(revoke("abcde").lines()).containsExactly("your device abcde has ended in ops");
        assertThat(sent.poll(20, TimeUnit.SECONDS)).isEqualTo("end abcde");
        assertThat(revoke("xyz").error()).hasValueSatisfying(error -> {
            assertThat(error.code()).isEqualTo(2);
            assertThat(error.what()).isEqualTo("you have no other device xyz");
        });
    }

    private Reply revoke(String device) {
        return SendExchange.exchange(
                        home,
                        new SendExchange.Request(
                                OPS, Optional.empty(), new SendExchange.Revoke(device), OutputFormat.PLAIN, LONG))
                .orElseThrow();
    }

    private void open() {
        socket = SendSocket.open(home, DIRECTORY, actions());
        assertThat(socket).isPresent();
    }

    private SendSocket.Actions actions() {
        return new SendSocket.Actions(this::store, (network, device) -> {
            sent.add("end " + device);
            return device.equals("abcde")
                    ? CompletableFuture.completedFuture(device)
                    : CompletableFuture.failedFuture(new ProblemException(new Problem.DeviceUnknown(network, device)));
        });
    }

    private CompletionStage<MessageId> store(NetworkName network, MessageDraft draft) {
        sent.add(draft.text());
        return CompletableFuture.completedFuture(id(1));
    }

    private CompletableFuture<Optional<Reply>> send(String text, Duration patience) {
        return send(Optional.empty(), text, patience);
    }

    private CompletableFuture<Optional<Reply>> send(Optional<Address> directory, String text, Duration patience) {
        SendExchange.Request request =
                new SendExchange.Request(OPS, directory, new SendExchange.Say(text), OutputFormat.PLAIN, patience);
        return CompletableFuture.supplyAsync(() -> SendExchange.exchange(home, request));
    }
}
