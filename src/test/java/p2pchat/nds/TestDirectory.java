package p2pchat.nds;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import p2pchat.model.Address;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.DirectoryRequest.Create;
import p2pchat.model.DirectoryRequest.Handover;
import p2pchat.model.DirectoryRequest.Refresh;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;

/** Runs a {@link Directory}, and checks that nothing is answered before it is durable, or twice. */
final class TestDirectory {

    static final NetworkName NAME = new NetworkName("g1");
    static final NetworkId NETWORK = new NetworkId(new UUID(0, 1));
    static final NetworkId OTHER_NETWORK = new NetworkId(new UUID(0, 2));
    static final Leader A = leader(1);
    static final Leader B = leader(2);
    static final Leader C = leader(3);

    /** In 2026; far above any epoch without a restoration. */
    static final long WALL_CLOCK = 1_790_000_000_000L;

    private final Random random = new Random(1);
    private final Map<Long, DirectoryReply> answers = new LinkedHashMap<>();
    private final Deque<Directory.Effect.Probe> probes = new ArrayDeque<>();
    private Directory directory;
    private Optional<NetworkRecord> durable;
    private long now = 1_000_000;
    private long tickets;

    private TestDirectory(Optional<NetworkRecord> record, boolean forgetful) {
        durable = record;
        directory = Directory.of(NAME, record, now, forgetful, Directory.Settings.DEFAULT);
    }

    static TestDirectory afterEmptyStart() {
        return new TestDirectory(Optional.empty(), true);
    }

    /** A directory that knows other names, but not this one. */
    static TestDirectory withoutRecord() {
        return new TestDirectory(Optional.empty(), false);
    }

    static TestDirectory with(NetworkRecord record) {
        return new TestDirectory(Optional.of(record), false);
    }

    /** A directory whose store was restored from a backup. */
    static TestDirectory withOldCopy(NetworkRecord copy) {
        NetworkRecord marked = new NetworkRecord(
                copy.id(),
                copy.name(),
                copy.epoch(),
                copy.grantedFrom(),
                copy.leader(),
                copy.idHighWater(),
                true,
                copy.confirmed());
        return new TestDirectory(Optional.of(marked), true);
    }

    /** A network created by A. */
    static TestDirectory foundedByA() {
        TestDirectory desk = withoutRecord();
        desk.reply(founding(NETWORK, A));
        return desk;
    }

    TestDirectory restarted() {
        return new TestDirectory(durable, durable.isEmpty());
    }

    TestDirectory after(Duration time) {
        now += time.toMillis();
        return this;
    }

    private DecisionContext context() {
        return new DecisionContext(now, WALL_CLOCK, random);
    }

    /** Sends a request, and returns its ticket. */
    long ask(DirectoryRequest request) {
        long ticket = ++tickets;
        take(directory.handle(context(), ticket, request));
        return ticket;
    }

    DirectoryReply reply(DirectoryRequest request) {
        return answer(ask(request));
    }

    DirectoryReply.Granted granted(DirectoryRequest request) {
        DirectoryReply reply = reply(request);
        assertThat(reply).isInstanceOf(DirectoryReply.Granted.class);
        return (DirectoryReply.Granted) reply;
    }

    IdBlock refreshed(DirectoryRequest request) {
        DirectoryReply reply = reply(request);
        assertThat(reply).isInstanceOf(DirectoryReply.Refreshed.class);
        return ((DirectoryReply.Refreshed) reply).block();
    }

    DirectoryReply answer(long ticket) {
        assertThat(answers).as("answered").containsKey(ticket);
        return answers.get(ticket);
    }

    boolean waits(long ticket) {
        return !answers.containsKey(ticket);
    }

    /** The oldest probe not yet answered. */
    Directory.Effect.Probe probe() {
        return probes.getFirst();
    }

    boolean probes() {
        return !probes.isEmpty();
    }

    TestDirectory leads(int heard) {
        return confirmed(Optional.of(new LeaderCheck.Confirmation(true, heard)));
    }

    TestDirectory leadsNoLonger() {
        return confirmed(Optional.of(new LeaderCheck.Confirmation(false, 9)));
    }

    TestDirectory staysSilent() {
        return confirmed(Optional.empty());
    }

    TestDirectory confirmed(Optional<LeaderCheck.Confirmation> answer) {
        return confirmed(probes.removeFirst().number(), answer);
    }

    TestDirectory confirmed(long number, Optional<LeaderCheck.Confirmation> answer) {
        take(directory.leaderAnswered(context(), number, answer));
        return this;
    }

    TestDirectory abandoned() {
        directory = directory.checkAbandoned(probes.removeFirst().number());
        return this;
    }

    void expire() {
        take(directory.expire(context()));
    }

    NetworkRecord durable() {
        return durable.orElseThrow();
    }

    NetworkInfo info() {
        return directory.info(now).orElseThrow();
    }

    boolean knowsNothing() {
        return directory.info(now).isEmpty();
    }

    DirectoryReply stale() {
        return new DirectoryReply.Stale(info());
    }

    private void take(Directory.Step step) {
        directory = step.next();
        for (Directory.Effect effect : step.effects()) {
            if (effect instanceof Directory.Effect.Save save) {
                durable = Optional.of(save.record());
            } else if (effect instanceof Directory.Effect.Forget) {
                durable = Optional.empty();
            } else if (effect instanceof Directory.Effect.Probe probe) {
                probes.add(probe);
            } else if (effect instanceof Directory.Effect.Answer answer) {
                assertThat(durable).as("durable before answered").isEqualTo(directory.record());
                assertThat(answers.put(answer.ticket(), answer.reply()))
                        .as("answered once")
                        .isNull();
            }
        }
        assertThat(durable).as("durable").isEqualTo(directory.record());
    }

    static Leader leader(int number) {
        MemberId id = new MemberId(new NodeId(number), new Uid(new UUID(7, number)));
        return new Leader(id, new Address("10.0.0." + number, 4711));
    }

    static ViewId epoch(long epoch) {
        return new ViewId(epoch, epoch == 0 ? 0 : 3);
    }

    static IdBlock block(int first, int last) {
        return new IdBlock(first, last);
    }

    static Create founding(NetworkId network, Leader founder) {
        return new Create(NAME, network, founder);
    }

    static Claim claim(Leader candidate, long epoch) {
        return claim(candidate, epoch, 2, Optional.of(A), 16);
    }

    static Claim claim(Leader candidate, long epoch, int heard, Optional<Leader> knownLeader, int highestId) {
        return new Claim(NAME, NETWORK, epoch(epoch), candidate, heard, knownLeader, highestId);
    }

    static Claim stranger(Leader candidate) {
        return claim(candidate, 0, 1, Optional.empty(), 0);
    }

    static Refresh refresh(Leader leader, long epoch, IdBlock block) {
        return new Refresh(NAME, NETWORK, epoch(epoch), leader, block, 3);
    }

    static Handover handover(Leader from, long epoch, Optional<Leader> to) {
        return new Handover(NAME, NETWORK, epoch(epoch), from, to);
    }
}
