package p2pchat.console.render;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import p2pchat.console.input.NodeAnswer;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.DeliveryReport;
import p2pchat.model.DeviceKey;
import p2pchat.model.MembershipSnapshot;
import p2pchat.model.NetworkEvent;
import p2pchat.model.NetworkName;
import p2pchat.model.NetworkStatus;
import p2pchat.model.NetworkStatus.Identity;
import p2pchat.model.NetworkStatus.Person;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Verification;
import p2pchat.model.VersionVector;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/** The node's answers for programs: one {@code reply} object each. */
record JsonAnswers(NetworkName network, MemberNames names) {

    JsonLine reply(Optional<String> ref, NodeAnswer answer) {
        JsonLine line = JsonLine.of("reply", network).with("ref", ref).with("ok", true);
        if (answer instanceof NodeAnswer.Why why) {
            return line.with("election", why.timeline().map(story -> ElectionExplanation.json(story, names::nick)));
        }
        if (answer instanceof NodeAnswer.Networks networks) {
            networks.age().ifPresent(age -> line.with("ageMs", age));
            return line.with("reachable", networks.reachable())
                    .with("networks", networks.networks(), NetworkListing::json);
        }
        if (answer instanceof NodeAnswer.Members members) {
            return standing(line, members.status())
                    .with("members", members.status().people(), JsonAnswers::person);
        }
        if (answer instanceof NodeAnswer.Status status) {
            return standing(line, status.status())
                    .with("address", status.status().address())
                    .with("directoryAddress", status.status().directory())
                    .with("home", status.home())
                    .with("stored", status.status().stored().size())
                    .with("unsettled", status.open())
                    .with("inSync", status.status().inSync().same())
                    .with("others", status.status().inSync().of());
        }
        if (answer instanceof NodeAnswer.Info info) {
            standing(line, info.status())
                    .with("id", info.status().network().value())
                    .with("directoryAddress", info.status().directory())
                    .with("stored", info.status().stored().size())
                    .with("clock", clock(info.status().stored()))
                    .with("heads", info.status().heads())
                    .with("fingerprint", info.status().keys().self().map(PersonKey::fingerprint))
                    .with(
                            "directoryFingerprint",
                            info.status().keys().directory().map(DeviceKey::fingerprint))
                    .with("mode", info.status().keys().mode());
            info.roster().ifPresent(roster -> RosterJson.info(line, roster));
            return line;
        }
        if (answer instanceof NodeAnswer.Listing listing) {
            return line.with("messages", listing.messages(), this::message);
        }
        if (answer instanceof NodeAnswer.Message message) {
            return line.with("messages", List.of(message(message.said())))
                    .with("lamport", message.said().message().lamport())
                    .with("heads", message.said().message().header().headKeys())
                    .with("clock", message.clock().upTo())
                    .with("clockWhole", message.clock().whole())
                    .with("proof", new SignatureText(message.signed()).json());
        }
        if (answer instanceof NodeAnswer.WhyMessage why) {
            line.with("messages", List.of(message(why.said())))
                    .with(
                            "delivery",
                            why.delivery()
                                    .flatMap(DeliveryReport::delivery)
                                    .map(delivery -> JsonRenderer.shares(JsonLine.nested(), delivery)))
                    .with("proof", new SignatureText(why.signed()).json());
            why.delivery()
                    .ifPresent(report -> line.with("holders", report.holders()).with("others", report.others()));
            return line;
        }
        if (answer instanceof NodeAnswer.Exported exported) {
            return line.with("file", exported.file()).with("count", exported.messages());
        }
        if (answer instanceof NodeAnswer.Renamed renamed) {
            return line.with("nick", Sanitiser.nick(renamed.nick().value()));
        }
        if (answer instanceof NodeAnswer.Compared compared) {
            Verification verification = compared.verification();
            return line.with("id", verification.member().node())
                    .with("nick", Sanitiser.nick(verification.member().nick().value()))
                    .with("person", verification.person().bytes())
                    .with("fingerprint", verification.person().fingerprint())
                    .with("number", verification.number())
                    .with("state", verification.state());
        }
        if (answer instanceof NodeAnswer.VerifiedPeople verified) {
            return line.with(
                    "verified",
                    verified.people().entrySet(),
                    person -> JsonLine.nested()
                            .with("person", person.getKey().bytes())
                            .with("fingerprint", person.getKey().fingerprint())
                            .with("nick", Sanitiser.nick(person.getValue().value())));
        }
        if (answer instanceof NodeAnswer.Roster roster) {
            return RosterJson.reply(line, roster);
        }
        if (answer instanceof NodeAnswer.Decided decided) {
            decided.result()
                    .invitation()
                    .ifPresent(made -> RosterJson.terms(line.with("id", made.id()), made.terms())
                            .with("secret", made.secret()));
            return line;
        }
        throw new AssertionError("no rendering for " + answer);
    }

    private JsonLine message(NetworkEvent.Said said) {
        return JsonRenderer.said(network, said, names.after(said));
    }

    private static JsonLine standing(JsonLine line, NetworkStatus status) {
        Optional<MembershipSnapshot> now = status.snapshot();
        ViewId view = now.map(MembershipSnapshot::viewId).orElse(ViewId.NONE);
        Optional<NodeId> leader = now.filter(at -> at.leader().isPresent())
                .flatMap(MembershipSnapshot::view)
                .map(View::leader);
        line.with("role", now.map(MembershipSnapshot::role))
                .with("self", now.flatMap(MembershipSnapshot::node))
                .with("leader", leader)
                .with("epoch", view.epoch())
                .with("view", view.seq());
        now.ifPresent(at -> line.with("directory", at.directoryAnswers() ? "reachable" : "unreachable"));
        return line;
    }

    private static JsonLine person(Person person) {
        return JsonLine.person(
                        person.member().node(),
                        Sanitiser.nick(person.member().nick().value()))
                .with("presence", person.presence())
                .with("since", person.since().map(Instant::ofEpochMilli))
                .with("address", person.member().address())
                .with("reason", JsonRenderer.reason(person.reason()))
                .with("person", person.identity().map(known -> known.person().bytes()))
                .with(
                        "fingerprint",
                        person.identity().map(known -> known.person().fingerprint()))
                .with("verified", person.identity().map(Identity::verified))
                .with("ambiguous", person.identity().map(Identity::ambiguous));
    }

    /** Returns the number of contiguous messages that are stored, by author. */
    private static SortedMap<NodeId, Long> clock(VersionVector stored) {
        SortedMap<NodeId, Long> clock = new TreeMap<>();
        stored.byAuthor().forEach((author, ranges) -> clock.put(author, ranges.contiguous()));
        return clock;
    }
}
