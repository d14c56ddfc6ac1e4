package p2pchat.console.render;

import java.util.Locale;
import java.util.Optional;
import p2pchat.console.text.Sanitiser;
import p2pchat.model.Act;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.MemberRole;
import p2pchat.model.NetworkEvent;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.RosterDecision;

/**
 * Sentences about decisions.
 *
 * @param network its name
 * @param self this user, if known
 */
record DecisionText(String network, Optional<PersonKey> self) {

    /**
     * Returns the notice for a valid decision; empty if it changes nothing that a user would notice.
     *
     * @param before the standing before it
     */
    Optional<String> notice(RosterDecision decision, Optional<NetworkEvent.Standing> before) {
        Act act = decision.act();
        if (act instanceof Act.SetRole set) {
            boolean same = before.flatMap(now -> now.role(set.person()))
                    .filter(set.role()::equals)
                    .isPresent();
            return same ? Optional.empty() : Optional.of(sentence(decision));
        }
        if (act instanceof Act.SetPolicy policy) {
            return Optional.of(by(decision) + policy(policy, before));
        }
        if (act instanceof Act.Remove remove && !remove.ban() && isOutside(remove.person(), before)) {
            return Optional.of(by(decision) + " did not let " + subject(decision) + " in");
        }
        boolean shown = act instanceof Act.Invite && decision.own(); // by the answer
        boolean named = !(act instanceof Act.Admit) || decision.subjectNick().isPresent(); // otherwise when it joins
        boolean silent = shown || !named;
        return silent ? Optional.empty() : Optional.of(sentence(decision));
    }

    /** Returns what admitted a member, after "joined". */
    String admission(RosterDecision decision) {
        Act.Admit admit = (Act.Admit) decision.act();
        return admit.basis() instanceof Act.Approved
                ? ", let in by " + by(decision)
                : admit.basis() instanceof Act.Invited ? " with " + inviter(decision) + " invitation" : " again";
    }

    /** Returns a decision as a sentence, such as "ann removed bob: spam". */
    String sentence(RosterDecision decision) {
        Act act = decision.act();
        String by = by(decision);
        if (act instanceof Act.Admit admit) {
            if (admit.basis() instanceof Act.Approved) {
                return by + " let " + subject(decision) + " in";
            }
            return subject(decision)
                    + (admit.basis() instanceof Act.Invited
                            ? " came in with " + inviter(decision) + " invitation"
                            : " came in again");
        }
        if (act instanceof Act.Leave) {
            return by + " left permanently";
        }
        if (act instanceof Act.SetRole set) {
            return by + " made " + (by.equals("you") && isSelf(set.person()) ? "yourself" : subject(decision)) + " "
                    + role(set.role());
        }
        if (act instanceof Act.Remove remove) {
            return by + (remove.ban() ? " banned " : " removed ") + subject(decision) + reason(remove);
        }
        if (act instanceof Act.Unban) {
            return by + " lifted the ban on " + subject(decision);
        }
        if (act instanceof Act.Invite) {
            return by + " made an invitation";
        }
        if (act instanceof Act.Close close) {
            return by + " ended the invitation " + close.invitation();
        }
        if (act instanceof Act.SetPolicy policy) {
            return by + policy(policy, Optional.empty());
        }
        if (act instanceof Act.SetTopic topic) {
            return by
                    + (topic.text().isEmpty()
                            ? " removed the topic"
                            : " set the topic: " + Sanitiser.line(topic.text()));
        }
        Act.Revoke revoke = (Act.Revoke) act;
        return by + " ended the device " + revoke.device().fingerprint();
    }

    /**
     * Returns that a decision has no effect.
     *
     * @param cause what restricts the person that decided
     */
    String voided(RosterDecision decision, Optional<RosterDecision> cause) {
        Act act = decision.act();
        String by = by(decision);
        String whose = by.equals("you") ? "your " : by + "'s ";
        String what;
        if (act instanceof Act.Admit admit) {
            what = admit.basis() instanceof Act.Approved
                    ? whose + "admission of " + subject(decision)
                    : "the admission of " + subject(decision);
        } else if (act instanceof Act.Leave) {
            what = whose + "leaving";
        } else if (act instanceof Act.SetRole set) {
            what = whose + "decision to make " + subject(decision) + " " + role(set.role());
        } else if (act instanceof Act.Remove remove) {
            what = whose + (remove.ban() ? "ban on " : "removal of ") + subject(decision);
        } else if (act instanceof Act.Unban) {
            what = whose + "lifting of the ban on " + subject(decision);
        } else if (act instanceof Act.Invite) {
            what = whose + "invitation";
        } else if (act instanceof Act.Close close) {
            what = whose + "ending of the invitation " + close.invitation();
        } else if (act instanceof Act.SetPolicy) {
            what = whose + "decision on who may come in";
        } else if (act instanceof Act.SetTopic) {
            what = whose + "topic";
        } else {
            what = whose + "ending of a device";
        }
        return what + " no longer counts"
                + cause.map(why -> ", because " + sentence(why)).orElse("");
    }

    /** Returns who admitted, removed or promoted a person, without the person, such as "removed by ann: spam". */
    String passive(RosterDecision decision) {
        Act act = decision.act();
        String by = " by " + by(decision);
        if (act instanceof Act.Admit admit) {
            return admit.basis() instanceof Act.Approved
                    ? "let in" + by
                    : admit.basis() instanceof Act.Invited
                            ? "came in with " + inviter(decision) + " invitation"
                            : "came in again";
        }
        if (act instanceof Act.SetRole set) {
            return "made " + role(set.role()) + by;
        }
        if (act instanceof Act.Remove remove) {
            return (remove.ban() ? "banned" : "removed") + by + reason(remove);
        }
        return act instanceof Act.Leave ? "left permanently" : "ban lifted" + by;
    }

    private String policy(Act.SetPolicy now, Optional<NetworkEvent.Standing> before) {
        boolean samePolicy =
                before.filter(known -> known.policy() == now.policy()).isPresent();
        boolean sameLock =
                before.filter(known -> known.locked() == now.locked()).isPresent();
        String locked = now.locked()
                ? " locked " + network + ": nobody new can come in"
                : " unlocked " + network + (samePolicy ? ": " + admitted(now.policy()) : "");
        if (samePolicy && !sameLock) {
            return locked;
        }
        String opened = (now.policy() == AdmissionPolicy.OPEN ? " opened " : " closed ") + network + ": "
                + admitted(now.policy());
        return now.locked() ? opened + "; it is locked" : opened;
    }

    /** Returns who may come in. */
    static String admitted(AdmissionPolicy policy) {
        return switch (policy) {
            case OPEN -> "everyone who reaches the directory can come in and read";
            case INVITE -> "people come in with an invitation";
            case APPROVE -> "people come in with an invitation, or when an admin lets them in";
        };
    }

    /** Returns a role with its article. */
    static String role(MemberRole role) {
        return switch (role) {
            case OWNER -> "an owner";
            case ADMIN -> "an admin";
            case MEMBER -> "a member";
            case READER -> "a reader";
        };
    }

    static String name(MemberRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    String by(RosterDecision decision) {
        return decision.own() || isSelf(decision.by()) ? "you" : nick(decision.byNick(), Optional.of(decision.by()));
    }

    private String subject(RosterDecision decision) {
        Optional<PersonKey> person = decision.act().subject();
        return person.filter(this::isSelf).isPresent() ? "you" : nick(decision.subjectNick(), person);
    }

    private String inviter(RosterDecision decision) {
        return decision.inviterNick()
                .map(nick -> Sanitiser.nick(nick.value()) + "'s")
                .orElse("an");
    }

    private static String nick(Optional<Nick> nick, Optional<PersonKey> person) {
        return nick.map(known -> Sanitiser.nick(known.value()))
                .or(() -> person.map(PersonKey::toString))
                .orElse("someone");
    }

    private static String reason(Act.Remove remove) {
        String clean = Sanitiser.line(remove.reason()).strip();
        return clean.isEmpty() ? "" : ": " + clean;
    }

    private static boolean isOutside(PersonKey person, Optional<NetworkEvent.Standing> before) {
        return before.filter(now -> now.role(person).isEmpty()).isPresent();
    }

    private boolean isSelf(PersonKey person) {
        return self.filter(person::equals).isPresent();
    }
}
