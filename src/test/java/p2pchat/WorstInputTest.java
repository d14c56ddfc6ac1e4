package p2pchat;

import static p2pchat.WorstInputs.ANN;
import static p2pchat.WorstInputs.INPUTS;
import static p2pchat.WorstInputs.NAME;
import static p2pchat.WorstInputs.NETWORK;
import static p2pchat.WorstInputs.SEEDS;
import static p2pchat.WorstInputs.VIEW;
import static p2pchat.WorstInputs.check;
import static p2pchat.WorstInputs.values;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import p2pchat.chat.ChatActor;
import p2pchat.chat.ChatLog;
import p2pchat.chat.Exchanges;
import p2pchat.chat.UnaryMessages;
import p2pchat.election.ElectionActor;
import p2pchat.election.ElectionSettings;
import p2pchat.election.Electorate;
import p2pchat.liveness.LivenessActor;
import p2pchat.liveness.LivenessSettings;
import p2pchat.liveness.Pings;
import p2pchat.log.LogStore;
import p2pchat.log.MessageLogActor;
import p2pchat.membership.Applicant;
import p2pchat.membership.DirectoryCalls;
import p2pchat.membership.Membership;
import p2pchat.membership.MembershipActor;
import p2pchat.membership.MembershipSettings;
import p2pchat.membership.Peers;
import p2pchat.membership.ViewStore;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Digest;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Ranges;
import p2pchat.model.StatementSigner;
import p2pchat.model.VersionVector;
import p2pchat.nds.DecisionContext;
import p2pchat.nds.Directory;
import p2pchat.nds.LeaderCheck;
import p2pchat.roster.Roster;
import p2pchat.roster.RosterActor;
import p2pchat.roster.RosterPeers;
import p2pchat.roster.StatementStore;
import p2pchat.sync.LocalLog;
import p2pchat.sync.RemoteLogs;
import p2pchat.sync.SyncActor;

/** No input ends an actor that holds state, whatever values its fields have (reliability F1). */
class WorstInputTest {

    @Test
    void membership() {
        ViewStore.Kept kept = new ViewStore.Kept(Optional.of(ANN.id()), Optional.of(VIEW), List.of());
        Applicant applicant =
                new Applicant(NAME, ANN.uid(), ANN.nick(), ANN.address(), new Address("127.0.0.1", 4_700), true);
        check(
                MembershipActor.Command.class,
                values -> MembershipActor.create(
                        NAME,
                        new Membership(MembershipSettings.DEFAULT, applicant, Optional.of(NETWORK), kept),
                        new MembershipActor.Ports(
                                values.port(DirectoryCalls.class),
                                values.port(Peers.class),
                                values.port(ViewStore.class),
                                report -> {},
                                () -> 1_000,
                                new Random(1))));
    }

    @Test
    void liveness() {
        check(
                LivenessActor.Command.class,
                values -> LivenessActor.create(
                        LivenessSettings.BALANCED,
                        new LivenessActor.Ports(
                                values.port(Pings.class), report -> {}, () -> 1_000, () -> 2_000, new Random(1))));
    }

    @Test
    void election() {
        check(
                ElectionActor.Command.class,
                values -> ElectionActor.create(
                        ElectionSettings.BALANCED,
                        new ElectionActor.Ports(values.port(Electorate.class), report -> {})));
    }

    @Test
    void log() {
        LogStore.Summary summary = new LogStore.Summary(VersionVector.EMPTY, List.of());
        check(
                MessageLogActor.Command.class,
                values -> MessageLogActor.create(
                        values.ownPort(LogStore.class),
                        summary,
                        TestMessages.signer(new NodeId(1)),
                        digest -> {},
                        () -> 1_000,
                        new Random(1)));
    }

    @Test
    void chat() {
        check(
                ChatActor.Command.class,
                values -> ChatActor.create(
                        ANN.id(),
                        Ranges.upTo(5),
                        Map.of(),
                        false,
                        Map.of(),
                        new ChatActor.Ports(
                                values.ownPort(ChatLog.class),
                                values.port(Exchanges.class),
                                values.port(UnaryMessages.class),
                                verified -> {},
                                unreached -> {},
                                event -> {},
                                gap -> {},
                                () -> 1_000,
                                () -> 2_000),
                        new Random(1)));
    }

    @Test
    void sync() {
        check(
                SyncActor.Command.class,
                values -> SyncActor.create(
                        ANN.id(),
                        List.of(),
                        20,
                        new SyncActor.Ports(
                                values.ownPort(LocalLog.class),
                                values.port(RemoteLogs.class),
                                () -> values.of(Digest.class),
                                event -> {},
                                () -> 1_000,
                                () -> 2_000,
                                new Random(1))));
    }

    @Test
    void roster() {
        StatementSigner signer = TestStatements.signer(TestStatements.device(0, 0));
        check(
                RosterActor.Command.class,
                values -> RosterActor.create(
                        new Roster(TestStatements.genesis(values.of(AdmissionPolicy.class)), List.of(), signer),
                        new RosterActor.Ports(
                                values.port(StatementStore.class),
                                values.port(RosterPeers.class),
                                uid -> Optional.of(values.of(PersonKey.class)),
                                report -> {},
                                () -> 1_000,
                                () -> 2_000)));
    }

    @Test
    void directory() {
        for (int seed = 0; seed < SEEDS; seed++) {
            WorstValues values = values(seed);
            DecisionContext now = new DecisionContext(1_000_000, 1_790_000_000_000L, new Random(seed));
            Directory directory = Directory.of(NAME, Optional.empty(), 0, seed % 2 == 0, Directory.Settings.DEFAULT);
            for (int i = 0; i < INPUTS; i++) {
                List<Directory.Effect> effects = new ArrayList<>();
                Directory.Step step = directory.handle(now, i, values.of(DirectoryRequest.class));
                effects.addAll(step.effects());
                for (int next = 0; next < effects.size(); next++) {
                    if (effects.get(next) instanceof Directory.Effect.Probe probe) {
                        step = step.next()
                                .leaderAnswered(
                                        now, probe.number(), Optional.of(values.of(LeaderCheck.Confirmation.class)));
                        effects.addAll(step.effects());
                    }
                }
                directory = step.next();
            }
        }
    }
}
