package p2pchat.simulation;

import java.util.Optional;
import java.util.stream.IntStream;
import p2pchat.nds.NetworkRecord;

/** Does to a group what a {@link Fault} says, and ends it in time. */
final class FaultInjector {

    private FaultInjector() {}

    static void begin(SimulatedGroup group, Fault fault) {
        group.world.note(() -> "-- " + fault);
        if (fault instanceof Fault.Crash crash) {
            group.crash(crash.node(), crash.powerOff());
        } else if (fault instanceof Fault.Start start) {
            group.start(start.node(), start.keepsStore());
        } else if (fault instanceof Fault.Leave leave) {
            group.world
                    .place(leave.node())
                    .process
                    .filter(node -> node.pausedUntil() <= group.world.timeline.now())
                    .ifPresent(SimulatedNode::leave);
        } else if (fault instanceof Fault.Pause pause) {
            group.world.place(pause.node()).process.ifPresent(node -> {
                node.pause(pause.millis());
                if (pause.suspended()) {
                    node.suspended(pause.millis());
                }
            });
        } else if (fault instanceof Fault.Cut cut) {
            group.cut(cut.from(), cut.to(), cut.millis());
        } else if (fault instanceof Fault.Isolation isolation) {
            split(group, 1 << isolation.node(), isolation.millis());
        } else if (fault instanceof Fault.Shunning shunning) {
            for (int other = 1; other <= group.size; other++) {
                group.cut(shunning.node(), other, shunning.millis());
                group.cut(other, shunning.node(), shunning.millis());
            }
        } else if (fault instanceof Fault.Split split) {
            split(group, split.mask(), split.millis());
        } else if (fault instanceof Fault.Banishment banishment) {
            group.world.network.cut(banishment.node(), World.DIRECTORY);
            group.world.network.cut(World.DIRECTORY, banishment.node());
        } else if (fault instanceof Fault.Loss loss) {
            group.world.network.loss(loss.perMille());
            group.after(loss.millis(), () -> group.world.network.loss(0));
        } else if (fault instanceof Fault.Doubling doubling) {
            group.world.network.doubling(doubling.perMille());
            group.after(doubling.millis(), () -> group.world.network.doubling(0));
        } else if (fault instanceof Fault.Delay delay) {
            group.world.network.delay(delay.spanMillis());
            group.after(delay.millis(), () -> group.world.network.delay(3));
        } else if (fault instanceof Fault.ConnectionLost lost) {
            group.world
                    .place(lost.one())
                    .process
                    .ifPresent(one -> group.world
                            .place(lost.other())
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
                group.after(outage.millis(), group::startDirectory);
            }
        } else if (fault instanceof Fault.DirectoryBackup) {
            group.world.directoryBackup = group.world.directoryStore;
        } else if (fault instanceof Fault.DirectoryRestore restore) {
            if (group.world.directory.process.isPresent() && group.world.directoryBackup.isPresent()) {
                group.stopDirectory(false);
                group.world.directoryStore = group.world.directoryBackup.map(FaultInjector::distrusted);
                group.world.directoryPutBack = true;
                group.after(restore.millis(), group::startDirectory);
            }
        } else if (fault instanceof Fault.Say say) {
            voice(group, say.node())
                    .ifPresent(voice -> IntStream.range(0, say.lines()).forEach(line -> voice.say("line " + line)));
        } else if (fault instanceof Fault.Amend amend) {
            voice(group, amend.node()).ifPresent(voice -> voice.amend(amend.deletes()));
        } else if (fault instanceof Fault.Full full) {
            group.store(full.node()).ifPresent(store -> {
                store.log.full(true);
                group.after(full.millis(), () -> store.log.full(false));
            });
        } else if (fault instanceof Fault.Clock clock) {
            group.store(clock.node()).ifPresent(store -> store.skewMillis = clock.skewMillis());
        } else if (fault instanceof Fault.Backup backup) {
            group.store(backup.node())
                    .filter(store -> store.node().isPresent()) // else no start would use it
                    .ifPresent(store -> store.backup = Optional.of(store.copy()));
        } else if (fault instanceof Fault.Restore restore) {
            group.restore(restore.node());
        } else {
            throw new AssertionError("nobody does " + fault);
        }
    }

    /** A store sees that it is a copy that was put back, and marks its records at once. */
    private static NetworkRecord distrusted(NetworkRecord copy) {
        return new NetworkRecord(
                copy.id(), copy.name(), copy.epoch(), copy.grantedFrom(), copy.leader(), copy.idHighWater(), true);
    }

    private static Optional<SimulatedChatNode> voice(SimulatedGroup group, int node) {
        return group.world
                .place(node)
                .process
                .filter(process -> process.pausedUntil() <= group.world.timeline.now())
                .flatMap(SimulatedNode::voice);
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
