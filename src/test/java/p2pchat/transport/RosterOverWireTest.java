package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.transport.Loopback.answer;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Authority;
import p2pchat.model.Cuts;
import p2pchat.model.Leader;
import p2pchat.model.MemberRole;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.proto.Header;
import p2pchat.proto.Refused.Reason;
import p2pchat.proto.RosterReply;
import p2pchat.proto.RosterRequest;
import p2pchat.roster.RosterActor;
import p2pchat.roster.RosterPeers;
import p2pchat.roster.StatementGraph;

/** Peer.Roster over real connections: what members exchange, and what hostile ones send. */
class RosterOverWireTest {

    private static final String ROSTER = "p2pchat.Peer/Roster";

    private final Keys carol = Keys.founder(1, AdmissionPolicy.INVITE);
    private final Keys bob = new Keys(7, carol.genesis);

    private ServedNetwork node;
    private ServedNetwork bobs;
    private RawChannel channel;
    private RosterClient client;
    private Leader carols;

    @BeforeEach
    void serve() throws Exception {
        node = new ServedNetwork(new Address("127.0.0.1", 0), carol);
        bobs = new ServedNetwork(new Address("127.0.0.1", 0), bob);
        carol.ring.add(bob.card("bob"));
        bob.ring.add(carol.card("carol"));
        carol.roster.state(new Act.SetRole(bob.person(), MemberRole.MEMBER, Cuts.NONE));
        channel = new RawChannel(node.address, bob.tls());
        client = new RosterClient(new GrpcClients(bobs.system, bob.tls()), bobs.hosted, carol.edge.network());
        carols = new Leader(carol.id, node.address);
    }

    @AfterEach
    void stop() {
        channel.close();
        bobs.close();
        node.close();
    }

    // ---- honest members

    @Test
    void answersWithWhatTheCallerLacks() {
        carol.roster.state(new Act.SetTopic("lunch"));
        List<Statement> all = carol.roster.all();
        assertThat(answer(() -> client.exchange(carols, List.of(), Set.of())))
                .isEqualTo(new RosterPeers.Answer(all, false));
        assertThat(answer(() -> client.exchange(carols, List.of(), prefixes(all.subList(0, 1))))
                        .statements())
                .isEqualTo(all.subList(1, 2));
    }

    /** A member that lacks statements may only be called, because it calls only the leader. */
    @Test
    void calleeFetchesWhatItLacksToo() throws Exception {
        carol.edge.ids().add(List.of(bob.member("bob")));
        bob.roster.add(carol.roster.all());
        bob.roster.state(new Act.Leave());
        answer(() -> client.exchange(carols, List.of(), prefixes(bob.roster.all())));
        RosterActor.Command command = carol.roster.commands.poll(20, TimeUnit.SECONDS);
        assertThat(command).isInstanceOf(RosterActor.FrontierDiffers.class);
        assertThat(((RosterActor.FrontierDiffers) command).member().id()).isEqualTo(bob.id);
    }

    @Test
    void takesPushedStatements() {
        bob.roster.add(carol.roster.all());
        Statement leave = bob.roster.sign(new Act.Leave());
        answer(() -> client.push(carols, List.of(leave)));
        assertThat(carol.roster.all()).contains(leave);
    }

    @Test
    void largeAnswersComeInPages() {
        List<Statement> many = new ArrayList<>();
        List<StatementHash> parents =
                carol.roster.all().stream().map(Statement::hash).toList();
        for (int number = 2; number <= 500; number++) {
            Statement next = carol.ring.sign(number, parents, 1, new Act.SetTopic("\u20ac".repeat(Act.MAX_TEXT)));
            many.add(next);
            parents = List.of(next.hash());
        }
        carol.roster.add(many);
        RosterPeers.Answer first = answer(() -> client.exchange(carols, List.of(), Set.of()));
        assertThat(first.more()).isTrue();
        RosterPeers.Answer second = answer(() -> client.exchange(carols, List.of(), prefixes(first.statements())));
        assertThat(second.more()).isFalse();
        List<Statement> received = new ArrayList<>(first.statements());
        received.addAll(second.statements());
        assertThat(received).isEqualTo(carol.roster.all());
    }

    @Test
    void headersShowTheFrontier() {
        assertThat(new Keys(3).header(Optional.empty()).getRoster()).isEmpty();
        ByteString frontier = carol.header(Optional.empty()).getRoster();
        assertThat(frontier.size()).isEqualTo(16);
        assertThat(carol.roster.authority().frontier()).isNotEqualTo(Authority.NO_STATEMENTS);
    }

    /** A stranger may bring the statement that admits it, and only then gets the others. */
    @Test
    void strangerBringsItsAdmission() throws Exception {
        Keys dan = new Keys(8, carol.genesis);
        carol.ring.add(dan.card("dan"));
        Statement admission = carol.roster.sign(new Act.SetRole(dan.person(), MemberRole.MEMBER, Cuts.NONE));
        try (RawChannel dans = new RawChannel(node.address, dan.tls())) {
            Header header = dan.header(Optional.of(carol.uid()));
            assertThat(ask(dans, RosterRequest.newBuilder().setHeader(header))
                            .getRefused()
                            .getReason())
                    .isEqualTo(Reason.NOT_INVITED);
            RosterReply admitted =
                    ask(dans, RosterRequest.newBuilder().setHeader(header).addStatements(encode(admission)));
            assertThat(admitted.getStatementsCount()).isEqualTo(2);
        }
    }

    // ---- hostile members

    /** Attack 42. */
    @Test
    void refusesDamagedStatements() throws Exception {
        ByteString genuine = encode(carol.roster.all().get(0));
        List<ByteString> damaged = List.of(
                ByteString.EMPTY,
                genuine.substring(0, 40),
                genuine.substring(0, genuine.size() - 1),
                genuine.concat(ByteString.copyFrom(new byte[1])),
                ByteString.copyFrom(new byte[5_000]),
                encode(Keys.founder(1, AdmissionPolicy.OPEN).roster.sign(new Act.SetTopic("other network"))));
        for (ByteString one : damaged) {
            byte[] request = request().addStatements(one).build().toByteArray();
            assertThat(channel.ask(ROSTER, request).status().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        }
        assertThat(carol.roster.all()).hasSize(1);
        assertThat(node.hosted.forgeries()).isEqualTo(damaged.size());
    }

    /** Attack 42. */
    @Test
    void refusesOversizedRequests() {
        ByteString large = ByteString.copyFrom(new byte[4_096]);
        assertMalformed(request().addAllStatements(Collections.nCopies(65, large)));
        assertMalformed(request().setKnown(ByteString.copyFrom(new byte[(WireRoster.MAX_KNOWN + 1) * 8])));
        assertMalformed(request().setKnown(ByteString.copyFrom(new byte[7])));
        assertMalformed(
                request().setHeader(request().getHeader().toBuilder().setRoster(ByteString.copyFrom(new byte[3]))));
    }

    private void assertMalformed(RosterRequest.Builder request) {
        assertThat(channel.ask(ROSTER, request.build().toByteArray()).status().getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    /** Attack 43: a member that sends statements without end is cut off. */
    @Test
    void floodIsCutOff() throws Exception {
        List<ByteString> flood = new ArrayList<>();
        for (int number = 1; number <= 100; number++) {
            flood.add(encode(bob.ring.sign(number, List.of(), 1, new Act.SetTopic("flood"))));
        }
        RosterReply reply = ask(channel, request().addAllStatements(flood));
        assertThat(reply.getRefused().getDetail()).contains("too many");
        assertThat(carol.roster.all()).hasSize(1);
        assertThat(ask(channel, request()).getStatementsCount()).isEqualTo(1);
    }

    // ---- helpers

    private RosterRequest.Builder request() {
        return RosterRequest.newBuilder().setHeader(bob.header(Optional.of(carol.uid())));
    }

    private static RosterReply ask(RawChannel caller, RosterRequest.Builder request) throws Exception {
        return RosterReply.parseFrom(
                caller.ask(ROSTER, request.build().toByteArray()).reply());
    }

    private ByteString encode(Statement statement) {
        return WireKeys.bytes(carol.ring.statements().encode(statement));
    }

    private static Set<Long> prefixes(List<Statement> statements) {
        return statements.stream()
                .map(statement -> StatementGraph.prefix(statement.hash()))
                .collect(Collectors.toSet());
    }
}
