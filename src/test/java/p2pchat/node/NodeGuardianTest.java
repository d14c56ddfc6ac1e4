package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.MembershipActor;
import p2pchat.membership.ViewStore.Kept;
import p2pchat.model.Address;
import p2pchat.model.DeliveryReport;
import p2pchat.model.DeviceKey;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MessageDraft;
import p2pchat.model.MessageId;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkEvent.Ended;
import p2pchat.model.NetworkEvent.Entered;
import p2pchat.model.NetworkEvent.Said;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.NetworkStatus;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.SafetyNumber;
import p2pchat.model.SyncedCount;
import p2pchat.model.Uid;
import p2pchat.model.Verification;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.node.NetworkSettings.Entry;

/** A node of real actors with a fake directory, members and stores. */
class NodeGuardianTest {

    private static final NetworkName NAME = new NetworkName("g1");
    private static final Address HERE = new Address("10.0.0.9", 4_900);
    private static final Address DIRECTORY = new Address("nds", 4_700);
    static final NetworkId THEIRS = new NetworkId(new UUID(0, 3));
    private static final Member ADA = member(1, new Uid(new UUID(7, 1)), "ada");
    private static final Problem DISK_FULL = new Problem.DiskFull(Path.of("g1.db"));
    private static final CompletableFuture<Optional<NetworkInfo>> NOTHING =
            CompletableFuture.completedFuture(Optional.empty());
    private static final CompletableFuture<Optional<NetworkInfo>> LED_BY_ADA =
            CompletableFuture.completedFuture(Optional.of(ledByAda()));

    private final ActorTestKit testKit = ActorTestKit.create(ManualTime.config());
    private final ManualTime time = ManualTime.get(testKit.system());
    private final FakeEndpoint endpoint = new FakeEndpoint();
    private final FakeStores stores = new FakeStores();
    private final BlockingQueue<NetworkEvent> events = new LinkedBlockingQueue<>();
    private final ActorRef<NodeGuardian.Command> node = testKit.spawn(NodeGuardian.create(
            new NodeContext(endpoint, stores, () -> 1_000, () -> 1_000, new Random(1)), Optional.empty()));

    @AfterEach
    void shutdown() {
        testKit.shutdownTestKit();
    }

    @Test
    void createsNetworkAndSendsMessage() throws Exception {
        found();
        assertThat(endpoint.opened)
                .isEqualTo(stores.opened)
                .isEqualTo(endpoint.admitted)
                .hasSize(1);
        MessageId id = get(say("hello"));
        assertThat(await(Said.class).message().id()).isEqualTo(id);
    }

    /** A new member shows a prompt at once, so it must receive messages sent from then on. */
    @Test
    void newMemberReceivesMessagesSentAfterAdmission() throws Exception {
        found();
        JoinReply.Joined joined = (JoinReply.Joined) get(join(ADA));
        get(say("hello"));
        assertThat(await(NetworkEvent.MemberChanged.class).member().id()).isEqualTo(joined.id());
        assertThat(await(Said.class).message().text()).isEqualTo("hello");
        assertThat(get(trace(1)).delivery().orElseThrow().pending())
                .containsExactly(joined.id().node());
    }

    /** (public 6) */
    @Test
    void leaderStepsDownWhileStoreHangs() throws Exception {
        found();
        stores.running.set(7);
        time.timePasses(StoreWatch.LIMIT.plus(StoreWatch.TICK));
        assertThat(await(NetworkEvent.Trouble.class).problem()).isEqualTo(new Problem.StoreStalled(NAME));
        assertThat(awaitCondition(NetworkEvent.State.ELECTING).leader()).isEmpty();
    }

    @Test
    void joinsExistingNetwork() throws Exception {
        endpoint.records.add(LED_BY_ADA);
        endpoint.leader = NodeGuardianTest::admits;
        enter(Entry.ONLY_JOIN);
        Entered entered = awaitEntered();
        assertThat(entered.created()).isFalse();
        assertThat(entered.self().node()).isEqualTo(new NodeId(2));
        assertThat(stores.opened).containsExactly(THEIRS);
    }

    @Test
    void joinsOtherNetworkAfterLosingNameRace() throws Exception { // H15
        endpoint.records.add(NOTHING); // when the node looks for the name
        endpoint.records.add(NOTHING); // when it is about to found it
        endpoint.records.add(LED_BY_ADA);
        endpoint.directory = request -> CompletableFuture.completedFuture(new DirectoryReply.NameTaken(ledByAda()));
        endpoint.leader = NodeGuardianTest::admits;
        enter(Entry.JOIN_OR_CREATE);
        Entered entered = awaitEntered();
        assertThat(entered.view().leader()).isEqualTo(ADA.node());
        assertThat(stores.opened).hasSize(2).endsWith(THEIRS);
        assertThat(stores.closing).containsExactly(stores.opened.get(0));
        assertThat(endpoint.closed).isEqualTo(stores.closing);
        assertThat(endpoint.admitted).containsExactly(THEIRS);
        get(say("hello"));
    }

    @Test
    void reportsStatus() throws Exception {
        found();
        get(say("hello"));
        NetworkStatus status = get(describe());
        assertThat(status.network()).isEqualTo(stores.opened.get(0));
        assertThat(status.snapshot().orElseThrow().leading()).isTrue();
        assertThat(status.stored().size()).isEqualTo(1);
        assertThat(status.inSync()).as("no other member").isEqualTo(new SyncedCount(0, 0));
        assertThat(status.people())
                .extracting(NetworkStatus.Person::presence, NetworkStatus.Person::since)
                .containsExactly(tuple(NetworkStatus.Presence.PRESENT, Optional.of(1_000L)));
        assertThat(get(trace(1)).delivery().orElseThrow().isSettled()).isTrue();
        assertThat(get(trace(2)).delivery()).isEmpty();
        get(leave());
        get(leave()); // returns when the guardian is forgotten
        assertThatThrownBy(() -> get(trace(1))).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> get(describe())).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void changesNick() throws Exception {
        found();
        CompletableFuture<Nick> given = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.Rename(new Nick("zoe"), given)));
        assertThat(get(given)).isEqualTo(new Nick("zoe"));
        NetworkEvent.MemberChanged told = await(NetworkEvent.MemberChanged.class);
        assertThat(told.change()).isEqualTo(NetworkEvent.Change.RENAMED);
        assertThat(told.member().nick()).isEqualTo(new Nick("zoe"));
    }

    @Test
    void comparesKeysWithMember() throws Exception {
        stores.verified.put(person(9), ADA.nick());
        found();
        endpoint.people.put(endpoint.answering.orElseThrow().uid(), person(1));
        endpoint.people.put(ADA.uid(), person(2));
        get(join(ADA));
        assertThat(await(NetworkEvent.NewKey.class).before()).isEqualTo(person(9));
        Nick ada = ADA.nick();
        assertProblem(verify(ada, true), new Problem.NumberNotShown(ada));
        assertProblem(verify(new Nick("eve"), false), new Problem.MemberUnknown(NAME, new Nick("eve")));
        assertThat(get(verify(ada, false)).number()).isEqualTo(SafetyNumber.of(person(1), person(2)));
        assertThat(get(verify(ada, true)).state()).isEqualTo(Verification.State.VERIFIED);
        assertThat(stores.verified).containsEntry(person(2), ada);
        assertThat(get(describe()).people())
                .extracting(NetworkStatus.Person::identity)
                .contains(Optional.of(new NetworkStatus.Identity(person(2), true, true)));
    }

    @Test
    void reportsMemberWithWrongKeyOnce() throws Exception {
        found();
        get(join(ADA));
        Consumer<Problem.WrongKey> wrongKeys = endpoint.answering.orElseThrow().wrongKeys();
        wrongKeys.accept(wrongKey(DIRECTORY));
        wrongKeys.accept(wrongKey(ADA.address()));
        assertThat(await(NetworkEvent.Trouble.class).problem()).isEqualTo(wrongKey(ADA.address()));
        wrongKeys.accept(wrongKey(ADA.address()));
        get(describe());
        assertThat(events).noneMatch(NetworkEvent.Trouble.class::isInstance);
    }

    @Test
    void entryEndsWithWrongKeyOfLeader() throws Exception {
        endpoint.records.add(LED_BY_ADA);
        enter(Entry.ONLY_JOIN);
        awaitTrue(() -> endpoint.answering.isPresent());
        endpoint.answering.orElseThrow().wrongKeys().accept(wrongKey(ADA.address()));
        passUntil(NetworkEvent.Trouble.class);
        time.timePasses(Duration.ofSeconds(30));
        assertThat(await(Ended.class).problem()).contains(wrongKey(ADA.address()));
    }

    private static Problem.WrongKey wrongKey(Address address) {
        return new Problem.WrongKey(
                address,
                DeviceKey.of(new byte[DeviceKey.SIZE]),
                new DeviceKey(person(1).bytes()));
    }

    private static PersonKey person(int number) {
        return PersonKey.of(ByteBuffer.allocate(PersonKey.SIZE).putInt(number).array());
    }

    private CompletableFuture<Verification> verify(Nick nick, boolean confirmed) {
        CompletableFuture<Verification> compared = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.Verify(nick, confirmed, compared)));
        return compared;
    }

    private static void assertProblem(CompletableFuture<?> failed, Problem problem) {
        assertThatThrownBy(() -> get(failed))
                .satisfies(failure -> assertThat(ProblemException.find(failure)).contains(problem));
    }

    @Test
    void leaveCompletesAfterStoreIsClosed() throws Exception { // M5
        found();
        stores.closed = new CompletableFuture<>();
        CompletableFuture<Done> left = leave();
        CompletableFuture<Done> again = leave();
        awaitTrue(() -> !stores.closing.isEmpty());
        assertThatThrownBy(() -> get(say("too late"))).hasRootCauseInstanceOf(IllegalStateException.class);
        assertThat(left).isNotDone();
        stores.closed.complete(null);
        get(left);
        get(again);
        assertThat(await(Ended.class).problem()).isEmpty();
        assertThat(endpoint.closed).isEqualTo(stores.opened);
    }

    @Test
    void entersSameNetworkAgain() throws Exception {
        found();
        get(leave());
        await(Ended.class);
        get(leave()); // returns when the guardian is forgotten
        found();
        assertThat(events.stream().filter(Ended.class::isInstance)).isEmpty();
    }

    @Test
    void failedActorEndsNetwork() throws Exception { // R3
        found();
        stores.poisoned = true;
        say("hello");
        assertThat(await(Ended.class).problem()).contains(new Problem.Internal("log failed"));
        get(leave());
        assertThat(stores.closing).isEqualTo(stores.opened);
    }

    @Test
    void unsavedViewEndsNetwork() throws Exception {
        stores.keepFails = Optional.of(new ProblemException(DISK_FULL));
        endpoint.records.add(NOTHING);
        endpoint.directory = NodeGuardianTest::grants;
        enter(Entry.JOIN_OR_CREATE);
        passUntil(Ended.class);
        assertThat(await(Ended.class).problem()).contains(DISK_FULL);
        get(leave());
        assertThat(stores.closing).isEqualTo(stores.opened);
    }

    @Test
    void unopenableStoreEndsNetworkAndFailsRequests() throws Exception {
        CompletableFuture<Optional<NetworkInfo>> record = new CompletableFuture<>();
        endpoint.records.add(record);
        stores.openFails = Optional.of(new ProblemException(DISK_FULL));
        enter(Entry.ONLY_JOIN);
        CompletableFuture<MessageId> said = say("early");
        get(handled());
        record.complete(Optional.of(ledByAda()));
        assertThat(await(Ended.class).problem()).contains(DISK_FULL);
        assertThatThrownBy(() -> get(said)).hasRootCauseInstanceOf(IllegalStateException.class);
        get(leave());
    }

    @Test
    void closesUnreadableStore() throws Exception {
        endpoint.records.add(LED_BY_ADA);
        stores.loadFails = Optional.of(new ProblemException(DISK_FULL));
        enter(Entry.ONLY_JOIN);
        assertThat(await(Ended.class).problem()).contains(DISK_FULL);
        assertThat(stores.closing).containsExactly(THEIRS);
    }

    @Test
    void announcesEndOfFailedGuardian() throws Exception {
        endpoint.records.add(LED_BY_ADA);
        stores.openFails = Optional.of(new IllegalStateException("a bug"));
        enter(Entry.ONLY_JOIN);
        assertThat(await(Ended.class).problem()).containsInstanceOf(Problem.Internal.class);
        get(leave());
    }

    @Test
    void endsWhenNameCannotBeResolved() throws Exception {
        endpoint.records.add(NOTHING);
        enter(Entry.ONLY_JOIN);
        assertThat(await(Ended.class).problem()).contains(new Problem.NetworkUnknown(NAME, DIRECTORY));
        assertThat(stores.opened).isEmpty();
    }

    @Test
    void failsToSendBeforeEntry() throws Exception {
        endpoint.records.add(LED_BY_ADA);
        endpoint.leader = header -> new CompletableFuture<>();
        enter(Entry.ONLY_JOIN);
        awaitTrue(() -> !endpoint.opened.isEmpty());
        assertThatThrownBy(() -> get(say("hello"))).hasMessageContaining("not in g1 yet");
        CompletableFuture<MessageId> elsewhere = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(
                new NetworkName("other"), new NetworkRequest.Send(new MessageDraft.Text("hello"), elsewhere)));
        assertThatThrownBy(() -> get(elsewhere)).hasMessageContaining("not in other");
    }

    @Test
    void leaveEndsSearchAtOnce() throws Exception {
        endpoint.records.add(new CompletableFuture<>());
        enter(Entry.JOIN_OR_CREATE);
        get(leave());
        assertThat(await(Ended.class).problem()).isEmpty();
    }

    @Test
    void givesUpOnSilentDirectoryAfterThirtySeconds() throws Exception {
        endpoint.records.add(new CompletableFuture<>());
        enter(Entry.JOIN_OR_CREATE);
        awaitTrue(() -> endpoint.searches.get() > 0); // its timer runs
        time.timePasses(Duration.ofMillis(29_999));
        assertThat(events).isEmpty();
        time.timePasses(Duration.ofMillis(1));
        assertThat(await(Ended.class).problem()).containsInstanceOf(Problem.DirectoryUnreachable.class);
    }

    /** Connections from the old address are dead (public 11). */
    @Test
    void newAddressDropsConnectionsAndIsShown() throws Exception {
        found();
        Address moved = new Address("10.0.0.10", 4_900);
        node.tell(new NodeGuardian.AddressChanged(moved));
        awaitTrue(() -> get(describe()).address().equals(moved));
        assertThat(endpoint.reconnects).hasValue(1);
    }

    /** A newcomer sees a reason after the first try, and gives up after a few (public 24). */
    @Test
    void lateDirectoryIsReportedOnceAndGivenUp() throws Exception {
        endpoint.says(CompletableFuture.failedFuture(new TimeoutException()));
        enter(Entry.JOIN_OR_CREATE);
        Problem foreign = new Problem.DirectoryForeign(DIRECTORY, "it accepts connections but does not answer");
        assertThat(events.poll(15, TimeUnit.SECONDS)).isEqualTo(new NetworkEvent.Trouble(foreign));
        assertThat(events.poll(15, TimeUnit.SECONDS)).isEqualTo(new Ended(Optional.of(foreign)));
        assertThat(endpoint.searches).hasValue(4);
    }

    @Test
    void reportsLastProblemAfterThirtySeconds() throws Exception {
        endpoint.records.add(LED_BY_ADA); // found by the first search only
        endpoint.records.add(NOTHING);
        enter(Entry.ONLY_JOIN);
        awaitTrue(() -> !endpoint.opened.isEmpty());
        passUntil(NetworkEvent.Trouble.class);
        time.timePasses(Duration.ofSeconds(30));
        assertThat(await(Ended.class).problem()).contains(new Problem.NetworkUnknown(NAME, DIRECTORY));
        get(leave());
        assertThat(stores.closing).containsExactly(THEIRS);
    }

    /** A former member is not in the network before it is admitted again (reliability F5). */
    @Test
    void formerMemberThatReachesNobodyEndsAfterThirtySeconds() throws Exception {
        stores.kept = formerMember();
        endpoint.says(FakeEndpoint.silent());
        enter(Entry.JOIN_OR_CREATE);
        passUntil(NetworkEvent.Condition.class);
        get(describe());
        time.timePasses(Duration.ofSeconds(30));
        assertThat(await(Ended.class).problem()).containsInstanceOf(Problem.DirectoryUnreachable.class);
    }

    @Test
    void persistentFormerMemberKeepsTryingAndReportsOneState() throws Exception {
        stores.kept = formerMember();
        endpoint.says(FakeEndpoint.silent());
        enter(Entry.JOIN_OR_CREATE, true);
        passUntil(NetworkEvent.Condition.class);
        NetworkEvent.Condition first = await(NetworkEvent.Condition.class);
        assertThat(first.directoryReachable()).isFalse();
        time.timePasses(Duration.ofSeconds(60));
        get(handled());
        get(describe());
        assertThat(events).as("no further state").noneMatch(NetworkEvent.Condition.class::isInstance);
        get(leave());
        assertThat(await(Ended.class).problem()).isEmpty();
    }

    private static Kept formerMember() {
        Member bob = member(2, new Uid(new UUID(7, 2)), "bob");
        View view = new View(new ViewId(3, 1), ADA.node(), List.of(ADA, bob));
        return new Kept(Optional.of(bob.id()), Optional.of(view), List.of());
    }

    @Test
    void leaveAllLeavesEveryNetwork() throws Exception {
        found();
        NetworkName second = new NetworkName("g2");
        endpoint.says(new CompletableFuture<>());
        BlockingQueue<NetworkEvent> there = new LinkedBlockingQueue<>();
        NetworkSettings settings = new NetworkSettings(
                second, new Nick("bob"), HERE, DIRECTORY, Entry.ONLY_JOIN, 5, TimingProfile.FAST, false);
        node.tell(new NodeGuardian.Enter(settings, there::add));
        CompletableFuture<Done> left = new CompletableFuture<>();
        node.tell(new NodeGuardian.LeaveAll(left));
        get(left);
        assertThat(await(Ended.class).problem()).isEmpty();
        assertThat(there.poll(10, TimeUnit.SECONDS)).isEqualTo(new Ended(Optional.empty()));
        CompletableFuture<Done> nothing = new CompletableFuture<>();
        node.tell(new NodeGuardian.LeaveAll(nothing));
        get(nothing);
    }

    @Test
    void leaveAllCompletesAfterStoresAreClosed() throws Exception {
        found();
        stores.closed = new CompletableFuture<>();
        CompletableFuture<Done> left = new CompletableFuture<>();
        node.tell(new NodeGuardian.LeaveAll(left));
        awaitTrue(() -> !stores.closing.isEmpty());
        get(handled());
        assertThat(left).isNotDone();
        stores.closed.complete(null);
        get(left);
    }

    // ---- helpers

    private void found() throws Exception {
        endpoint.records.add(NOTHING);
        endpoint.directory = NodeGuardianTest::grants;
        enter(Entry.JOIN_OR_CREATE);
        assertThat(awaitEntered().created()).isTrue();
    }

    private void enter(Entry entry) {
        enter(entry, false);
    }

    private void enter(Entry entry, boolean persistent) {
        NetworkSettings settings =
                new NetworkSettings(NAME, new Nick("bob"), HERE, DIRECTORY, entry, 5, TimingProfile.FAST, persistent);
        node.tell(new NodeGuardian.Enter(settings, events::add));
    }

    private CompletableFuture<JoinReply> join(Member member) {
        CompletableFuture<JoinReply> reply = new CompletableFuture<>();
        endpoint.answering
                .orElseThrow()
                .membership()
                .tell(new MembershipActor.JoinRequested(
                        new Header(Optional.empty(), member.uid(), Optional.empty(), ViewId.NONE),
                        new JoinRequest(member.nick(), member.address(), false),
                        reply));
        return reply;
    }

    private CompletableFuture<MessageId> say(String text) {
        CompletableFuture<MessageId> accepted = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.Send(new MessageDraft.Text(text), accepted)));
        return accepted;
    }

    /** Completes when the node has handled all earlier messages. */
    private CompletableFuture<Done> handled() {
        CompletableFuture<Done> left = new CompletableFuture<>();
        node.tell(new NodeGuardian.Leave(new NetworkName("other"), left));
        return left;
    }

    private CompletableFuture<DeliveryReport> trace(long seq) {
        CompletableFuture<DeliveryReport> reach = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.GetDelivery(seq, reach)));
        return reach;
    }

    private CompletableFuture<NetworkStatus> describe() {
        CompletableFuture<NetworkStatus> status = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.GetStatus(status)));
        return status;
    }

    private CompletableFuture<Done> leave() {
        CompletableFuture<Done> left = new CompletableFuture<>();
        node.tell(new NodeGuardian.Leave(NAME, left));
        return left;
    }

    private Entered awaitEntered() throws Exception {
        passUntil(Entered.class);
        return await(Entered.class);
    }

    /** Advances time in small steps until the event occurs, because membership works in rounds. */
    private void passUntil(Class<? extends NetworkEvent> kind) throws Exception {
        awaitTrue(() -> {
            time.timePasses(Duration.ofMillis(100));
            return events.stream().anyMatch(kind::isInstance);
        });
    }

    private NetworkEvent.Condition awaitCondition(NetworkEvent.State state) throws Exception {
        NetworkEvent.Condition next = await(NetworkEvent.Condition.class);
        while (next.state() != state) {
            next = await(NetworkEvent.Condition.class);
        }
        return next;
    }

    private <T extends NetworkEvent> T await(Class<T> kind) throws Exception {
        while (true) {
            NetworkEvent event = events.poll(5, TimeUnit.SECONDS);
            assertThat(event).as("an event %s", kind.getSimpleName()).isNotNull();
            if (kind.isInstance(event)) {
                return kind.cast(event);
            }
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private void awaitTrue(Condition condition) throws Exception {
        testKit.createTestProbe().awaitAssert(Duration.ofSeconds(20), Duration.ofMillis(1), () -> {
            try {
                assertThat(condition.holds()).isTrue();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return Done.getInstance();
        });
    }

    static CompletableFuture<DirectoryReply> grants(DirectoryRequest request) {
        if (request instanceof DirectoryRequest.Create create) {
            return CompletableFuture.completedFuture(
                    new DirectoryReply.Granted(1, create.founder(), new IdBlock(1, 16), Optional.empty()));
        }
        if (request instanceof DirectoryRequest.Refresh refresh) {
            return CompletableFuture.completedFuture(new DirectoryReply.Refreshed(refresh.block()));
        }
        assertThat(request).isInstanceOf(DirectoryRequest.Handover.class);
        return CompletableFuture.completedFuture(new DirectoryReply.Vacated());
    }

    private static CompletableFuture<JoinReply> admits(Header header) {
        Member bob = new Member(new MemberId(new NodeId(2), header.uid()), HERE, new Nick("bob"), new ViewId(1, 2));
        View view = new View(new ViewId(1, 2), ADA.node(), List.of(ADA, bob));
        return CompletableFuture.completedFuture(new JoinReply.Joined(bob.id(), view));
    }

    private static NetworkInfo ledByAda() {
        return new NetworkInfo(THEIRS, NAME, 1, Optional.of(Leader.of(ADA)), Duration.ZERO, 1);
    }

    private static Member member(int number, Uid uid, String nick) {
        return new Member(
                new MemberId(new NodeId(number), uid),
                new Address("10.0.0." + number, 4_800),
                new Nick(nick),
                ViewId.firstOf(1));
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(5, TimeUnit.SECONDS);
    }
}
