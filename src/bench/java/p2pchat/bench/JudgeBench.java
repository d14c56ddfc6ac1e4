package p2pchat.bench;

import com.google.gson.JsonObject;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationCheck;
import p2pchat.model.InvitationId;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkName;
import p2pchat.model.PersonKey;
import p2pchat.model.Sha256;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.roster.Judgement;
import p2pchat.roster.StatementGraph;

/** Measures the judgement of who may do what, with statements of usual groups and of hostile members. */
final class JudgeBench {

    private static final int WARM_UP = 30;
    private static final int FOUNDER = 0;
    private static final Bytes UNSIGNED = Bytes.of(new byte[64]);

    /** Everything is proven, because the edge verifies signatures. */
    private static final InvitationCheck CHECK = new InvitationCheck() {
        @Override
        public boolean isInvited(PersonKey person, Act.Invited basis, Bytes invitationKey) {
            return true;
        }

        @Override
        public InvitationId id(Bytes invitationKey) {
            return InvitationId.of(Arrays.copyOf(invitationKey.toArray(), InvitationId.SIZE));
        }
    };

    private final int rounds;
    private final boolean json;
    private final Consumer<String> out;

    JudgeBench(int rounds, boolean json, Consumer<String> out) {
        this.rounds = rounds;
        this.json = json;
        this.out = out;
    }

    /** Runs the benchmark and prints one line for each kind of group. */
    void run() {
        Map<String, History> histories = new LinkedHashMap<>();
        histories.put("usual", usual(2_000));
        histories.put("admin floods", adminFloods());
        histories.put("owners contend", ownersContend());
        histories.put("one invitation", usual(10_000));
        histories.forEach(this::measure);
    }

    private void measure(String name, History history) {
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < WARM_UP + rounds; i++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            Judgement judgement = Judgement.of(history.genesis, history.graph);
            long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            if (judgement.authority().people().isEmpty()) {
                throw new IllegalStateException("nobody was judged");
            }
            if (i >= WARM_UP) {
                times.add(Duration.ofNanos(end - start));
            }
        }
        Statistics statistics = new Statistics(times);
        int size = history.graph.size();
        if (json) {
            JsonObject line = new JsonObject();
            line.addProperty("benchmark", "judge");
            line.addProperty("history", name);
            line.addProperty("statements", size);
            line.addProperty("medianMicros", statistics.percentile(50).toNanos() / 1_000);
            line.addProperty("maxMicros", statistics.max().toNanos() / 1_000);
            out.accept(line.toString());
        } else {
            out.accept(String.format(
                    Locale.ROOT,
                    "%,d statements, %s: %.1f ms of processor time, at most %.1f ms",
                    size,
                    name,
                    statistics.percentile(50).toNanos() / 1e6,
                    statistics.max().toNanos() / 1e6));
        }
    }

    /** Ten admins invite and admit, remove some, and change roles. */
    private static History usual(int size) {
        History history = new History();
        for (int admin = 1; admin <= 10; admin++) {
            history.state(FOUNDER, role(admin, admin == 1 ? MemberRole.OWNER : MemberRole.ADMIN, Cuts.NONE));
        }
        Bytes key = key(200);
        history.state(FOUNDER, new Act.Invite(key, 0, 0, MemberRole.MEMBER));
        for (int i = 0; history.graph.size() < size; i++) {
            int admin = i % 11;
            PersonKey person = person(100 + i);
            history.state(
                    admin,
                    i % 3 == 0 && size <= 2_000
                            ? new Act.Admit(person, new Act.Approved())
                            : new Act.Admit(person, new Act.Invited(CHECK.id(key), UNSIGNED)));
            if (i % 20 == 19 && size <= 2_000) {
                history.state(admin, new Act.Remove(person, i % 40 == 39, "", Cuts.NONE));
            }
            if (i % 25 == 24 && size <= 2_000) {
                history.state(admin, role(100 + i - 1, MemberRole.READER, Cuts.NONE));
            }
        }
        return history;
    }

    /** An admin states all that it can about one person, from devices that do not know of each other. */
    private static History adminFloods() {
        History history = new History();
        for (int admin = 1; admin <= 2; admin++) {
            history.state(FOUNDER, role(admin, MemberRole.ADMIN, Cuts.NONE));
        }
        List<StatementHash> start = history.tips();
        for (int i = 0; history.graph.size() < 1_590; i++) {
            Act act = i % 2 == 0
                    ? new Act.Remove(person(99), true, "", Cuts.NONE)
                    : i % 4 == 1 ? role(99, MemberRole.MEMBER, Cuts.NONE) : new Act.Unban(person(99));
            history.state(1 + i % 2, i / 2, start, act);
        }
        return history;
    }

    /** Two owners promote and lower a third at the same time, who states on. */
    private static History ownersContend() {
        History history = new History();
        history.state(FOUNDER, role(1, MemberRole.OWNER, Cuts.NONE));
        history.state(FOUNDER, role(2, MemberRole.OWNER, Cuts.NONE));
        for (int i = 0; history.graph.size() < 1_790; i++) {
            int owner = i % 2;
            history.state(owner, role(2, MemberRole.OWNER, Cuts.NONE));
            history.state(2, new Act.SetTopic("topic"));
            history.state(owner, role(2, MemberRole.ADMIN, history.cuts(2)));
        }
        return history;
    }

    private static Act role(int person, MemberRole role, Cuts cuts) {
        return new Act.SetRole(person(person), role, cuts);
    }

    private static Bytes key(int number) {
        return Bytes.of(Sha256.digest(ByteBuffer.allocate(4).putInt(number).array()));
    }

    private static PersonKey person(int number) {
        return new PersonKey(key(number));
    }

    /** A network that the founder created. */
    private static final class History {
        private final Genesis genesis = new Genesis(
                new NetworkName("bench"),
                person(FOUNDER),
                new DeviceKey(key(FOUNDER)),
                new DeviceKey(key(1)),
                Genesis.DirectoryMode.PINNED,
                Bytes.of(new byte[16]),
                AdmissionPolicy.INVITE);
        private final StatementGraph graph = new StatementGraph(genesis, CHECK);

        private List<StatementHash> tips() {
            return graph.parents(new DeviceKey(key(FOUNDER)));
        }

        private Cuts cuts(int person) {
            return new Cuts(graph.lastNumbers(person(person)), Map.of());
        }

        private void state(int person, Act act) {
            state(person, 0, Optional.empty(), act);
        }

        private void state(int person, int device, List<StatementHash> parents, Act act) {
            state(person, device, Optional.of(parents), act);
        }

        private void state(int person, int device, Optional<List<StatementHash>> parents, Act act) {
            DeviceKey key = new DeviceKey(key(person << 16 | device));
            long number = graph.lastNumber(key) + 1;
            byte[] hash = Sha256.digest(
                    key.bytes().toArray(),
                    ByteBuffer.allocate(Long.BYTES).putLong(number).array());
            StatementGraph.Addition addition = graph.add(new Statement(
                    new DeviceCertificate(person(person), key, 0, UNSIGNED),
                    number,
                    parents.orElseGet(() -> graph.parents(key)),
                    0,
                    act,
                    UNSIGNED,
                    StatementHash.of(hash)));
            if (addition.outcome() != StatementGraph.Outcome.ADDED) {
                throw new IllegalStateException(act + " was not added: " + addition.outcome());
            }
        }
    }
}
