package p2pchat.model;

import java.util.Optional;

/**
 * A statement as users see it.
 *
 * @param by who stated it
 * @param byNick empty if this node knows no member of that person
 * @param right the role by which the person could; empty if no role is needed
 * @param subjectNick of the person that it concerns
 * @param inviterNick who made the invitation that admits the person, if one does
 * @param valid whether it has an effect
 */
public record RosterDecision(
        StatementHash hash,
        Act act,
        PersonKey by,
        Optional<Nick> byNick,
        Optional<MemberRole> right,
        Optional<Nick> subjectNick,
        Optional<Nick> inviterNick,
        long at,
        boolean own,
        boolean valid) {}
