package p2pchat.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorRef;
import p2pchat.log.MessageLog;
import p2pchat.log.MessageLogActor;
import p2pchat.model.Act;
import p2pchat.model.Authority;
import p2pchat.model.Bytes;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceKey;
import p2pchat.model.Fingerprint;
import p2pchat.model.InvitationId;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.RosterDecision;
import p2pchat.model.RosterListing;
import p2pchat.model.RosterWish;
import p2pchat.model.Statement;
import p2pchat.model.StatementSigner;
import p2pchat.model.Uid;
import p2pchat.model.VersionVector;
import p2pchat.node.RosterPeople.Store;
import p2pchat.roster.Application;
import p2pchat.roster.RosterActor;
import p2pchat.roster.RosterReport;

/**
 * Turns what a user wants about the people of a network into acts of the roster, and the roster into a listing.
 *
 * <p>Part of {@link NetworkActors}. Thread-safe.
 */
record RosterRequests(
        NetworkName network,
        StatementSigner self,
        Supplier<RosterPeople> known,
        Supplier<Authority> authority,
        ActorRef<MessageLogActor.Command> log,
        ActorRef<RosterActor.Command> roster) {

    private static final Bytes UNSIGNED = Bytes.of(new byte[64]);

    /** Creates the command that an act becomes. */
    private interface Request {
        RosterActor.Command of(Act act, Set<PersonKey> known, CompletableFuture<RosterActor.Decision> reply);
    }

    /** Fulfils a wish, or fails its answer with a {@code ProblemException}. */
    void decide(NetworkRequest.Decide request) {
        answer(request.wish(), RosterActor.Decide::new, request.answer());
    }

    /** Answers whether a wish could be fulfilled. */
    void check(NetworkRequest.CheckDecision request) {
        answer(request.wish(), RosterActor.Check::new, request.answer());
    }

    private void answer(RosterWish wish, Request request, CompletableFuture<RosterWish.Fulfilled> answer) {
        CompletionStage<Void> unused = act(wish)
                .thenCompose(act -> ask(act, nick(wish), request))
                .handle((done, failure) -> failure == null
                        ? answer.complete(RosterWish.Fulfilled.DONE)
                        : answer.completeExceptionally(failure))
                .thenAccept(answered -> {});
    }

    /**
     * States an act of this device. Completes when it is durable; fails with a {@code ProblemException}.
     *
     * @param subject the person concerned, as the user calls it
     */
    CompletionStage<Void> decide(Act act, Optional<Nick> subject) {
        return ask(act, subject, RosterActor.Decide::new);
    }

    private CompletionStage<Void> ask(Act act, Optional<Nick> subject, Request request) {
        CompletableFuture<RosterActor.Decision> decided = new CompletableFuture<>();
        roster.tell(request.of(act, known.get().people(), decided));
        return decided.thenCompose(decision -> switch (decision) {
            case STATED -> CompletableFuture.completedStage(null);
            case ADMIN_REQUIRED -> refuse(new Problem.RoleRequired(network, MemberRole.ADMIN));
            case OWNER_REQUIRED -> refuse(new Problem.RoleRequired(network, MemberRole.OWNER));
            case SENIOR_REQUIRED ->
                refuse(subject.<Problem>map(nick -> new Problem.PersonIsSenior(network, nick))
                        .orElse(new Problem.RoleRequired(network, MemberRole.OWNER)));
            case NO_CHANGE -> refuse(new Problem.NothingChanged(network));
            case FULL -> refuse(new Problem.RosterFull(network));
            case NOT_STORED -> refuse(new Problem.StoreStalled(network));
        });
    }

    InvitationId id(Bytes invitationKey) {
        return self.id(invitationKey);
    }

    private static Optional<Nick> nick(RosterWish wish) {
        if (wish instanceof RosterWish.SetRole role) {
            return Optional.of(role.nick());
        } else if (wish instanceof RosterWish.Remove remove) {
            return Optional.of(remove.nick());
        } else if (wish instanceof RosterWish.Unban unban) {
            return Optional.of(unban.nick());
        } else {
            return Optional.empty();
        }
    }

    private CompletionStage<Act> act(RosterWish wish) {
        RosterPeople people = known.get();
        Authority now = authority.get();
        if (wish instanceof RosterWish.SetRole role) {
            return person(people, role.nick())
                    .thenCompose(person -> keepsOwner(now, person, role.role()))
                    .thenCombine(
                            held(),
                            (person, held) -> new Act.SetRole(
                                    person, role.role(), withoutSilent(people.cuts(person, held, Optional.empty()))));
        } else if (wish instanceof RosterWish.Remove remove) {
            return person(people, remove.nick())
                    .thenCombine(held(), (person, held) -> remove(people, remove, person, held))
                    .thenCompose(removal -> removal);
        } else if (wish instanceof RosterWish.Unban unban) {
            return person(people, unban.nick()).thenApply(Act.Unban::new);
        } else if (wish instanceof RosterWish.Approve approve) {
            return applicant(people, approve.nick(), true)
                    .thenApply(person -> new Act.Admit(person, new Act.Approved()));
        } else if (wish instanceof RosterWish.Deny deny) {
            return applicant(people, deny.nick(), false)
                    .thenApply(person -> new Act.Remove(person, false, "", Cuts.NONE));
        } else if (wish instanceof RosterWish.CloseInvitation close) {
            return invitation(now, close.id()).thenApply(Act.Close::new);
        } else if (wish instanceof RosterWish.SetPolicy policy) {
            return CompletableFuture.completedStage(new Act.SetPolicy(policy.policy(), now.locked()));
        } else if (wish instanceof RosterWish.SetLocked locked) {
            return CompletableFuture.completedStage(new Act.SetPolicy(now.policy(), locked.locked()));
        } else if (wish instanceof RosterWish.SetTopic topic) {
            return CompletableFuture.completedStage(new Act.SetTopic(topic.text()));
        } else if (wish instanceof RosterWish.RevokeDevice revoke) {
            return device(people, revoke.device())
                    .thenCombine(held(), (device, held) -> new Act.Revoke(device, people.cuts(device, held), UNSIGNED));
        } else {
            return CompletableFuture.failedStage(new IllegalStateException("no handler for " + wish));
        }
    }

    /** Completes with the person, unless this user is the only owner and steps down. */
    private CompletionStage<PersonKey> keepsOwner(Authority now, PersonKey person, MemberRole role) {
        List<PersonKey> owners = now.people().keySet().stream()
                .filter(known -> now.role(known).equals(Optional.of(MemberRole.OWNER)))
                .toList();
        boolean stepsDown =
                role != MemberRole.OWNER && person.equals(self.author().person());
        return stepsDown && owners.equals(List.of(person))
                ? refuse(new Problem.OnlyOwner(network))
                : CompletableFuture.completedStage(person);
    }

    /** A reader that has written nothing keeps its store when it may write again, and with it its place in the view. */
    private static Cuts withoutSilent(Cuts cuts) {
        Map<Uid, Long> messages = new LinkedHashMap<>(cuts.messages());
        messages.values().removeIf(last -> last == 0);
        return new Cuts(cuts.statements(), messages);
    }

    private CompletionStage<Act> remove(
            RosterPeople people, RosterWish.Remove wish, PersonKey person, VersionVector held) {
        if (person.equals(people.self())) {
            return refuse(new Problem.OwnRemoval(network));
        }
        if (wish.since().filter(key -> !people.isOf(person, key)).isPresent()) {
            return refuse(new Problem.NotTheirMessage(wish.nick(), wish.since().get()));
        }
        return CompletableFuture.completedStage(
                new Act.Remove(person, wish.ban(), wish.reason(), people.cuts(person, held, wish.since())));
    }

    private CompletionStage<PersonKey> person(RosterPeople people, Nick nick) {
        return single(find(people, nick), nick, new Problem.MemberUnknown(network, nick));
    }

    /** Returns the people of this nick or key. The roster may name the key of someone who never met this node. */
    private Set<PersonKey> find(RosterPeople people, Nick nick) {
        Set<PersonKey> found = people.find(nick);
        return found.isEmpty()
                ? authority.get().people().keySet().stream()
                        .filter(person -> person.fingerprint().value().equals(nick.value()))
                        .collect(Collectors.toSet())
                : found;
    }

    /**
     * Completes with the person of this nick or key that waits for an approval.
     *
     * @param orKnown whether a person that does not wait will do, which may have been removed before
     */
    private CompletionStage<PersonKey> applicant(RosterPeople people, Nick nick, boolean orKnown) {
        return listing().thenCompose(listing -> {
            Set<PersonKey> waiting = listing.waiting().stream()
                    .filter(application -> application.nick().equals(nick)
                            || application.person().fingerprint().value().equals(nick.value()))
                    .map(Application::person)
                    .collect(Collectors.toSet());
            Set<PersonKey> found = waiting.isEmpty() && orKnown ? find(people, nick) : waiting;
            return single(found, nick, new Problem.ApplicantUnknown(network, nick));
        });
    }

    /** Completes with the only person that is meant. A nick alone must not decide between two people. */
    private static CompletionStage<PersonKey> single(Set<PersonKey> found, Nick nick, Problem unknown) {
        if (found.isEmpty()) {
            return refuse(unknown);
        }
        if (found.size() > 1) {
            List<Fingerprint> keys = found.stream().map(PersonKey::fingerprint).toList();
            return refuse(new Problem.NickShared(nick, keys));
        }
        return CompletableFuture.completedStage(found.iterator().next());
    }

    private CompletionStage<InvitationId> invitation(Authority now, String prefix) {
        List<InvitationId> found = now.invitations().keySet().stream()
                .filter(id -> id.bytes().toString().startsWith(prefix.toLowerCase(Locale.ROOT)))
                .toList();
        return found.size() == 1 && !prefix.isEmpty()
                ? CompletableFuture.completedStage(found.get(0))
                : refuse(new Problem.InvitationUnknown(network, prefix));
    }

    private CompletionStage<DeviceKey> device(RosterPeople people, String prefix) {
        List<DeviceKey> found = people.stores().stream()
                .filter(store -> store.person().equals(people.self()))
                .map(store -> store.device().device())
                .filter(device -> !device.equals(self.author().device()))
                .filter(device -> device.fingerprint().value().startsWith(prefix))
                .distinct()
                .toList();
        return found.size() == 1 && !prefix.isEmpty()
                ? CompletableFuture.completedStage(found.get(0))
                : refuse(new Problem.DeviceUnknown(network, prefix));
    }

    private CompletionStage<VersionVector> held() {
        CompletableFuture<MessageLog> held = new CompletableFuture<>();
        log.tell(new MessageLogActor.GetLog(held));
        return held.thenApply(MessageLog::vector);
    }

    private CompletionStage<RosterActor.Listing> listing() {
        CompletableFuture<RosterActor.Listing> listed = new CompletableFuture<>();
        roster.tell(new RosterActor.GetListing(listed));
        return listed;
    }

    private static <T> CompletionStage<T> refuse(Problem problem) {
        return CompletableFuture.failedStage(new ProblemException(problem));
    }

    /** Answers with the roster. */
    void list(NetworkRequest.GetRoster request) {
        CompletionStage<Void> unused = listing()
                .thenApply(this::show)
                .handle((listing, failure) -> failure == null
                        ? request.answer().complete(listing)
                        : request.answer().completeExceptionally(failure))
                .thenAccept(answered -> {});
    }

    private RosterListing show(RosterActor.Listing listing) {
        RosterPeople people = known.get();
        Map<PersonKey, Nick> nicks = people.nicks();
        return new RosterListing(
                people.self(),
                listing.authority(),
                nicks,
                listing.statements().stream()
                        .map(judged -> decision(judged, nicks))
                        .toList(),
                applicants(listing.waiting()),
                devices(people));
    }

    static List<RosterListing.Applicant> applicants(List<Application> waiting) {
        return waiting.stream()
                .map(application ->
                        new RosterListing.Applicant(application.nick(), application.person(), application.address()))
                .toList();
    }

    /** Returns a statement as users see it. */
    RosterDecision decision(RosterReport.Judged judged, Map<PersonKey, Nick> nicks) {
        Statement statement = judged.statement();
        return new RosterDecision(
                statement.hash(),
                statement.act(),
                statement.person(),
                Optional.ofNullable(nicks.get(statement.person())),
                judged.right(),
                statement.act().subject().flatMap(subject -> Optional.ofNullable(nicks.get(subject))),
                inviter(statement.act()).flatMap(inviter -> Optional.ofNullable(nicks.get(inviter))),
                statement.at(),
                statement.person().equals(self.author().person()),
                judged.valid());
    }

    /** Returns who made the invitation that admits a person. */
    private Optional<PersonKey> inviter(Act act) {
        return act instanceof Act.Admit admit && admit.basis() instanceof Act.Invited invited
                ? Optional.ofNullable(authority.get().invitations().get(invited.invitation()))
                        .map(Authority.Invitation::by)
                : Optional.empty();
    }

    private List<RosterListing.OwnDevice> devices(RosterPeople people) {
        Map<DeviceKey, RosterListing.OwnDevice> devices = new LinkedHashMap<>();
        for (Store store : people.stores()) {
            DeviceKey key = store.device().device();
            if (store.person().equals(people.self())) {
                devices.putIfAbsent(
                        key,
                        new RosterListing.OwnDevice(
                                key,
                                store.nick(),
                                store.address(),
                                key.equals(self.author().device()),
                                store.present()));
            }
        }
        return new ArrayList<>(devices.values());
    }
}
