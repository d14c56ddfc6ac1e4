package p2pchat.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.transport.Loopback.get;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import p2pchat.TestMessages;
import p2pchat.crypto.DirectoryRing;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.KeyRings;
import p2pchat.election.ElectionAnswer;
import p2pchat.liveness.Liveness;
import p2pchat.liveness.Ping;
import p2pchat.liveness.PingAnswer;
import p2pchat.membership.Coordinator;
import p2pchat.membership.CoordinatorReply;
import p2pchat.membership.JoinReply;
import p2pchat.membership.LeaveReply;
import p2pchat.membership.ViewReason;
import p2pchat.model.ChatMessage;
import p2pchat.model.Digest;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Grant;
import p2pchat.model.Head;
import p2pchat.model.Leader;
import p2pchat.model.LogState;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.Ranges;
import p2pchat.model.VersionVector;
import p2pchat.model.View;
import p2pchat.model.ViewId;
import p2pchat.proto.Batch;
import p2pchat.proto.CoordinatorRequest;
import p2pchat.proto.CreateNetworkReply;
import p2pchat.proto.CreateNetworkRequest;
import p2pchat.proto.ElectionReply;
import p2pchat.proto.JoinNetworkReply;
import p2pchat.proto.LeaveNetworkReply;
import p2pchat.proto.LivenessPingReply;
import p2pchat.proto.LivenessPingRequest;
import p2pchat.proto.NetworkInformation;
import p2pchat.proto.SyncReply;
import p2pchat.proto.SyncRequest;
import p2pchat.proto.UpdateLeaderReply;
import p2pchat.proto.UpdateLeaderRequest;
import p2pchat.sync.SyncQuery;
import p2pchat.sync.SyncResponseHeader;

/** Encodes and decodes random values of 300 seeds. */
class WireRoundTripTest {

    private static final int SEEDS = 300;

    private static final p2pchat.proto.Header NO_HEADER = p2pchat.proto.Header.getDefaultInstance();

    private static final Keys LEADER = new Keys(1);
    private static final Keys ANN = new Keys(2);
    private static final Keys BOB = new Keys(3);
    private static final Keys READER = new Keys(4);
    private static final Map<Keys, String> NICKS = Map.of(LEADER, "lea", ANN, "ann", BOB, "bob");
    private static final Grant HANDED = READER.lead(Long.MAX_VALUE);
    private static long lastEpoch;

    @BeforeAll
    static void meet() throws ForgedException {
        LEADER.meet(ANN, "ann").meet(BOB, "bob");
        LEADER.ring.add(ANN.card("ann"));
        LEADER.edge.ids().add(List.of(ANN.member("ann")));
        READER.ring.add(LEADER.card("lea"));
    }

    @Test
    void roundTripsHeaders() {
        eachSeed(samples -> {
            var network = samples.network();
            var header = samples.header();
            var proto =
                    reread(Headers.proto(network, header, samples.proof().nonce()), p2pchat.proto.Header::parseFrom);
            assertThat(Headers.network(proto)).isEqualTo(network);
            assertThat(Headers.header(proto)).isEqualTo(header);
        });
    }

    @Test
    void roundTripsSync() {
        eachSeed(samples -> {
            VersionVector have = VersionVector.EMPTY.with(samples.memberId().node(), samples.ranges());
            VersionVector only = VersionVector.EMPTY.with(
                    samples.memberId().node(), Ranges.NONE.with(samples.positive() % 1_000 + 1));
            SyncQuery query =
                    new SyncQuery(have, samples.perhaps(() -> only), 200, samples.oneOf(List.of(true, false)));
            assertThat(WireSync.query(reread(WireSync.proto(query, NO_HEADER), SyncRequest::parseFrom)))
                    .isEqualTo(query);
            Map<NodeId, Nick> authors = Map.of(ANN.id.node(), new Nick("ann"));
            SyncReply offer = reread(
                    WireSync.proto(
                            new SyncResponseHeader(LogState.of(have), only, Optional.empty(), authors, List.of()),
                            LEADER.edge),
                    SyncReply::parseFrom);
            assertThat(authors(offer)).isEqualTo(authors);
            assertThat(WireSync.vector("have", offer.getHaveList())).isEqualTo(have);
            Digest digest = new Digest(samples.positive(), samples.positive(), -samples.positive());
            assertThat(WireSync.digest(reread(WireSync.proto(digest), p2pchat.proto.Digest::parseFrom)))
                    .isEqualTo(digest);
        });
    }

    private static Map<NodeId, Nick> authors(SyncReply offer) {
        try {
            return WireSync.authors(offer, READER.edge);
        } catch (ForgedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void roundTripsJoin() {
        eachSeed(samples -> {
            JoinReply reply = samples.oneOf(List.of(
                    new JoinReply.Joined(LEADER.id, view(samples)).withFrontier(List.of(head(samples))),
                    new JoinReply.NotLeader(samples.perhaps(() -> leader(samples)), samples.viewId()),
                    new JoinReply.NickTaken(samples.nick()),
                    new JoinReply.Waiting(),
                    new JoinReply.RetryLater(samples.text(200)),
                    new JoinReply.Refused(samples.refusal())));
            JoinNetworkReply proto = reread(WireMembership.proto(reply, LEADER.edge), JoinNetworkReply::parseFrom);
            assertThat(get(WireMembership.joinReply(proto, READER.edge))).isEqualTo(reply);
        });
    }

    @Test
    void frontierIsLimited() {
        eachSeed(samples -> {
            List<Head> heads = Collections.nCopies(ChatMessage.MAX_HEADS + 1, head(samples));
            JoinReply reply = new JoinReply.Joined(LEADER.id, view(samples), heads);
            assertThatThrownBy(() -> WireMembership.joinReply(WireMembership.proto(reply, LEADER.edge), READER.edge))
                    .isInstanceOf(MalformedException.class);
        });
    }

    @Test
    void roundTripsLeave() {
        eachSeed(samples -> {
            LeaveReply reply = samples.oneOf(List.of(
                    new LeaveReply.Left(), new LeaveReply.NotLeader(), new LeaveReply.Refused(samples.refusal())));
            assertThat(WireMembership.leaveReply(reread(WireMembership.proto(reply), LeaveNetworkReply::parseFrom)))
                    .isEqualTo(reply);
        });
    }

    @Test
    void roundTripsViews() {
        eachSeed(samples -> {
            Coordinator coordinator = new Coordinator(
                    view(samples),
                    samples.perhaps(() -> {
                        get(LEADER.ring.add(HANDED)); // only the last few are kept
                        return new Coordinator.Handed(HANDED.epoch(), samples.block());
                    }),
                    samples.oneOf(List.of(ViewReason.values())));
            CoordinatorRequest request = reread(
                    WireMembership.proto(coordinator, samples.header(), READER.uid(), LEADER.edge),
                    CoordinatorRequest::parseFrom);
            assertThat(get(WireMembership.coordinator(request, READER.edge))).isEqualTo(coordinator);
            CoordinatorReply reply = samples.oneOf(List.of(
                    new CoordinatorReply.Installed(samples.viewId()),
                    new CoordinatorReply.Stale(samples.viewId(), samples.perhaps(() -> leader(samples))),
                    new CoordinatorReply.Refused(samples.refusal())));
            assertThat(WireMembership.coordinatorReply(
                            reread(WireMembership.proto(reply, LEADER.edge), p2pchat.proto.CoordinatorReply::parseFrom),
                            READER.edge))
                    .isEqualTo(reply);
        });
    }

    @Test
    void roundTripsPings() {
        eachSeed(samples -> {
            Ping ping = samples.coin()
                    ? new Ping.Direct(
                            samples.positive(),
                            samples.positive() - 1,
                            samples.coin(),
                            samples.perhaps(() -> new Ping.Asker(samples.uid(), samples.bytes(16))))
                    : new Ping.Indirect(
                            samples.memberId(), Optional.of(new Ping.Asker(READER.uid(), samples.bytes(16))));
            assertThat(WireLiveness.ping(
                            reread(WireLiveness.proto(ping, NO_HEADER), LivenessPingRequest::parseFrom), READER.uid()))
                    .isEqualTo(ping);
            PingAnswer answer = samples.oneOf(List.of(
                    new PingAnswer.Pong(
                            samples.viewId(),
                            samples.coin(),
                            samples.coin(),
                            samples.perhaps(() -> leader(samples)),
                            samples.perhaps(() -> view(samples)),
                            samples.perhaps(() -> samples.bytes(64))),
                    new PingAnswer.Unreached(),
                    new PingAnswer.Refused(samples.refusal())));
            LivenessPingReply proto = reread(WireLiveness.proto(answer, LEADER.edge), LivenessPingReply::parseFrom);
            assertThat(get(WireLiveness.answer(proto, READER.edge))).isEqualTo(answer);
        });
    }

    @Test
    void roundTripsConfirmations() {
        eachSeed(samples -> {
            Liveness.Confirmed confirmed = new Liveness.Confirmed(samples.coin(), samples.below(View.MAX_MEMBERS + 1));
            var proto = reread(WireLiveness.proto(confirmed), LivenessPingReply::parseFrom)
                    .getConfirmed();
            assertThat(new Liveness.Confirmed(proto.getLeading(), proto.getHeard()))
                    .isEqualTo(confirmed);
        });
    }

    @Test
    void roundTripsElections() {
        eachSeed(samples -> {
            ElectionAnswer answer = samples.oneOf(List.of(
                    new ElectionAnswer.Alive(LEADER.id, samples.coin()),
                    new ElectionAnswer.IAm(view(samples)),
                    new ElectionAnswer.LeaderFresh(samples.viewId()),
                    new ElectionAnswer.Refused(samples.refusal())));
            ElectionReply proto = reread(WireLiveness.proto(answer, LEADER.edge), ElectionReply::parseFrom);
            assertThat(get(WireLiveness.answer(proto, LEADER.id, READER.edge))).isEqualTo(answer);
        });
    }

    @Test
    void roundTripsMessages() {
        eachSeed(samples -> {
            NodeId author = samples.node();
            TreeMap<Long, ChatMessage> messages = new TreeMap<>();
            for (int i = samples.below(4); i > 0; i--) {
                ChatMessage message = TestMessages.signedBy(LEADER.ring, samples.message(author));
                messages.put(message.key().seq(), message);
            }
            ViewId view = samples.viewId();
            Batch batch = reread(WireChat.batch(List.copyOf(messages.values()), view), Batch::parseFrom);
            assertThat(verified(batch, new MemberId(author, LEADER.ring.uid())))
                    .containsExactlyElementsOf(messages.values());
            assertThat(Wire.view(batch.hasView(), batch.getView())).contains(view);
        });
    }

    private static List<ChatMessage> verified(Batch batch, MemberId author) {
        try {
            return WireChat.messages(batch, author, READER.edge);
        } catch (ForgedException e) {
            throw new AssertionError(e);
        }
    }

    private static Head head(DomainSamples samples) {
        ChatMessage message = samples.message(new NodeId(3));
        return new Head(message.ref(), message.lamport());
    }

    @Test
    void roundTripsRanges() {
        eachSeed(samples -> {
            var ranges = samples.ranges();
            assertThat(Wire.ranges("ranges", reread(Wire.proto(ranges), p2pchat.proto.Ranges::parseFrom)))
                    .isEqualTo(ranges);
        });
    }

    @Test
    void roundTripsDirectoryRequests() {
        eachSeed(samples -> {
            Directories directories = new Directories(samples);
            DirectoryRequest.Create create = directories.create;
            assertThat(WireNds.create(
                            reread(WireNds.proto(create, directories.keys()), CreateNetworkRequest::parseFrom),
                            directories.ring))
                    .isEqualTo(create);
            DirectoryRequest update = directories.update();
            assertThat(WireNds.request(
                            reread(WireNds.proto(update, directories.keys()), UpdateLeaderRequest::parseFrom),
                            directories.ring))
                    .isEqualTo(update);
        });
    }

    @Test
    void roundTripsDirectoryReplies() {
        eachSeed(samples -> {
            Directories directories = new Directories(samples);
            DirectoryReply granted = new DirectoryReply.Granted(
                    samples.positive(), directories.node(), samples.block(), samples.perhaps(directories::node));
            DirectoryReply full = new DirectoryReply.Full(samples.below(10_000));
            DirectoryReply retry = new DirectoryReply.Retry(samples.text(200));
            DirectoryReply created =
                    samples.oneOf(List.of(granted, full, retry, new DirectoryReply.NameTaken(directories.info())));
            WireNds.Signer signer = directories.signer();
            assertThat(WireNds.reply(
                            reread(WireNds.createReply(created, signer), CreateNetworkReply::parseFrom),
                            directories.create.network(),
                            new DirectoryUser().keys()))
                    .isEqualTo(created);
            DirectoryReply updated = samples.oneOf(List.of(
                    granted,
                    full,
                    retry,
                    new DirectoryReply.Refreshed(samples.block()),
                    new DirectoryReply.Vacated(),
                    new DirectoryReply.Denied(directories.node()),
                    new DirectoryReply.Stale(directories.info()),
                    new DirectoryReply.Busy(),
                    new DirectoryReply.NotAllowed(),
                    new DirectoryReply.Unknown()));
            assertThat(WireNds.reply(
                            reread(WireNds.updateReply(updated, directories.signer()), UpdateLeaderReply::parseFrom),
                            directories.create.network(),
                            new DirectoryUser().keys()))
                    .isEqualTo(updated);
        });
    }

    /** A network with nodes whose uids are proven. */
    private static final class Directories {
        private final DomainSamples samples;
        private final DirectoryUser user = new DirectoryUser();
        private final DirectoryRing ring = new DirectoryRing(ServedNetwork.randomKey());
        private final DirectoryRequest.Create create;

        Directories(DomainSamples samples) {
            this.samples = samples;
            this.create = user.create(samples.name());
        }

        KeyRings keys() {
            return user.keys();
        }

        /** Returns the signer that can prove all nodes created so far. */
        WireNds.Signer signer() {
            DirectoryRequest known = WireNds.create(WireNds.proto(create, keys()), ring);
            return new WireNds.Signer(ring, known);
        }

        Leader node() {
            Leader node = user.node(create.network(), samples.node().value());
            ring.proofs()
                    .add(
                            create.network(),
                            node.uid(),
                            keys().proofs().find(node.uid()).orElseThrow());
            return new Leader(node.id(), samples.address());
        }

        NetworkInfo info() {
            NetworkInfo any = samples.info();
            return new NetworkInfo(
                    create.network(),
                    create.name(),
                    any.epoch(),
                    any.leader().map(leader -> node()),
                    any.silence(),
                    any.members());
        }

        DirectoryRequest update() {
            return samples.oneOf(List.of(
                    new DirectoryRequest.Claim(
                            create.name(),
                            create.network(),
                            samples.viewId(),
                            node(),
                            1 + samples.below(View.MAX_MEMBERS),
                            samples.perhaps(this::node),
                            samples.node().value()),
                    new DirectoryRequest.Refresh(
                            create.name(),
                            create.network(),
                            samples.viewId(),
                            node(),
                            samples.block(),
                            1 + samples.below(View.MAX_MEMBERS)),
                    new DirectoryRequest.Handover(
                            create.name(), create.network(), samples.viewId(), node(), samples.perhaps(this::node))));
        }
    }

    @Test
    void roundTripsNetworkInfo() {
        eachSeed(samples -> {
            var info = samples.info();
            assertThat(WireNds.info(reread(WireNds.proto(info), NetworkInformation::parseFrom)))
                    .isEqualTo(info);
        });
    }

    /** A later version may add fields. */
    @Test
    void ignoresUnknownFields() {
        View view = view(new DomainSamples(1));
        var later = LEADER.edge.proto(view).toBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                99,
                                UnknownFieldSet.Field.newBuilder().addVarint(7).build())
                        .build())
                .build();
        assertThat(get(READER.edge.view("view", reread(later, p2pchat.proto.View::parseFrom))))
                .isEqualTo(view);
    }

    /** Returns a view with an id of its own, because a leader never signs two views with one id. */
    private static View view(DomainSamples samples) {
        lastEpoch++;
        LEADER.lead(lastEpoch);
        List<Member> members = Stream.of(LEADER, ANN, BOB)
                .filter(keys -> keys == LEADER || samples.coin())
                .map(keys -> new Member(
                        keys.id,
                        Keys.ADDRESS,
                        new Nick(Objects.requireNonNull(NICKS.get(keys))),
                        samples.viewId(),
                        samples.coin()))
                .toList();
        return new View(ViewId.firstOf(lastEpoch), LEADER.id.node(), members);
    }

    private static Leader leader(DomainSamples samples) {
        return new Leader(new MemberId(samples.node(), ANN.uid()), samples.address());
    }

    private static void eachSeed(Consumer<DomainSamples> check) {
        for (long seed = 0; seed < SEEDS; seed++) {
            try {
                check.accept(new DomainSamples(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** Parses the encoded bytes. */
    private static <M extends Message> M reread(M message, Parser<M> parser) {
        try {
            return parser.parse(message.toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    private interface Parser<M> {
        M parse(byte[] bytes) throws InvalidProtocolBufferException;
    }
}
