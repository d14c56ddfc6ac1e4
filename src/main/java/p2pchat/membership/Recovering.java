package p2pchat.membership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import p2pchat.model.DirectoryReply;
import p2pchat.model.DirectoryRequest;
import p2pchat.model.Header;
import p2pchat.model.Leader;
import p2pchat.model.MemberId;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkInfo;
import p2pchat.model.NodeId;
import p2pchat.model.Problem;
import p2pchat.model.Refusal;
import p2pchat.model.Role;
import p2pchat.model.Uid;

/**
 * Looks for the leader, or for the right to become it: rounds of "ask the directory, then act on its record", until one
 * of them ends in another role. A leader that cannot be reached is proved gone before anybody competes for its place.
 */
final class Recovering implements RoleState {

    /** So many times "not me" from the very leader the record names, and it counts as gone (protocol 2.2). */
    private static final int DENIALS = 4;

    /** A process that has just started makes its first call slowly, and has nobody else to turn to. */
    private static final Duration NEWCOMERS_PATIENCE = Duration.ofSeconds(3);

    private static final NodeId FOUNDER = new NodeId(1);

    private final RoleContext core;
    private final long delayMillis;
    private long call;
    private boolean claiming;
    private Optional<NetworkInfo> record = Optional.empty();
    private Optional<Leader> asked = Optional.empty();
    private long askedEpoch;
    private boolean hopped;
    private int denials;

    Recovering(RoleContext core, long delayMillis) {
        this.core = core;
        this.delayMillis = delayMillis;
    }

    @Override
    public Role role() {
        return Role.RECOVERING;
    }

    @Override
    public void enter(InputContext at) {
        core.out.schedule(Membership.Timer.LOOP, delayMillis);
    }

    @Override
    public void timer(InputContext at, Membership.Timer timer) {
        if (timer == Membership.Timer.LOOP) {
            record = Optional.empty();
            asked = Optional.empty();
            hopped = false;
            claiming = false;
            call = core.out.askInformation();
        }
    }

    @Override
    public void informed(InputContext at, long ticket, Optional<NetworkInfo> found) {
        if (ticket == call) {
            found.ifPresentOrElse(known -> follow(at, known), () -> nothingRecorded(at));
        }
    }

    private void follow(InputContext at, NetworkInfo known) {
        if (core.lostNameTo(known.id())) {
            core.endNameReused(at, known.id());
            return;
        }
        core.self.network(known.id());
        record = Optional.of(known);
        if (core.self.knowsNewer(known)) {
            claim(); // restores what an old copy has forgotten (H5)
        } else if (known.leader().filter(leader -> !core.self.is(leader)).isEmpty()) {
            claim();
        } else {
            join(known.leader().get(), known.epoch());
        }
    }

    private void nothingRecorded(InputContext at) {
        if (core.self.knowsViews()) {
            claim(); // restores the record (H5)
        } else if (core.self.applicant.create()) {
            NetworkId drawn = core.self.network().orElseGet(() -> core.drawNetworkId(at.random()));
            core.self.network(drawn);
            Leader founder =
                    new Leader(new MemberId(FOUNDER, core.self.applicant.uid()), core.self.applicant.address());
            claiming = true;
            call = core.out.ask(new DirectoryRequest.Create(core.self.applicant.name(), drawn, founder));
        } else {
            core.trouble(new Problem.NetworkUnknown(core.self.applicant.name(), core.self.applicant.directory()));
            loop(at);
        }
    }

    private void claim() {
        claiming = true;
        call = core.out.ask(core.self.claim(1));
    }

    private void join(Leader leader, long epoch) {
        asked = Optional.of(leader);
        askedEpoch = epoch;
        JoinRequest request = new JoinRequest(core.self.nick, core.self.applicant.address(), 0);
        Duration patience = core.self.knowsViews() ? core.settings.joinTimeout() : NEWCOMERS_PATIENCE;
        call = core.out.join(leader, request, patience.toMillis());
    }

    @Override
    public void directoryAnswered(InputContext at, long ticket, DirectoryReply reply) {
        if (ticket != call) {
            return;
        }
        if (reply instanceof DirectoryReply.Granted granted) {
            core.lead(at, granted, asked, record);
        } else if (reply instanceof DirectoryReply.NameTaken taken) {
            follow(at, taken.existing()); // somebody was faster: join it
        } else if (reply instanceof DirectoryReply.Full full) {
            core.end(at, new Problem.DirectoryFull(core.self.applicant.directory(), full.limit()));
        } else if (reply instanceof DirectoryReply.Stale stale
                && core.lostNameTo(stale.current().id())) {
            core.endNameReused(at, stale.current().id());
        } else {
            if (reply instanceof DirectoryReply.Retry later) {
                core.trouble(new Problem.DirectoryWaits(core.self.applicant.directory(), later.reason()));
            }
            loop(at);
        }
    }

    @Override
    public void directoryFailed(InputContext at, long ticket) {
        if (ticket != call) {
            return;
        }
        core.trouble(new Problem.DirectoryUnreachable(core.self.applicant.directory(), "no answer"));
        if (claiming) {
            core.self.claimUnanswered = true;
            core.out.schedule(Membership.Timer.LOOP, core.backoff(at.random()));
        } else {
            askAround(at);
        }
    }

    /** Without the directory: anybody we ever knew may know the leader, and is asked as if it were it. */
    private void askAround(InputContext at) {
        List<Leader> known = new ArrayList<>(core.self.roster.others(core.self.applicant.uid()).stream()
                .map(Leader::of)
                .toList());
        core.self.leader().filter(leader -> !core.self.is(leader)).ifPresent(known::add);
        if (known.isEmpty()) {
            loop(at);
        } else {
            join(
                    known.get(at.random().nextInt(known.size())),
                    core.self.viewId().epoch());
        }
    }

    @Override
    public void joinAnswered(InputContext at, long ticket, JoinReply reply) {
        if (ticket != call) {
            return;
        }
        if (reply instanceof JoinReply.Joined joined) {
            joined(at, joined);
        } else if (reply instanceof JoinReply.NotLeader elsewhere) {
            notLeader(at, elsewhere);
        } else if (reply instanceof JoinReply.Refused refused) {
            refused(at, refused.why());
        } else {
            loop(at);
        }
    }

    private void joined(InputContext at, JoinReply.Joined joined) {
        boolean mine = core.self.node().map(joined.id().node()::equals).orElse(true);
        boolean listed =
                joined.view().contains(joined.id()) && joined.id().uid().equals(core.self.applicant.uid());
        boolean old = core.self.viewId().newerThan(joined.view().id());
        if (!mine || !listed || old || joined.view().leaderMember().uid().equals(core.self.applicant.uid())) {
            loop(at); // late, or not for us (H12)
        } else {
            core.follow(at, joined.view(), ViewReason.JOINED);
        }
    }

    private void notLeader(InputContext at, JoinReply.NotLeader reply) {
        boolean named = record.flatMap(NetworkInfo::leader).equals(asked);
        denials = named ? denials + 1 : denials;
        Optional<Leader> hint = reply.hint()
                .filter(leader -> !hopped && !core.self.is(leader))
                .filter(leader -> !asked.map(Leader::uid).equals(Optional.of(leader.uid())));
        if (named && denials >= DENIALS) {
            denials = 0;
            gone(at);
        } else if (hint.isPresent()) {
            hopped = true;
            join(hint.get(), reply.view().epoch());
        } else {
            loop(at);
        }
    }

    private void refused(InputContext at, Refusal why) {
        switch (why.reason()) {
            case WRONG_TARGET, WRONG_NETWORK, NOT_MEMBER -> unreachable(at);
            default -> core.end(at, new Problem.Refused(core.self.applicant.name(), why.detail()));
        }
    }

    @Override
    public void peerFailed(InputContext at, long ticket) {
        if (ticket == call) {
            unreachable(at);
        }
    }

    private void unreachable(InputContext at) {
        boolean leads = record.flatMap(NetworkInfo::leader).equals(asked) || hopped || isOurLeader();
        if (core.self.node().isPresent() && core.self.view().isPresent()) {
            if (leads) {
                core.out.add(new Membership.Effect.Verify(core.stint(), asked.orElseThrow()));
                core.out.schedule(
                        Membership.Timer.LOOP, core.settings.backoffMax().toMillis());
            } else {
                loop(at);
            }
        } else {
            claimAsStranger(at);
        }
    }

    /** Nobody of this network can be reached; if its leader is silent for long, it is ours to revive (H19). */
    private void claimAsStranger(InputContext at) {
        boolean silent = record.filter(known -> known.silence().compareTo(core.settings.staleForStrangers()) >= 0)
                .isPresent();
        if (silent) {
            claim();
            return;
        }
        record.flatMap(NetworkInfo::leader)
                .ifPresent(leader -> core.trouble(
                        new Problem.LeaderUnreachable(core.self.applicant.name(), leader.address(), "no answer")));
        loop(at);
    }

    private boolean isOurLeader() {
        return core.self.leader().map(Leader::uid).equals(asked.map(Leader::uid));
    }

    @Override
    public void verified(InputContext at, Uid suspect, boolean alive) {
        if (asked.filter(leader -> leader.uid().equals(suspect)).isEmpty()) {
            return;
        }
        if (alive) {
            loop(at);
        } else {
            gone(at);
        }
    }

    private void gone(InputContext at) {
        if (core.self.node().isEmpty() || core.self.view().isEmpty()) {
            claimAsStranger(at);
            return;
        }
        core.self.adopt(askedEpoch, asked.orElseThrow());
        core.become(at, new Electing(core, asked.orElseThrow()));
    }

    @Override
    public JoinReply joinRequested(InputContext at, Header header, JoinRequest request) {
        return new JoinReply.NotLeader(Optional.empty(), core.self.viewId());
    }

    @Override
    public void leave(InputContext at) {
        core.depart(at);
    }

    private void loop(InputContext at) {
        call = 0;
        core.out.schedule(Membership.Timer.LOOP, core.pause(at.random()));
    }
}
