package p2pchat.roster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static p2pchat.TestStatements.person;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import p2pchat.TestStatements;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Cuts;
import p2pchat.model.MemberRole;
import p2pchat.model.Uid;
import p2pchat.roster.RosterActor.Decision;

/** Admits people again who were removed. */
final class AdmittedAgainTest {

    private final RosterDriver founder = new RosterDriver(AdmissionPolicy.INVITE, 0);

    private static Act role(int person, MemberRole role, Map<Uid, Long> messages) {
        return new Act.SetRole(person(person), role, new Cuts(Map.of(), messages));
    }

    private static Act remove(int person) {
        return new Act.Remove(person(person), false, "", Cuts.NONE);
    }

    @Test
    void formerAdminKeepsItsOldDecisions() {
        RosterDriver admin = new RosterDriver(AdmissionPolicy.INVITE, 1);
        Uid store = RosterDriver.uid(1);
        admin.learn(founder.state(role(1, MemberRole.ADMIN, Map.of())));
        founder.learn(admin.state(new Act.Admit(person(2), new Act.Approved())));
        founder.state(role(1, MemberRole.MEMBER, Map.of(store, 7L)));
        founder.state(new Act.Remove(person(1), false, "", new Cuts(Map.of(), Map.of(store, 7L))));
        founder.state(role(1, MemberRole.MEMBER, Map.of(store, 7L)));

        assertEquals(Set.of(person(1), person(2)), founder.admitted(1, 2));
        assertEquals(
                7,
                founder.roster
                        .authority()
                        .moderatesUntil(person(1), TestStatements.device(1, 0).device(), store));
    }

    @Test
    void invitationFromBeforeTheRemovalIsRefused() {
        founder.view(0, 0);
        founder.state(new Act.Invite(RosterDriver.invitationKey(1), 0, 0, MemberRole.MEMBER));
        Application application = RosterDriver.application(1, founder.invited(1));
        assertEquals(Application.Answer.ADMITTED, founder.apply(application));
        assertEquals(Decision.STATED, founder.decide(remove(1)));
        assertEquals(Application.Answer.REMOVED, founder.apply(application)); // which it must learn
        founder.state(new Act.Invite(RosterDriver.invitationKey(2), 0, 0, MemberRole.MEMBER));

        assertEquals(Application.Answer.ADMITTED, founder.apply(RosterDriver.application(1, founder.invited(2))));
        assertEquals(Optional.of(MemberRole.MEMBER), founder.roster.authority().role(person(1)));
        assertEquals(List.of(), founder.all(RosterEffect.Store.class));
    }
}
