package p2pchat.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.TestStatements.person;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import p2pchat.TestStatements;
import p2pchat.model.Act;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceCertificate;
import p2pchat.model.InvitationId;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MemberId;
import p2pchat.model.MemberRole;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Role;
import p2pchat.model.Statement;
import p2pchat.model.StatementSigner;
import p2pchat.model.Stint;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** Drives the roster machine of one device, and stands for its store, its clock and its peers. */
final class RosterDriver {

    final int number;
    final DeviceCertificate device;
    final StatementSigner signer;
    final Roster roster;
    /** All effects so far that were not taken. */
    final Deque<RosterEffect> effects = new ArrayDeque<>();

    final List<Statement> durable = new ArrayList<>();
    long now = 1_000;
    long at = 1_000_000;
    private long ticket;

    RosterDriver(AdmissionPolicy policy, int person) {
        this(policy, person, List.of());
    }

    RosterDriver(AdmissionPolicy policy, int person, List<Statement> stored) {
        number = person;
        device = TestStatements.device(person, 0);
        signer = TestStatements.signer(device);
        roster = new Roster(TestStatements.genesis(policy), stored, signer);
        durable.addAll(stored);
    }

    void on(RosterInput input) {
        effects.addAll(roster.on(now, () -> 0, input));
    }

    /** Completes the write that the machine has asked for last. */
    void stored() {
        durable.addAll(take(RosterEffect.Store.class).statements());
        on(new RosterInput.Stored());
    }

    void storeFails() {
        take(RosterEffect.Store.class);
        on(new RosterInput.StoreFailed(new IllegalStateException("disk full")));
    }

    /** Removes and returns the first effect of this kind. */
    <T extends RosterEffect> T take(Class<T> kind) {
        T found =
                kind.cast(effects.stream().filter(kind::isInstance).findFirst().orElseThrow());
        effects.remove(found);
        return found;
    }

    <T extends RosterEffect> List<T> all(Class<T> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends RosterReport> List<T> reports(Class<T> kind) {
        return all(RosterEffect.Report.class).stream()
                .map(RosterEffect.Report::report)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    RosterDriver ask(Act act, PersonKey... known) {
        on(new RosterInput.Decide(++ticket, act, new LinkedHashSet<>(List.of(known)), at));
        return this;
    }

    RosterActor.Decision decide(Act act, PersonKey... known) {
        ask(act, known);
        if (!all(RosterEffect.Store.class).isEmpty()) {
            stored();
        }
        return (RosterActor.Decision) answer();
    }

    /** Decides, and fails unless it has an effect. Returns the statements that became durable. */
    List<Statement> state(Act act, PersonKey... known) {
        int before = durable.size();
        assertThat(decide(act, known)).isEqualTo(RosterActor.Decision.STATED);
        return List.copyOf(durable.subList(before, durable.size()));
    }

    /** Returns the answer to the latest request, which must have one. */
    Object answer() {
        RosterEffect.Answer answer = all(RosterEffect.Answer.class).stream()
                .filter(given -> given.ticket() == ticket)
                .findFirst()
                .orElseThrow();
        effects.remove(answer);
        return answer.value();
    }

    Application.Answer apply(Application application) {
        on(new RosterInput.Apply(++ticket, application, at));
        if (!all(RosterEffect.Store.class).isEmpty()) {
            stored();
        }
        return (Application.Answer) answer();
    }

    void learn(List<Statement> statements) {
        on(new RosterInput.Learn(++ticket, statements));
        if (!all(RosterEffect.Store.class).isEmpty()) {
            stored();
        }
        assertThat(answer()).isNull();
    }

    /** Makes this machine part of a view of these people. */
    void view(int leader, int... people) {
        List<Member> members =
                IntStream.of(people).mapToObj(RosterDriver::member).toList();
        View view = new View(new ViewId(1, 1), new NodeId(leader + 1), members);
        Map<Uid, PersonKey> known = new HashMap<>();
        IntStream.of(people).forEach(person -> known.put(uid(person), TestStatements.person(person)));
        on(new RosterInput.MembershipChanged(
                new MembershipSnapshot(
                        new Stint(view.id(), 1),
                        leader == number ? Role.LEADER : Role.MEMBER,
                        uid(number),
                        Optional.of(new NodeId(number + 1)),
                        Optional.of(view),
                        Optional.of(Leader.of(member(leader))),
                        List.of(),
                        true),
                known));
    }

    static Uid uid(int person) {
        return new Uid(new UUID(0, person));
    }

    static Member member(int person) {
        return new Member(
                new MemberId(new NodeId(person + 1), uid(person)),
                new Address("10.0.0." + (person + 1), 4_900),
                new Nick("p" + person),
                new ViewId(1, 1));
    }

    static Application application(int person) {
        return application(person, Optional.empty());
    }

    static Application application(int person, Optional<Act.Invited> invitation) {
        DeviceCertificate device = TestStatements.device(person, 0);
        Member member = member(person);
        return new Application(
                member.uid(), device.person(), device.device(), member.nick(), member.address(), invitation);
    }

    static Bytes invitationKey(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) number;
        return Bytes.of(key);
    }

    /** Returns the proof of an invitation with this key. */
    Optional<Act.Invited> invited(int key) {
        InvitationId id = signer.id(invitationKey(key));
        return Optional.of(new Act.Invited(id, invitationKey(key)));
    }

    Set<PersonKey> admitted(int... people) {
        Set<PersonKey> in = new LinkedHashSet<>();
        IntStream.of(people)
                .mapToObj(TestStatements::person)
                .filter(person -> roster.authority().role(person).isPresent())
                .forEach(in::add);
        return in;
    }

    // ---- acts

    static Act role(int person, MemberRole role) {
        return new Act.SetRole(person(person), role, Cuts.NONE);
    }

    static Act remove(int person) {
        return new Act.Remove(person(person), false, "", Cuts.NONE);
    }

    static Act policy(AdmissionPolicy policy) {
        return new Act.SetPolicy(policy, false);
    }

    static Act invite(int key, int uses, long expiresAt) {
        return new Act.Invite(invitationKey(key), uses, expiresAt, MemberRole.MEMBER);
    }
}
