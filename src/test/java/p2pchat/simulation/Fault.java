package p2pchat.simulation;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import p2pchat.model.NodeId;
import p2pchat.model.Restrictions;
import p2pchat.model.Role;
import p2pchat.nds.NetworkRecord;

/**
 * A fault that starts at a given time and, if it lasts, ends after {@code millis}. Hosts are numbered from 1; host 0 is
 * the directory.
 */
sealed interface Fault {

    long at();

    void inject(SimulatedGroup group);

    /**
     * Restricts an author, or lifts all restrictions. Each node learns of it at another time, and also after a crash
     * (attack 28).
     */
    record Restrict(long at, int number, int author, int by, int unseen, boolean lifts) implements Fault {

        private static final long SPREAD_MILLIS = 4_000;
        private static final long RETRY_MILLIS = 100;

        @Override
        public void inject(SimulatedGroup group) {
            Optional<NodeId> restricted = group.store(author).flatMap(NodeStore::node);
            Optional<NodeStore> remover = group.store(by);
            TreeMap<NodeId, Long> limits = new TreeMap<>();
            if (!lifts && restricted.isPresent() && remover.isPresent()) {
                long seen = remover.get()
                        .log
                        .summaryNow()
                        .vector()
                        .of(restricted.get())
                        .contiguous();
                limits.put(restricted.get(), Math.max(0, seen - unseen));
            }
            group.world.chatChecker.ifPresent(checker -> checker.restricted(limits.keySet()));
            Restrictions now = Restrictions.of(limits, Map.of());
            for (int host = 1; host <= group.size; host++) {
                int learner = host;
                group.runLater(group.world.random.nextLong(SPREAD_MILLIS), () -> learn(group, learner, now));
            }
        }

        private void learn(SimulatedGroup group, int host, Restrictions now) {
            if (group.store(host).filter(store -> store.restrictions >= number).isPresent()) {
                group.runLater(20 * RETRY_MILLIS, () -> learn(group, host, now)); // the store may be lost
                return;
            }
            group.unpausedNode(host).flatMap(SimulatedNode::chat).ifPresent(chat -> chat.restrict(now, number));
            group.runLater(RETRY_MILLIS, () -> learn(group, host, now));
        }
    }

    /** Kills the process. Its machine then refuses connections, or does not answer at all if it lost power. */
    record Crash(long at, int node, boolean powerOff) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.crash(node, powerOff);
        }
    }

    /** Starts a process with the host's store or a fresh one, replacing the running process. */
    record Start(long at, int node, boolean keepsStore) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.start(node, keepsStore);
        }
    }

    record Leave(long at, int node) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.unpausedNode(node).ifPresent(SimulatedNode::leave);
        }
    }

    /** Stops the process as SIGSTOP or a long collection does. If suspended, the machine's wall clock runs on (H6). */
    record Pause(long at, int node, long millis, boolean suspended) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.world.host(node).process.ifPresent(process -> {
                process.pause(millis);
                if (suspended) {
                    process.advanceWallClock(millis);
                }
            });
        }
    }

    /** The node states what a person is from now on, if it may, as far as it knows. Two people stay members. */
    record State(long at, int node, int person, SimulatedRoster.Standing standing) implements Fault {

        private static final int MIN_MEMBERS = 2;

        @Override
        public void inject(SimulatedGroup group) {
            SimulatedRoster roster = group.world.roster;
            long members = group.world.runningNodes().stream()
                    .filter(process -> process.host.number != person
                            && roster.standing(process.host.number, roster.numbers())
                                    == SimulatedRoster.Standing.MEMBER)
                    .count();
            group.unpausedNode(node)
                    .filter(process -> members >= MIN_MEMBERS
                            && node != person
                            && process.snapshot().view().isPresent()
                            && roster.standing(node, process.store.statements) == SimulatedRoster.Standing.MEMBER)
                    .ifPresent(process -> process.learn(Set.of(roster.state(person, standing))));
        }
    }

    /** A leader shows a view in which two members have swapped their ids (attack 13). */
    record SwappedIds(long at) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.activeMembers().stream()
                    .filter(node -> node.hasRole(Role.LEADER) && node.pausedUntil() <= group.world.loop.now())
                    .findFirst()
                    .ifPresent(SimulatedNode::showSwappedIds);
        }
    }

    /** The node shows two views of each id once it leads: every other host does not learn of members that join (attack 12). */
    record TwoViews(long at, int node) implements Fault {

        private static final long RETRY_MILLIS = 200;

        @Override
        public void inject(SimulatedGroup group) {
            Optional<SimulatedNode> leader = group.unpausedNode(node).filter(process -> process.hasRole(Role.LEADER));
            if (leader.isPresent()) {
                leader.get().deceive(host -> host % 2 == 0);
            } else if (group.world.loop.now() < FaultGenerator.END) {
                group.runLater(RETRY_MILLIS, () -> inject(group));
            }
        }
    }

    /** Drops everything sent in one direction. */
    record Cut(long at, int from, int to, long millis) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.cut(from, to, millis);
        }
    }

    /** Cuts a node from all members and the directory. */
    record Isolation(long at, int node, long millis) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.split(1 << node, millis);
        }
    }

    /** Cuts a node from all members, but not from the directory (H2). */
    record MemberIsolation(long at, int node, long millis) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            for (int other = 1; other <= group.size; other++) {
                group.cut(node, other, millis);
                group.cut(other, node, millis);
            }
        }
    }

    /** Splits the hosts into those with a bit in the mask and the rest. */
    record Split(long at, int mask, long millis) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.split(mask, millis);
        }
    }

    /** Cuts a node from the directory permanently. */
    record DirectoryCut(long at, int node) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.world.network.cut(node, World.DIRECTORY);
            group.world.network.cut(World.DIRECTORY, node);
        }
    }

    record PacketLoss(long at, int perMille, long millis) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.world.network.setLoss(perMille);
            group.runLater(millis, () -> group.world.network.setLoss(0));
        }
    }

    record Duplication(long at, int perMille, long millis) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.world.network.setDuplication(perMille);
            group.runLater(millis, () -> group.world.network.setDuplication(0));
        }
    }

    record Delay(long at, int spanMillis, long millis) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.world.network.setDelaySpan(spanMillis);
            group.runLater(millis, () -> group.world.network.setDelaySpan(SimulatedNetwork.DEFAULT_DELAY_SPAN_MILLIS));
        }
    }

    /** Breaks the connections between two living processes. */
    record ConnectionLost(long at, int one, int other) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.world
                    .host(one)
                    .process
                    .ifPresent(first -> group.world
                            .host(other)
                            .process
                            .filter(second -> second != first)
                            .ifPresent(second -> {
                                group.breakConnections(first, second);
                                group.loseConnection(first, second.uid());
                                group.loseConnection(second, first.uid());
                            }));
        }
    }

    /** Stops the directory for a while, and erases its store if {@code amnesia} is set (H5). */
    record DirectoryOutage(long at, long millis, boolean amnesia) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            if (group.world.directory.process.isPresent()) {
                group.stopDirectory(amnesia);
                group.runLater(millis, group::startDirectory);
            }
        }
    }

    record DirectoryBackup(long at) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.world.directoryBackup = group.world.directoryStore;
        }
    }

    /** Stops the directory for a while, then starts it from the last backup of its store (H5). */
    record DirectoryRestore(long at, long millis) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            World world = group.world;
            if (world.directory.process.isPresent() && world.directoryBackup.isPresent()) {
                group.stopDirectory(false);
                world.directoryStore = world.directoryBackup.map(DirectoryRestore::markedAsRestored);
                world.directoryRestored = true;
                group.runLater(millis, group::startDirectory);
            }
        }

        /** The store detects that it is a restored copy and marks its records at once. */
        private static NetworkRecord markedAsRestored(NetworkRecord copy) {
            return new NetworkRecord(
                    copy.id(),
                    copy.name(),
                    copy.epoch(),
                    copy.grantedFrom(),
                    copy.leader(),
                    copy.idHighWater(),
                    true,
                    copy.confirmed());
        }
    }

    /** Sends this many messages without a pause. */
    record SendMessages(long at, int node, int count) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.unpausedNode(node).flatMap(SimulatedNode::chat).ifPresent(chat -> {
                for (int line = 0; line < count; line++) {
                    chat.send("line " + line);
                }
            });
        }
    }

    /** Edits or deletes one of the node's messages. */
    record Amend(long at, int node, boolean deletes) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.unpausedNode(node).flatMap(SimulatedNode::chat).ifPresent(chat -> chat.amend(deletes));
        }
    }

    /** Sends a message as soon as the node is a member, as a script does, before it has caught up (newcomer 1). */
    record FirstMessage(long at, int node) implements Fault {

        private static final long PATIENCE_MILLIS = 10_000;

        @Override
        public void inject(SimulatedGroup group) {
            Optional<SimulatedNode> member = group.unpausedNode(node).filter(process -> process.hasRole(Role.MEMBER));
            if (member.isPresent()) {
                member.flatMap(SimulatedNode::chat).ifPresent(chat -> chat.send("first"));
            } else if (group.world.loop.now() < at + PATIENCE_MILLIS) {
                group.runLater(1, () -> inject(group));
            }
        }
    }

    /** Kills the leader some time after the node's next catch-up has begun. */
    record InterruptedCatchUp(long at, int node, long afterMillis) implements Fault {

        private static final long PATIENCE_MILLIS = 10_000;

        @Override
        public void inject(SimulatedGroup group) {
            boolean begun = group.unpausedNode(node)
                    .flatMap(SimulatedNode::chat)
                    .filter(SimulatedChatNode::catchingUp)
                    .isPresent();
            if (begun) {
                group.runLater(afterMillis, () -> group.leaderOf(node).ifPresent(leader -> group.crash(leader, false)));
            } else if (group.world.loop.now() < at + PATIENCE_MILLIS) {
                group.runLater(1, () -> inject(group));
            }
        }
    }

    /** Lets every write to the store fail. */
    record DiskFull(long at, int node, long millis) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.store(node).ifPresent(store -> {
                store.log.full(true);
                group.runLater(millis, () -> store.log.full(false));
            });
        }
    }

    /** Lets every write of a view hang, as on a frozen file system. */
    record StoreHang(long at, int node, long millis) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.unpausedNode(node).ifPresent(process -> process.hangStore(millis));
        }
    }

    /** Sets the wall clock wrong permanently. */
    record ClockSkew(long at, int node, long skewMillis) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.store(node).ifPresent(store -> store.skewMillis = skewMillis);
        }
    }

    record Backup(long at, int node) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.store(node)
                    .filter(store -> store.node().isPresent()) // a node without an id would not use it
                    .ifPresent(store -> store.backup = Optional.of(store.backUp()));
        }
    }

    /** Restarts the process from the last backup of its store (H11). */
    record Restore(long at, int node) implements Fault {
        @Override
        public void inject(SimulatedGroup group) {
            group.restore(node);
        }
    }
}
