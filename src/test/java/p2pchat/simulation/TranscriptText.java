package p2pchat.simulation;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Leader;
import p2pchat.model.Member;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Role;
import p2pchat.model.View;

/** Formats messages, events, and states for transcripts. */
final class TranscriptText {

    private TranscriptText() {}

    static String of(DirectoryRequest request) {
        if (request instanceof DirectoryRequest.Create create) {
            return "create by " + of(create.founder());
        }
        if (request instanceof DirectoryRequest.Claim claim) {
            return "claim by " + of(claim.candidate()) + " with view " + claim.view() + ", hears " + claim.heard();
        }
        if (request instanceof DirectoryRequest.Refresh refresh) {
            return "refresh by " + of(refresh.leader()) + " in " + refresh.view();
        }
        DirectoryRequest.Handover handover = (DirectoryRequest.Handover) request;
        return "handover from " + of(handover.from()) + " to "
                + handover.to().map(TranscriptText::of).orElse("no member");
    }

    static String of(DirectoryReply reply) {
        if (reply instanceof DirectoryReply.Granted granted) {
            return "GRANTED epoch " + granted.epoch() + " to " + of(granted.leader()) + ", ids "
                    + granted.block().first() + "-" + granted.block().last();
        }
        if (reply instanceof DirectoryReply.Denied denied) {
            return "DENIED, " + of(denied.stays()) + " stays";
        }
        if (reply instanceof DirectoryReply.Stale stale) {
            return "STALE, epoch " + stale.current().epoch() + " is led by "
                    + stale.current().leader().map(TranscriptText::of).orElse("no member");
        }
        if (reply instanceof DirectoryReply.NameTaken) {
            return "NAME TAKEN";
        }
        return reply.getClass().getSimpleName().toUpperCase(Locale.ROOT);
    }

    /** Returns the text of an event; events that only repeat the role have none. */
    static Optional<String> of(NetworkEvent event) {
        if (event instanceof NetworkEvent.LeaderChanged changed) {
            return Optional.of(changed.to().node() + " leads now (" + lower(changed.reason()) + "), "
                    + changed.gap().toMillis() + " ms without a leader");
        }
        if (event instanceof NetworkEvent.MemberChanged changed) {
            return Optional.of(changed.member().node() + " " + changed.change()
                    + changed.reason().map(reason -> " (" + lower(reason) + ")").orElse(""));
        }
        if (event instanceof NetworkEvent.Trouble trouble) {
            return Optional.of("trouble: " + trouble.problem().getClass().getSimpleName());
        }
        if (event instanceof NetworkEvent.Ended ended) {
            return Optional.of("ended"
                    + ended.problem()
                            .map(problem -> ": " + problem.getClass().getSimpleName())
                            .orElse(""));
        }
        return Optional.empty();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    static String of(Leader leader) {
        return leader.id().node() + "@" + leader.address().host();
    }

    static String of(View view) {
        return view.id() + " led by " + view.leader() + ": "
                + view.members().stream().map(TranscriptText::of).collect(Collectors.joining(" "));
    }

    private static String of(Member member) {
        return member.node() + "@" + member.address().host();
    }

    static String of(MembershipSnapshot snapshot) {
        String who = snapshot.node().map(Object::toString).orElse("newcomer");
        String what = who + " is " + snapshot.role() + " in " + snapshot.viewId();
        boolean showsView = snapshot.role() == Role.MEMBER || snapshot.leading();
        return showsView
                ? what + snapshot.view().map(view -> "  [" + of(view) + "]").orElse("")
                : what;
    }
}
