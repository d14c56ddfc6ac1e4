package p2pchat.simulation;

import java.util.List;
import java.util.function.Consumer;

/** One scripted run of a small group per hazard of protocol 1 that shows in roles and views. */
final class HazardScenarios {

    private static final long FOREVER = 1_000_000;

    /**
     * @param expectation what the transcript must show
     * @param chatting whether the members send messages
     */
    record HazardScenario(
            String name,
            String expectation,
            int size,
            int latecomers,
            boolean chatting,
            Consumer<SimulatedGroup> script) {

        HazardScenario(String name, String expectation, int size, int latecomers, Consumer<SimulatedGroup> script) {
            this(name, expectation, size, latecomers, false, script);
        }
    }

    private HazardScenarios() {}

    static final List<HazardScenario> ALL = List.of(
            new HazardScenario(
                    "H01-symmetric-partition",
                    "The half that reaches the directory continues in a new epoch. The other half rejoins once the partition heals.",
                    4,
                    0,
                    group -> {
                        group.inject(new Fault.Split(now(group), 0b00110, 8_000)); // n1 and n2 | the rest
                        group.run(13_000);
                    }),
            new HazardScenario(
                    "H02-only-the-directory-reaches-the-leader",
                    "A leader that hears fewer members than the candidate is replaced, even if the directory reaches it.",
                    4,
                    0,
                    group -> {
                        for (int member = 2; member <= 4; member++) {
                            group.cut(member, 1, FOREVER);
                            group.cut(1, member, FOREVER);
                        }
                        group.run(8_000);
                    }),
            new HazardScenario(
                    "H03-only-the-members-reach-the-leader",
                    "No election, because members watch the leader and not the directory.",
                    3,
                    0,
                    group -> {
                        group.cut(1, World.DIRECTORY, 10_000);
                        group.cut(World.DIRECTORY, 1, 10_000);
                        group.run(12_000);
                    }),
            new HazardScenario(
                    "H04-directory-down",
                    "A live leader keeps leading; a dead one is not replaced before the directory is back."
                            + " No member promotes itself.",
                    3,
                    0,
                    group -> {
                        group.inject(new Fault.DirectoryOutage(now(group), 12_000, false));
                        group.run(3_000);
                        group.crash(1, false);
                        group.run(14_000);
                    }),
            new HazardScenario(
                    "H05-directory-forgets-everything",
                    "The leader's refresh restores the record. The next grant skips all epochs that may have been lost.",
                    3,
                    0,
                    group -> {
                        group.inject(new Fault.DirectoryOutage(now(group), 1_000, true));
                        group.run(5_000);
                        group.crash(1, false);
                        group.run(3_000);
                    }),
            new HazardScenario(
                    "H06-leader-paused",
                    "A leader that was paused is fenced off by the epoch and returns as a member with its old id.",
                    3,
                    0,
                    group -> {
                        group.node(1).pause(6_000);
                        group.run(12_000);
                    }),
            new HazardScenario(
                    "H07-two-leaders-assign-ids",
                    "One member joins before the change of leader and one after it. Ids come from blocks, so they never collide.",
                    6,
                    2,
                    group -> {
                        group.inject(new Fault.Split(now(group), 0b0100011, 9_000)); // directory, n1, p5 | n2 n3 n4, p6
                        group.run(100);
                        group.start(5, false);
                        group.run(1_000);
                        group.crash(1, true);
                        group.run(9_000);
                        group.start(6, false);
                        group.run(8_000);
                    }),
            new HazardScenario(
                    "H08-living-member-dropped", "A dropped member returns with the same id.", 3, 0, group -> {
                        group.inject(new Fault.Isolation(now(group), 3, 6_000));
                        group.run(12_000);
                    }),
            new HazardScenario(
                    "H09-coordinator-lost",
                    "A member that misses the announcement of the new leader learns of it through its own next ping.",
                    3,
                    0,
                    group -> {
                        group.cut(2, 3, 1_800);
                        group.crash(1, false);
                        group.run(5_000);
                    }),
            new HazardScenario(
                    "H10-leader-dies-between-grant-and-announcement",
                    "The directory names a dead winner of epoch 2. The survivors verify that it is dead and continue in epoch 3.",
                    4,
                    0,
                    group -> {
                        group.crash(1, false);
                        group.runUntil("the grant", 5_000, () -> group.world.safety.grantCount() == 2);
                        group.crash(2, true);
                        group.run(9_000);
                    }),
            new HazardScenario(
                    "H12-join-during-an-election", "The new node retries until there is a leader.", 4, 1, group -> {
                        group.crash(1, true);
                        group.run(500);
                        group.start(4, false);
                        group.run(6_000);
                    }),
            new HazardScenario(
                    "H12-admission-lost-with-its-leader",
                    "n1 admits p5 as n5, but its answer is lost and n2 does not learn of it. After n1 has died, n2 admits p5 as n17, and the others accept that.",
                    5,
                    1,
                    group -> {
                        group.cut(1, 5, FOREVER);
                        group.cut(1, 2, FOREVER);
                        group.start(5, false);
                        group.runUntil("n3 knows of n5", 5_000, () -> members(group, 3) == 5);
                        for (int other = 3; other <= 4; other++) {
                            group.cut(2, other, 3_000);
                            group.cut(other, 2, 3_000);
                        }
                        group.crash(1, true);
                        group.run(12_000);
                    }),
            new HazardScenario(
                    "H15-the-name-is-taken-again",
                    "A second network is created after the directory lost its store. The older network refreshes its record and keeps the name.",
                    4,
                    1,
                    group -> {
                        group.stopDirectory(true);
                        group.startDirectory();
                        group.startFounder(4);
                        group.run(5_000);
                    }),
            new HazardScenario(
                    "H16-another-incarnation-at-the-old-address",
                    "A member that lost its store is a new member with a new id, even if it listens at the old address.",
                    3,
                    0,
                    group -> {
                        group.start(2, false);
                        group.run(5_000);
                    }),
            new HazardScenario(
                    "H17-the-lowest-id-returns",
                    "No takeover: the leader keeps leading, and the lowest id returns as a member.",
                    3,
                    0,
                    group -> {
                        group.crash(1, false);
                        group.run(3_000);
                        group.start(1, true);
                        group.run(3_000);
                    }),
            new HazardScenario(
                    "H18-epochs-and-views-are-one-value",
                    "A view of a lower epoch never wins, however high its number within it.",
                    4,
                    0,
                    group -> {
                        group.inject(new Fault.Isolation(now(group), 1, 9_000));
                        group.run(4_000);
                        group.start(4, true);
                        group.run(9_000);
                    }),
            new HazardScenario(
                    "H19-all-members-gone",
                    "A newcomer revives a network whose leader was silent for 15 s.",
                    3,
                    1,
                    group -> {
                        group.crash(1, true);
                        group.crash(2, true);
                        group.start(3, false);
                        group.run(20_000);
                    }),
            new HazardScenario(
                    "H20-the-leader-leaves",
                    "It hands over first. That takes two round trips and no failure detection.",
                    3,
                    0,
                    group -> {
                        group.node(1).leave();
                        group.run(1_000);
                        group.node(2).leave();
                        group.run(1_000);
                        group.node(3).leave();
                        group.run(1_000);
                        group.start(1, true);
                        group.run(3_000);
                    }),
            new HazardScenario(
                    "H21-all-suspect-the-leader-at-once",
                    "The lowest survivor acts alone: one claim, one grant.",
                    6,
                    0,
                    group -> {
                        group.crash(1, false);
                        group.run(2_000);
                    }),
            new HazardScenario(
                    "H24-message-before-its-view",
                    "Messages that arrive before the view wait for it: n4's until the view is fetched,"
                            + " n5's for 400 ms because it cannot be fetched. Messages of a dropped member do not wait.",
                    5,
                    2,
                    true,
                    group -> {
                        Scenarios.sendRightAfterJoin(group, 4, "hello");
                        group.run(1_000);
                        group.cut(1, 3, 700);
                        Scenarios.sendRightAfterJoin(group, 5, "hi");
                        group.run(1_000);
                        group.inject(new Fault.Isolation(now(group), 4, 7_000));
                        group.run(5_000);
                        Scenarios.send(group, 4, "still here");
                        group.run(9_000);
                    }));

    private static int members(SimulatedGroup group, int node) {
        return group.node(node).snapshot().view().orElseThrow().members().size();
    }

    private static long now(SimulatedGroup group) {
        return group.world.loop.now();
    }
}
