package p2pchat.console.render;

import p2pchat.model.Act;
import p2pchat.model.NetworkEvent;
import p2pchat.model.RosterDecision;

/** Icons of notices. Each is one cell wide or ASCII, so that every terminal computes the same width. */
public enum NoticeIcon {
    LEAD("⚑", "!"),
    IN("→", "->"),
    OUT("←", "<-"),
    /** A participant of the conversation left. */
    PARTING("←", "<-"),
    OK("✓", "ok"),
    FAILED("✗", "x"),
    CONNECTED("●", "*"),
    WAITING("◌", "?"),
    PARTIAL("◐", "%"),
    ALONE("○", "o"),
    CATCHING_UP("↻", "~"),
    TROUBLE("!", "!"),
    SENDING("…", "...");

    final String unicode;
    final String ascii;

    NoticeIcon(String unicode, String ascii) {
        this.unicode = unicode;
        this.ascii = ascii;
    }

    /** Returns the icon of an event that has only one. */
    static NoticeIcon of(NetworkEvent event) {
        if (event instanceof NetworkEvent.ApprovalWanted) {
            return WAITING;
        }
        if (event instanceof NetworkEvent.Decided decided) {
            return of(decided.decision());
        }
        return event instanceof NetworkEvent.Sync
                ? IN
                : event instanceof NetworkEvent.Trouble
                                || event instanceof NetworkEvent.NewKey
                                || event instanceof NetworkEvent.LeaderLied
                                || event instanceof NetworkEvent.DirectoryLied
                                || event instanceof NetworkEvent.Forked
                                || event instanceof NetworkEvent.Voided
                        ? TROUBLE
                        : event instanceof NetworkEvent.Ended ? OUT : LEAD;
    }

    private static NoticeIcon of(RosterDecision decision) {
        if (!decision.valid()) {
            return TROUBLE;
        }
        return decision.act() instanceof Act.Admit
                ? IN
                : decision.act() instanceof Act.Remove || decision.act() instanceof Act.Leave ? OUT : LEAD;
    }

    static NoticeIcon of(NetworkEvent.Change change) {
        return switch (change) {
            case JOINED, RENAMED -> IN;
            case LEFT, GONE -> OUT;
            case DROPPED -> FAILED;
        };
    }

    static NoticeIcon of(NetworkEvent.Condition condition) {
        if (!condition.directoryReachable()) {
            return TROUBLE;
        }
        return switch (condition.state()) {
            case CONNECTED -> CONNECTED;
            case JOINING, SUSPECT, ELECTING -> WAITING;
            case ALONE -> ALONE;
            case PARTIAL -> PARTIAL;
            case LEFT -> OUT;
        };
    }
}
