package p2pchat.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static p2pchat.TestStatements.device;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import p2pchat.TestStatements;
import p2pchat.membership.JoinReply;
import p2pchat.membership.JoinRequest;
import p2pchat.membership.MembershipActor;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.Cuts;
import p2pchat.model.Header;
import p2pchat.model.Member;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkId;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.RosterListing;
import p2pchat.model.RosterWish;
import p2pchat.model.RosterWish.Fulfilled;
import p2pchat.model.Statement;
import p2pchat.model.StatementHash;
import p2pchat.model.Uid;
import p2pchat.model.ViewId;
import p2pchat.roster.Application;
import p2pchat.roster.RosterActor;

/** Decisions of a user and of others, through all actors of a node. */
class RosterDecisionsTest extends NodeFixture {

    private static final Nick ADA_NICK = ADA.nick();
    private static final PersonKey ADA_PERSON = TestStatements.person(2);

    private final List<Statement> byFounder = new ArrayList<>();

    private CompletableFuture<Fulfilled> decide(RosterWish wish) {
        CompletableFuture<Fulfilled> answer = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.Decide(wish, answer)));
        return answer;
    }

    private RosterListing roster() throws Exception {
        CompletableFuture<RosterListing> answer = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.GetRoster(answer)));
        return get(answer);
    }

    private CompletableFuture<Fulfilled> check(RosterWish wish) {
        CompletableFuture<Fulfilled> answer = new CompletableFuture<>();
        node.tell(new NodeGuardian.Submit(NAME, new NetworkRequest.CheckDecision(wish, answer)));
        return answer;
    }

    /** Expects the same answer to the check before a question and to the decision. */
    private void assertRefused(RosterWish wish, Problem problem) {
        for (CompletableFuture<Fulfilled> answer : List.of(check(wish), decide(wish))) {
            assertThatThrownBy(() -> get(answer))
                    .satisfies(failure ->
                            assertThat(ProblemException.find(failure)).contains(problem));
        }
    }

    private ActorRefs actors() {
        return new ActorRefs(endpoint.answering.orElseThrow());
    }

    /** The actors of the network that answer calls. */
    private record ActorRefs(Endpoint.Handlers handlers) {
        /** Delivers statements as another member does. */
        void learn(Statement... statements) throws Exception {
            CompletableFuture<Void> stored = new CompletableFuture<>();
            handlers.roster().tell(new RosterActor.Learn(List.of(statements), stored));
            get(stored);
        }

        JoinReply join(Member member) throws Exception {
            CompletableFuture<JoinReply> reply = new CompletableFuture<>();
            handlers.membership()
                    .tell(new MembershipActor.JoinRequested(
                            new Header(Optional.empty(), member.uid(), Optional.empty(), ViewId.NONE),
                            new JoinRequest(member.nick(), member.address(), false),
                            reply));
            return get(reply);
        }
    }

    private Statement founderStates(Act act) {
        List<StatementHash> parents = byFounder.isEmpty()
                ? List.of()
                : List.of(byFounder.get(byFounder.size() - 1).hash());
        Statement statement = TestStatements.statement(device(0, 0), byFounder.size() + 1L, parents, act);
        byFounder.add(statement);
        return statement;
    }

    private void foundAsFounder() throws Exception {
        stores.device = device(0, 0);
        found();
    }

    private void adaJoins() throws Exception {
        endpoint.cards.put(
                ADA.uid(),
                new Card(device(2, 0), Bytes.of(new byte[16]), ADA_NICK, ADA.address(), 1, Bytes.of(new byte[64])));
        endpoint.people.put(ADA.uid(), ADA_PERSON);
        assertThat(actors().join(ADA)).isInstanceOf(JoinReply.Joined.class);
        await(NetworkEvent.MemberChanged.class);
    }

    @Test
    void decisionIsShownAndListed() throws Exception {
        foundAsFounder();
        assertThat(get(decide(new RosterWish.SetTopic("tea")))).isEqualTo(Fulfilled.DONE);
        NetworkEvent.Decided shown = await(NetworkEvent.Decided.class);
        assertThat(shown.decision().act()).isEqualTo(new Act.SetTopic("tea"));
        assertThat(shown.decision().own()).isTrue();
        assertThat(shown.decision().right()).contains(MemberRole.OWNER);
        RosterListing roster = roster();
        assertThat(roster.authority().topic()).isEqualTo("tea");
        assertThat(roster.decisions()).containsExactly(shown.decision());
        assertRefused(new RosterWish.SetTopic("tea"), new Problem.NothingChanged(NAME));
    }

    @Test
    void checkDecidesNothing() throws Exception {
        foundAsFounder();
        assertThat(get(check(new RosterWish.SetTopic("tea")))).isEqualTo(Fulfilled.DONE);
        assertThat(roster().authority().topic()).isEmpty();
        assertThat(roster().decisions()).isEmpty();
    }

    @Test
    void refusalNamesWhatIsMissing() throws Exception {
        found();
        assertRefused(new RosterWish.SetTopic("tea"), new Problem.RoleRequired(NAME, MemberRole.ADMIN));
        assertRefused(
                new RosterWish.SetPolicy(AdmissionPolicy.INVITE), new Problem.RoleRequired(NAME, MemberRole.OWNER));
        Nick eve = new Nick("eve");
        assertRefused(new RosterWish.Remove(eve, false, "", Optional.empty()), new Problem.MemberUnknown(NAME, eve));
        assertRefused(new RosterWish.Approve(eve), new Problem.ApplicantUnknown(NAME, eve));
        assertRefused(new RosterWish.Deny(eve), new Problem.ApplicantUnknown(NAME, eve));
        assertRefused(new RosterWish.CloseInvitation("1f"), new Problem.InvitationUnknown(NAME, "1f"));
        assertRefused(new RosterWish.CloseInvitation(""), new Problem.InvitationUnknown(NAME, ""));
        assertRefused(new RosterWish.RevokeDevice(""), new Problem.DeviceUnknown(NAME, ""));
    }

    @Test
    void onlyOwnerStaysOwner() throws Exception {
        foundAsFounder();
        adaJoins();
        Nick self = new Nick("bob");
        for (boolean ban : List.of(false, true)) {
            assertRefused(new RosterWish.Remove(self, ban, "", Optional.empty()), new Problem.OwnRemoval(NAME));
        }
        assertRefused(new RosterWish.SetRole(self, MemberRole.ADMIN), new Problem.OnlyOwner(NAME));
        get(decide(new RosterWish.SetRole(ADA_NICK, MemberRole.OWNER)));
        get(decide(new RosterWish.SetRole(self, MemberRole.ADMIN)));
        assertThat(actors().handlers().authority().get().role(TestStatements.person(0)))
                .contains(MemberRole.ADMIN);
    }

    /** The roster shows the key of a person whose nick this node has never learnt. */
    @Test
    void keyNamesPersonWithoutNick() throws Exception {
        foundAsFounder();
        PersonKey stranger = TestStatements.person(3);
        Nick key = new Nick(stranger.fingerprint().value());
        actors().learn(founderStates(new Act.Remove(stranger, true, "", Cuts.NONE)));
        get(decide(new RosterWish.Unban(key)));
        assertThat(actors().handlers().authority().get().people().get(stranger).banned())
                .isFalse();
    }

    @Test
    void removedMemberLeavesTheView() throws Exception {
        foundAsFounder();
        adaJoins();
        get(decide(new RosterWish.Remove(ADA_NICK, false, "spam", Optional.empty())));
        NetworkEvent.Decided shown = await(NetworkEvent.Decided.class);
        assertThat(shown.decision().subjectNick()).contains(ADA_NICK);
        NetworkEvent.MemberChanged gone = await(NetworkEvent.MemberChanged.class);
        assertThat(gone.member().uid()).isEqualTo(ADA.uid());
        assertThat(gone.change()).isEqualTo(NetworkEvent.Change.GONE);
        assertThat(actors().handlers().authority().get().role(ADA_PERSON)).isEmpty();
    }

    /** The people that this node knows stay members when an open network is closed. */
    @Test
    void closingKeepsTheMembers() throws Exception {
        foundAsFounder();
        adaJoins();
        get(decide(new RosterWish.SetPolicy(AdmissionPolicy.INVITE)));
        RosterListing roster = roster();
        assertThat(roster.authority().role(ADA_PERSON)).contains(MemberRole.MEMBER);
        assertThat(roster.authority().role(TestStatements.person(3))).isEmpty();
        assertThat(roster.nicks()).containsEntry(ADA_PERSON, ADA_NICK);
    }

    @Test
    void authorityChangesBeforeTheDecisionIsAnswered() throws Exception {
        foundAsFounder();
        get(decide(new RosterWish.SetTopic("tea")));
        assertThat(actors().handlers().authority().get().topic()).isEqualTo("tea");
    }

    @Test
    void storedStatementsCountFromTheStart() throws Exception {
        stores.device = device(0, 0);
        stores.statements.append(List.of(founderStates(new Act.Remove(ADA_PERSON, true, "", Cuts.NONE))));
        found();
        assertThat(actors().handlers().authority().get().role(ADA_PERSON)).isEmpty();
        assertThat(events).noneMatch(NetworkEvent.Decided.class::isInstance);
    }

    @Test
    void ownRemovalEndsTheNodeAndSaysWhy() throws Exception {
        found();
        Uid uid = endpoint.answering.orElseThrow().uid();
        endpoint.cards.put(
                uid, new Card(device(1, 0), Bytes.of(new byte[16]), new Nick("bob"), HERE, 1, Bytes.of(new byte[64])));
        actors().learn(founderStates(new Act.Remove(TestStatements.person(1), false, "spam", Cuts.NONE)));
        assertThat(await(NetworkEvent.Decided.class).decision().valid()).isTrue();
        assertThat(await(NetworkEvent.Ended.class).problem())
                .contains(new Problem.Removed(NAME, Optional.empty(), "spam"));
    }

    @Test
    void readmittedPersonContinuesWithNewStore() throws Exception {
        found();
        NetworkId network = stores.opened.get(0);
        Uid old = endpoint.answering.orElseThrow().uid();
        actors().learn(
                        founderStates(new Act.Remove(
                                TestStatements.person(1), false, "", new Cuts(Map.of(), Map.of(old, 1L)))),
                        founderStates(new Act.SetRole(TestStatements.person(1), MemberRole.MEMBER, Cuts.NONE)));
        awaitTrue(() -> {
            time.timePasses(Duration.ofMillis(100));
            return stores.opened.size() == 2;
        });
        assertThat(stores.opened).containsExactly(network, network);
        assertThat(stores.closing).containsExactly(network);
    }

    @Test
    void onlyAdminsSeeWhoWaits() throws Exception {
        foundAsFounder();
        adaJoins();
        get(decide(new RosterWish.SetPolicy(AdmissionPolicy.APPROVE)));
        Member eve = member(9, new Uid(new UUID(9, 9)), "eve");
        CompletableFuture<Application.Answer> answer = new CompletableFuture<>();
        Application application = new Application(
                eve.uid(),
                TestStatements.person(3),
                device(3, 0).device(),
                eve.nick(),
                eve.address(),
                Optional.empty());
        actors().handlers().roster().tell(new RosterActor.Apply(application, answer));
        assertThat(get(answer)).isEqualTo(Application.Answer.PENDING);
        assertThat(await(NetworkEvent.ApprovalWanted.class).waiting())
                .extracting(RosterListing.Applicant::nick)
                .containsExactly(eve.nick());
        get(decide(new RosterWish.Approve(eve.nick())));
        assertThat(roster().authority().role(TestStatements.person(3))).contains(MemberRole.MEMBER);
        assertThat(await(NetworkEvent.ApprovalWanted.class).waiting()).isEmpty();
    }

    /** A stranger may use the nick of the person that an admin expects. */
    @Test
    void twoApplicantsWithOneNickAreNamedByKey() throws Exception {
        foundAsFounder();
        get(decide(new RosterWish.SetPolicy(AdmissionPolicy.APPROVE)));
        Nick eve = new Nick("eve");
        for (int person = 3; person <= 4; person++) {
            CompletableFuture<Application.Answer> answer = new CompletableFuture<>();
            actors().handlers()
                    .roster()
                    .tell(new RosterActor.Apply(
                            new Application(
                                    new Uid(new UUID(9, person)),
                                    TestStatements.person(person),
                                    device(person, 0).device(),
                                    eve,
                                    HERE,
                                    Optional.empty()),
                            answer));
            get(answer);
        }
        assertThatThrownBy(() -> get(decide(new RosterWish.Approve(eve))))
                .satisfies(failure -> assertThat(ProblemException.find(failure).orElseThrow())
                        .isInstanceOf(Problem.NickShared.class));
        String key = TestStatements.person(4).fingerprint().value();
        get(decide(new RosterWish.Approve(new Nick(key))));
        assertThat(roster().authority().role(TestStatements.person(4))).isPresent();
        assertThat(roster().authority().role(TestStatements.person(3))).isEmpty();
    }
}
