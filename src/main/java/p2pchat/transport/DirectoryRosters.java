package p2pchat.transport;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import p2pchat.crypto.DirectoryRing;
import p2pchat.crypto.DirectoryStatements;
import p2pchat.crypto.ForgedException;
import p2pchat.crypto.Statements;
import p2pchat.model.Authority;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.DeviceKey;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.DirectoryRequest.Claim;
import p2pchat.model.DirectoryRequest.Handover;
import p2pchat.model.Genesis;
import p2pchat.model.Leader;
import p2pchat.model.LruMap;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.PersonKey;
import p2pchat.model.RateLimits;
import p2pchat.model.Statement;
import p2pchat.model.Uid;
import p2pchat.model.UidProof;
import p2pchat.proto.UpdateLeaderRequest;
import p2pchat.roster.Judgement;
import p2pchat.roster.StatementGraph;

/**
 * The statements that a directory knows of its networks, and who may lead by them (protocol 2.13). It learns them from
 * the nodes that claim, refresh or hand over the lead.
 *
 * <p>Threading: any thread.
 */
public final class DirectoryRosters {

    static final int MAX_CARDS = 3;

    /** The bound of the statements of one network. Later ones are not kept. */
    private static final int MAX_BYTES = WireRoster.MAX_PAGE;

    /** The bound of all statements. The network that asked least recently loses its own, and brings them again. */
    private static final int MAX_TOTAL = 32 * MAX_BYTES;

    private static final int MAX_KNOWN = 20_000;

    /** A statement costs two signatures. An address may bring those of some networks at once. */
    private static final int MAX_BROUGHT = 4_096;

    private static final double BROUGHT_PER_SECOND = 32;

    private static final int SIGNATURES = 2;

    /** The statements of one network. */
    private static final class Roster {
        private final StatementGraph graph;
        private final Set<Bytes> encoded = new LinkedHashSet<>();
        private final List<Bytes> unstored = new ArrayList<>();
        private Authority authority;
        private int size;

        Roster(Genesis genesis) {
            this.graph = new StatementGraph(genesis, Statements.of(genesis));
            this.authority = Authority.of(genesis, Authority.NO_STATEMENTS);
        }

        boolean isFull() {
            return size > MAX_BYTES - Statements.MAX_BYTES;
        }

        /** Returns whether the statement is new and can be judged. */
        boolean add(Bytes bytes, Statement statement) {
            boolean added = size + bytes.size() <= MAX_BYTES
                    && statement.parents().stream().allMatch(graph::contains)
                    && graph.add(statement).outcome() == StatementGraph.Outcome.ADDED;
            if (added) {
                size += bytes.size();
                encoded.add(bytes);
            }
            return added;
        }
    }

    private record Brought(Bytes encoded, Statement statement) {}

    private final DirectoryRing ring;
    private final DirectoryStatements store;
    private final Map<NetworkId, Roster> rosters = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<NetworkId, List<Bytes>> stored = new LinkedHashMap<>();
    /** The person of the first card of each uid. */
    private final Map<Uid, PersonKey> people = new LruMap<>(MAX_KNOWN);

    private final RateLimits limits = new RateLimits(BROUGHT_PER_SECOND, MAX_BROUGHT);
    private long total;

    /** Reads the store. Blocks. */
    public DirectoryRosters(DirectoryRing ring, DirectoryStatements store) {
        this.ring = ring;
        this.store = store;
        stored.putAll(store.load());
    }

    /**
     * Learns what a request brings, and completes with the request and the nodes that may not lead or hand over.
     *
     * @param record the record of the network's name
     * @param origin the address that the request comes from
     */
    CompletionStage<DirectoryRequest> judge(
            DirectoryRequest request, UpdateLeaderRequest proto, Optional<NetworkInfo> record, String origin) {
        Genesis genesis = ring.genesis(request.name(), request.network()).orElseThrow();
        Optional<NetworkInfo> own = record.filter(info -> info.id().equals(request.network()));
        Wire.atMost("cards", proto.getCardsCount(), MAX_CARDS);
        List<Card> cards = proto.getCardsList().stream()
                .map(card -> WireKeys.card("cards", card))
                .filter(card -> !isKnown(card.proof().uid(request.network())))
                .toList();
        List<Bytes> unknown = unknown(request.network(), WireRoster.statements(proto.getStatementsList()), origin);
        return VerifierThreads.verify(SIGNATURES * (cards.size() + unknown.size()), () -> {
                    for (Card card : cards) {
                        DirectoryRing.verify(genesis, card);
                    }
                    Statements codec = Statements.of(genesis);
                    List<Brought> brought = new ArrayList<>();
                    for (Bytes encoded : unknown) {
                        brought.add(new Brought(encoded, codec.decode(encoded)));
                    }
                    return brought;
                })
                .thenApply(brought -> {
                    learn(request.network(), cards);
                    learn(request.network(), genesis, brought, own.isPresent());
                    return request.with(unfit(request, genesis, own));
                });
    }

    private synchronized boolean isKnown(Uid uid) {
        return people.containsKey(uid);
    }

    private synchronized void learn(NetworkId network, List<Card> cards) {
        cards.forEach(card -> people.putIfAbsent(card.proof().uid(network), card.person()));
    }

    private synchronized List<Bytes> unknown(NetworkId network, List<Bytes> statements, String origin) {
        Roster roster = rosters.get(network);
        List<Bytes> known = stored.getOrDefault(network, List.of());
        List<Bytes> unknown = new ArrayList<>();
        for (Bytes encoded : statements) {
            if ((roster != null && roster.encoded.contains(encoded)) || known.contains(encoded)) {
                continue;
            }
            if (!limits.tryAcquire(origin, System.nanoTime())) {
                break; // what follows may need this one
            }
            unknown.add(encoded);
        }
        return unknown;
    }

    /** @param recorded whether to store what is new */
    private synchronized void learn(NetworkId network, Genesis genesis, List<Brought> brought, boolean recorded) {
        Roster roster = restored(network, genesis);
        if (brought.isEmpty()) {
            return;
        }
        List<Bytes> added = new ArrayList<>();
        for (Brought one : brought) {
            if (roster.add(one.encoded(), one.statement())) {
                added.add(one.encoded());
            }
        }
        keep(network, genesis, roster, added);
        roster.unstored.addAll(added);
        if (recorded && !roster.unstored.isEmpty()) {
            store.add(network, List.copyOf(roster.unstored));
            roster.unstored.clear();
        }
    }

    private Roster restored(NetworkId network, Genesis genesis) {
        Roster known = rosters.get(network);
        List<Bytes> before = stored.remove(network);
        Roster roster = known == null ? new Roster(genesis) : known;
        if (before != null) {
            List<Bytes> added = new ArrayList<>();
            for (Bytes encoded : before) {
                try {
                    if (roster.add(encoded, Statements.of(genesis).decodeTrusted(encoded))) {
                        added.add(encoded);
                    }
                } catch (ForgedException e) {
                    store.remove(network); // members bring them again
                    break;
                }
            }
            keep(network, genesis, roster, added);
        }
        return roster;
    }

    private void keep(NetworkId network, Genesis genesis, Roster roster, List<Bytes> added) {
        if (added.isEmpty()) {
            return;
        }
        roster.authority = Judgement.of(genesis, roster.graph).authority();
        rosters.put(network, roster);
        total += added.stream().mapToInt(Bytes::size).sum();
        while (total > MAX_TOTAL) {
            NetworkId oldest = rosters.keySet().iterator().next();
            Roster removed = rosters.remove(oldest);
            total -= removed == null ? 0 : removed.size;
            store.remove(oldest);
        }
    }

    /** @param full whether there are more statements, which this directory did not keep */
    private record Known(Authority authority, boolean full) {

        boolean mayLead(Identified node) {
            return mayBeNamedLater(node) || authority.maySpeak(node.person(), node.device());
        }

        boolean isIn(Identified node) {
            return mayBeNamedLater(node) || authority.admits(node.person(), node.device());
        }

        private boolean mayBeNamedLater(Identified node) {
            return full && !authority.people().containsKey(node.person());
        }

        /** Returns whether the network is open and has no statements, so that members need no cards. */
        boolean admitsUnknown() {
            return authority.isOpen() && authority.frontier().equals(Authority.NO_STATEMENTS);
        }
    }

    private synchronized Known known(NetworkId network, Genesis genesis) {
        Roster roster = rosters.get(network);
        return roster == null
                ? new Known(Authority.of(genesis, Authority.NO_STATEMENTS), false)
                : new Known(roster.authority, roster.isFull());
    }

    /** Returns the frontier of the statements of a network, for a reply; empty without statements. */
    synchronized ByteString frontier(NetworkId network) {
        Roster roster = rosters.get(network);
        return roster == null ? ByteString.EMPTY : WireRoster.frontier(roster.authority);
    }

    private Set<Uid> unfit(DirectoryRequest request, Genesis genesis, Optional<NetworkInfo> record) {
        Known known = known(request.network(), genesis);
        Set<Uid> unfit = new HashSet<>(request.unfit());
        if (request instanceof Handover handover) {
            boolean isIn = person(handover.from(), genesis).map(known::isIn).orElse(known.admitsUnknown());
            if (!isIn) { // a leader that became a reader may hand over
                unfit.add(handover.from().uid());
            }
            handover.to().filter(to -> !mayLead(to, known, genesis)).ifPresent(to -> unfit.add(to.uid()));
            return unfit;
        }
        if (!mayLead(request.node(), known, genesis)) {
            unfit.add(request.node().uid());
        }
        if (request instanceof Claim) {
            record.flatMap(NetworkInfo::leader)
                    .filter(leader -> person(leader, genesis)
                            .filter(one -> !known.mayLead(one))
                            .isPresent())
                    .ifPresent(leader -> unfit.add(leader.uid()));
        }
        return unfit;
    }

    private boolean mayLead(Leader node, Known known, Genesis genesis) {
        return person(node, genesis).map(known::mayLead).orElse(known.admitsUnknown());
    }

    private record Identified(PersonKey person, DeviceKey device) {}

    private synchronized Optional<Identified> person(Leader node, Genesis genesis) {
        Optional<DeviceKey> device = ring.proof(node.uid()).map(UidProof::device);
        return device.flatMap(key -> Optional.ofNullable(people.get(node.uid()))
                .or(() -> key.equals(genesis.device()) ? Optional.of(genesis.founder()) : Optional.empty())
                .map(person -> new Identified(person, key)));
    }
}
