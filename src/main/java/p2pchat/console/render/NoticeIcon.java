package p2pchat.console.render;

import p2pchat.model.NetworkEvent;

/** What stands in front of a notice. Each form is one cell wide or ASCII, so that no terminal gets the width wrong. */
public enum NoticeIcon {
    LEAD("⚑", "!"),
    IN("→", "->"),
    OUT("←", "<-"),
    /** Out, and took part in the conversation. */
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
