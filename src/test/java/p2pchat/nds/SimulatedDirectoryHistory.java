package p2pchat.nds;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.random.RandomGenerator;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryReply.Granted;
import p2pchat.model.DirectoryReply.Refreshed;
import p2pchat.model.DirectoryReply.Stale;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.DirectoryRequest.Create;
import p2pchat.model.DirectoryRequest.Handover;
import p2pchat.model.DirectoryRequest.Refresh;
import p2pchat.model.IdBlock;
import p2pchat.model.Leader;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NetworkName;
import p2pchat.model.ViewId;

/**
 * Nodes and a directory that crashes, restarts, loses its store and is restored from a backup, on a network that
 * delays, loses and duplicates calls.
 *
 * <p>All randomness comes from the seed. The directory's own draws are spread out, because one restoration in 65,536
 * may repeat the ids of another, which is not tested here.
 */
final class SimulatedDirectoryHistory {

    private static final NetworkName NAME = new NetworkName("g1");
    private static final NetworkId NETWORK = new NetworkId(new UUID(0, 1));
    private static final int STEPS = 120;
    private static final int MAX_LOSSES = 6;
    private static final int NODES = 4;

    /** The state of one node, which may be outdated. */
    private static final class Node {
        private final Leader self;
        private long epoch;
        private Optional<Leader> leader = Optional.empty();
        private IdBlock block = IdBlock.NONE;
        private int highestId;

        private Node(Leader self) {
            this.self = self;
        }

        private boolean leads() {
            return epoch > 0 && leader.filter(self::equals).isPresent();
        }

        private ViewId view() {
            return new ViewId(epoch, 0);
        }

        private void learn(long otherEpoch, Optional<Leader> otherLeader, int otherHighest) {
            highestId = Math.max(highestId, otherHighest);
            if (otherEpoch > epoch) {
                epoch = otherEpoch;
                leader = otherLeader;
                block = IdBlock.NONE;
            }
        }
    }

    private record Sent(Node from, DirectoryRequest request) {}

    private final Random random;
    private final RandomGenerator draws = new SpreadDraws();
    private final GrantLedger ledger = new GrantLedger();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Sent> inFlight = new ArrayList<>();
    private final List<Sent> asked = new ArrayList<>();
    private final List<Directory.Effect.Probe> probes = new ArrayList<>();
    private Optional<NetworkRecord> durable = Optional.empty();
    private Optional<NetworkRecord> backup = Optional.empty();
    private Directory directory;
    private int losses;
    private long now;

    SimulatedDirectoryHistory(long seed) {
        random = new Random(seed);
        for (int number = 1; number <= NODES; number++) {
            nodes.add(new Node(TestDirectory.leader(number)));
        }
        directory = start();
    }

    /** Runs the history and returns the number of leaderships. */
    int run() {
        Node founder = nodes.get(0);
        inFlight.add(new Sent(founder, new Create(NAME, NETWORK, founder.self)));
        for (int step = 0; step < STEPS; step++) {
            now += random.nextInt(20) == 0 ? 20_000 : 1 + random.nextInt(3_000);
            act();
        }
        settle();
        return ledger.grants();
    }

    private void act() {
        int dice = random.nextInt(100);
        if (dice < 30) {
            Node node = pick(nodes);
            request(node).ifPresent(request -> inFlight.add(new Sent(node, request)));
        } else if (dice < 60) {
            deliver();
        } else if (dice < 75) {
            confirm();
        } else if (dice < 85) {
            Node from = pick(nodes);
            pick(nodes).learn(from.epoch, from.leader, from.highestId);
        } else if (dice < 93) {
            admit(pick(nodes));
        } else if (dice < 94) {
            backup = durable;
        } else if (dice < 95) {
            directory = start();
        } else if (dice < 96) {
            expire();
        } else if (losses == MAX_LOSSES) {
            return;
        } else if (dice < 98) {
            losses++;
            putBack();
        } else {
            losses++;
            durable = Optional.empty();
            inFlight.removeIf(sent -> sent.request() instanceof Create); // a founder with a network restores it (H5)
            directory = start();
        }
    }

    private void expire() {
        now += Directory.Settings.DEFAULT.abandonedAfter().toMillis();
        Directory.Step step = directory.expire(new DecisionContext(now, wallClock(), draws));
        if (!step.effects().isEmpty()) {
            durable = Optional.empty();
            directory = step.next();
        }
    }

    private Directory start() {
        return start(durable.isEmpty());
    }

    private Directory start(boolean forgetful) {
        probes.clear();
        return Directory.of(NAME, durable, now, forgetful, Directory.Settings.DEFAULT);
    }

    /** Replaces the store by an older copy, and marks it so. */
    private void putBack() {
        backup.ifPresent(copy -> {
            NetworkRecord marked = new NetworkRecord(
                    copy.id(),
                    copy.name(),
                    copy.epoch(),
                    copy.grantedFrom(),
                    copy.leader(),
                    copy.idHighWater(),
                    true,
                    copy.confirmed());
            durable = Optional.of(marked);
            directory = start(true);
        });
    }

    private Optional<DirectoryRequest> request(Node node) {
        if (node.leads() && random.nextInt(4) > 0) {
            return Optional.of(new Refresh(NAME, NETWORK, node.view(), node.self, node.block, 3));
        }
        if (node.leads() && random.nextInt(3) == 0) {
            Optional<Leader> successor = random.nextInt(3) == 0 ? Optional.empty() : Optional.of(pick(nodes).self);
            return Optional.of(new Handover(NAME, NETWORK, node.view(), node.self, successor));
        }
        if (node.leads() && random.nextBoolean()) {
            return Optional.empty();
        }
        directory
                .info(now)
                .filter(info -> random.nextInt(3) == 0)
                .ifPresent(info -> node.learn(info.epoch(), info.leader(), 0));
        return Optional.of(claim(node));
    }

    private Claim claim(Node node) {
        int heard = 1 + random.nextInt(NODES);
        return new Claim(NAME, NETWORK, node.view(), node.self, heard, node.leader, node.highestId);
    }

    /** Delivers in any order. One call in five is delivered twice, possibly after a restart. */
    private void deliver() {
        if (!inFlight.isEmpty()) {
            Sent sent = pick(inFlight);
            if (random.nextInt(5) > 0) {
                inFlight.remove(sent);
            }
            ask(sent);
        }
    }

    private void ask(Sent sent) {
        asked.add(sent);
        take(
                directory.handle(new DecisionContext(now, wallClock(), draws), asked.size() - 1, sent.request()),
                directory);
    }

    private void confirm() {
        if (!probes.isEmpty()) {
            Directory.Effect.Probe probe = probes.remove(0);
            boolean leads = nodes.stream()
                    .anyMatch(node -> node.leads()
                            && node.epoch == probe.epoch()
                            && node.self.uid().equals(probe.leader().uid()));
            Optional<LeaderCheck.Confirmation> answer = random.nextInt(3) == 0
                    ? Optional.empty()
                    : Optional.of(new LeaderCheck.Confirmation(leads, 1 + random.nextInt(NODES)));
            take(
                    directory.leaderAnswered(new DecisionContext(now, wallClock(), draws), probe.number(), answer),
                    directory.checkAbandoned(probe.number()));
        }
    }

    /** Performs a step. The disk may fail, and the process may crash between save and answer. */
    private void take(Directory.Step step, Directory ifNotDurable) {
        for (Directory.Effect effect : step.effects()) {
            if (effect instanceof Directory.Effect.Save save) {
                if (random.nextInt(30) == 0) {
                    directory = ifNotDurable;
                    return;
                }
                requireMonotone(save.record());
                durable = Optional.of(save.record());
                if (random.nextInt(30) == 0) {
                    directory = start();
                    return;
                }
            } else if (effect instanceof Directory.Effect.Probe probe) {
                probes.add(probe);
            } else if (effect instanceof Directory.Effect.Answer answer) {
                answer(asked.get((int) answer.ticket()), answer.reply());
            }
        }
        directory = step.next();
    }

    private void requireMonotone(NetworkRecord next) {
        durable.ifPresent(before -> {
            if (next.epoch() < before.epoch() || next.idHighWater() < before.idHighWater()) {
                throw new AssertionError(before + " became " + next);
            }
        });
    }

    /** The ledger records every answer, the node only those that arrive. */
    private void answer(Sent sent, DirectoryReply reply) {
        boolean arrives = random.nextInt(5) > 0;
        Node node = sent.from();
        if (reply instanceof Granted grant) {
            ledger.granted(grant);
            if (arrives) {
                lead(grant);
            }
        } else if (reply instanceof Refreshed refreshed) {
            long epoch = ((Refresh) sent.request()).view().epoch();
            ledger.reserved(epoch, refreshed.block());
            if (arrives && node.leads() && node.epoch == epoch) {
                IdBlock told = refreshed.block();
                int first = Math.max(told.first(), node.block.first());
                if (told.last() > node.block.last()) {
                    node.block = new IdBlock(first, told.last());
                    node.highestId = Math.max(node.highestId, told.last());
                }
            }
        } else if (reply instanceof Stale stale && arrives) {
            NetworkInfo info = stale.current();
            node.learn(info.epoch(), info.leader(), 0);
        }
    }

    /** Accepts a late grant if it is newer; the protocol is more careful. */
    private void lead(Granted grant) {
        for (Node node : nodes) {
            if (node.self.uid().equals(grant.leader().uid()) && grant.epoch() > node.epoch) {
                node.learn(grant.epoch(), Optional.of(node.self), grant.block().last());
                node.block = grant.block();
            }
        }
    }

    private void admit(Node leader) {
        if (leader.leads() && !leader.block.isEmpty()) {
            ledger.used(leader.epoch, leader.block.first());
            leader.block = leader.block.rest();
        }
    }

    /** After faults stop, the node with the newest view must get to lead, so that no record locks its name. */
    private void settle() {
        Node node = pick(nodes);
        nodes.forEach(other -> node.learn(other.epoch, other.leader, other.highestId));
        if (node.epoch == 0 && durable.isEmpty()) {
            return; // no node knows the network; its founder creates it again
        }
        int before = ledger.grants();
        for (int attempt = 0; attempt < 60 && ledger.grants() == before; attempt++) {
            now += 1_000;
            ask(new Sent(node, claim(node)));
            while (!probes.isEmpty()) {
                Directory.Effect.Probe probe = probes.remove(0);
                take(
                        directory.leaderAnswered(
                                new DecisionContext(now, wallClock(), draws), probe.number(), Optional.empty()),
                        directory.checkAbandoned(probe.number()));
            }
        }
        if (ledger.grants() == before) {
            throw new AssertionError("no leader was granted: " + durable);
        }
    }

    private long wallClock() {
        return TestDirectory.WALL_CLOCK + now;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** Random numbers that stay far apart. */
    private static final class SpreadDraws implements RandomGenerator {
        private int drawn;

        @Override
        public long nextLong() {
            throw new AssertionError("the directory draws bounded numbers only");
        }

        @Override
        public int nextInt(int bound) {
            return 1024 << Math.min(drawn++, 14);
        }
    }
}
