package p2pchat.simulation;

import java.util.Optional;
import java.util.stream.IntStream;
import p2pchat.nds.NetworkRecord;

/** Does to a group what a {@link Fault} says, and ends it in time. */
final class FaultInjector {

    private FaultInjector() {}

    static void inject(SimulatedGroup group, Fault fault) {
        group.world.note(() -> "-- " + fault);
        if (fault instanceof Fault.Crash crash) {
            group.crash(crash.node(), crash.powerOff());
        } else if (fault instanceof Fault.Start start) {
            group.start(start.node(), start.keepsStore());
        } else if (fault instanceof Fault.Leave leave) {
            group.world
                    .host(leave.node())
                    .process
                    .filter(node -> node.pausedUntil() <= group.world.loop.now())
                    .ifPresent(SimulatedNode::leave);
        } else if (fault instanceof Fault.Pause pause) {
            group.world.host(pause.node()).process.ifPresent(node -> {
                node.pause(pause.millis());
                if (pause.suspended()) {
                    node.advanceWallClock(pause.millis());
                }
            });
        } else if (fault instanceof Fault.Cut cut) {
            group.cut(cut.from(), cut.to(), cut.millis());
        } else if (fault instanceof Fault.Isolation isolation) {
            split(group, 1 << isolation.node(), isolation.millis());
        } else if (fault instanceof Fault.MemberIsolation shunning) {
            for (int other = 1; other <= group.size; other++) {
                group.cut(shunning.node(), other, shunning.millis());
                group.cut(other, shunning.node(), shunning.millis());
            }
        } else if (fault instanceof Fault.Split split) {
            split(group, split.mask(), split.millis());
        } else if (fault instanceof Fault.DirectoryCut banishment) {
            group.world.network.cut(banishment.node(), World.DIRECTORY);
            group.world.network.cut(World.DIRECTORY, banishment.node());
        } else if (fault instanceof Fault.PacketLoss loss) {
            group.world.network.setLoss(loss.perMille());
            group.runLater(loss.millis(), () -> group.world.network.setLoss(0));
        } else if (fault instanceof Fault.Duplication doubling) {
            group.world.network.setDuplication(doubling.perMille());
            group.runLater(doubling.millis(), () -> group.world.network.setDuplication(0));
        } else if (fault instanceof Fault.Delay delay) {
            group.world.network.delay(delay.spanMillis());
            group.runLater(delay.millis(), () -> group.world.network.delay(3));
        } else if (fault instanceof Fault.ConnectionLost lost) {
            group.world
                    .host(lost.one())
                    .process
                    .ifPresent(one -> group.world
                            .host(lost.other())
                            .process
                            .filter(other -> other != one)
                            .ifPresent(other -> {
                                group.breakConnections(one, other);
                                group.loseConnection(one, other.uid());
                                group.loseConnection(other, one.uid());
                            }));
        } else if (fault instanceof Fault.DirectoryOutage outage) {
            if (group.world.directory.process.isPresent()) {
                group.stopDirectory(outage.amnesia());
                group.runLater(outage.millis(), group::startDirectory);
            }
        } else if (fault instanceof Fault.DirectoryBackup) {
            group.world.directoryBackup = group.world.directoryStore;
        } else if (fault instanceof Fault.DirectoryRestore restore) {
            if (group.world.directory.process.isPresent() && group.world.directoryBackup.isPresent()) {
                group.stopDirectory(false);
                group.world.directoryStore = group.world.directoryBackup.map(FaultInjector::markedAsRestored);
                group.world.directoryRestored = true;
                group.runLater(restore.millis(), group::startDirectory);
            }
        } else if (fault instanceof Fault.SendMessages say) {
            runningChat(group, say.node())
                    .ifPresent(chat -> IntStream.range(0, say.lines()).forEach(line -> chat.send("line " + line)));
        } else if (fault instanceof Fault.Amend amend) {
            runningChat(group, amend.node()).ifPresent(chat -> chat.amend(amend.deletes()));
        } else if (fault instanceof Fault.DiskFull full) {
            group.store(full.node()).ifPresent(store -> {
                store.log.full(true);
                group.runLater(full.millis(), () -> store.log.full(false));
            });
        } else if (fault instanceof Fault.ClockSkew clock) {
            group.store(clock.node()).ifPresent(store -> store.skewMillis = clock.skewMillis());
        } else if (fault instanceof Fault.Backup backup) {
            group.store(backup.node())
                    .filter(store -> store.node().isPresent()) // else no start would use it
                    .ifPresent(store -> store.backup = Optional.of(store.backUp()));
        } else if (fault instanceof Fault.Restore restore) {
            group.restore(restore.node());
        } else {
            throw new AssertionError("nobody does " + fault);
        }
    }

    /** A store sees that it is a copy that was put back, and marks its records at once. */
    private static NetworkRecord markedAsRestored(NetworkRecord copy) {
        return new NetworkRecord(
                copy.id(), copy.name(), copy.epoch(), copy.grantedFrom(), copy.leader(), copy.idHighWater(), true);
    }

    private static Optional<SimulatedChatNode> runningChat(SimulatedGroup group, int node) {
        return group.world
                .host(node)
                .process
                .filter(process -> process.pausedUntil() <= group.world.loop.now())
                .flatMap(SimulatedNode::chat);
    }

    private static void split(SimulatedGroup group, int mask, long millis) {
        for (int from = 0; from <= group.size; from++) {
            for (int to = 0; to <= group.size; to++) {
                if ((mask >> from & 1) != (mask >> to & 1)) {
                    group.cut(from, to, millis);
                }
            }
        }
    }
}
