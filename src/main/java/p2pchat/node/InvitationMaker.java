package p2pchat.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import p2pchat.model.Act;
import p2pchat.model.InvitationKeys;
import p2pchat.model.InvitationKeys.NewInvitation;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.RosterWish;
import p2pchat.model.View;

/**
 * Makes invitations. Only their public keys are stated; the secrets are answered once and kept nowhere.
 *
 * @param snapshot of this node's membership, on any thread
 */
record InvitationMaker(
        NetworkSettings settings,
        RosterRequests decisions,
        InvitationKeys keys,
        Supplier<Optional<MembershipSnapshot>> snapshot,
        LongSupplier wallClock) {

    /** Answers with the secret once the invitation is durable, or fails with a {@code ProblemException}. */
    void make(RosterWish.Invite wish, NetworkRequest.Decide request) {
        if (snapshot.get().flatMap(MembershipSnapshot::view).isEmpty()) { // a link names members
            request.fail("not in " + settings.name() + " yet");
            return;
        }
        NewInvitation made = keys.draw(wish.spoken());
        long expiresAt = wish.validity()
                .map(Duration::toMillis)
                .map(millis -> wallClock.getAsLong() + millis)
                .orElse(0L);
        Act.Invite terms = new Act.Invite(made.key(), wish.uses(), expiresAt, wish.role());
        CompletionStage<Void> unused = decisions
                .decide(terms, Optional.empty())
                .handle((stated, failure) -> failure == null
                        ? request.answer().complete(fulfilled(made, terms))
                        : request.answer().completeExceptionally(failure))
                .thenAccept(answered -> {});
    }

    private RosterWish.Fulfilled fulfilled(NewInvitation made, Act.Invite terms) {
        Optional<View> view = snapshot.get().flatMap(MembershipSnapshot::view);
        long epoch = view.map(now -> now.id().epoch()).orElse(0L);
        String secret = made.secret(
                settings.directory(), epoch, view.map(InvitationMaker::toAsk).orElse(List.of()));
        return new RosterWish.Fulfilled(Optional.of(
                new RosterWish.MadeInvitation(decisions.id(made.key()), terms, secret, settings.directory())));
    }

    /** Returns the members of a view, the leader first. */
    private static List<Member> toAsk(View view) {
        List<Member> members = new ArrayList<>(view.members());
        members.remove(view.leaderMember());
        members.add(0, view.leaderMember());
        return members;
    }
}
