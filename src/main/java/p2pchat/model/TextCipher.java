package p2pchat.model;

import java.util.Optional;

/** Encrypts texts that this user's programs store outside of logs. Implemented by {@code crypto}. */
public interface TextCipher {

    /** Returns the text encrypted, in one line of ASCII. */
    String encrypt(String text);

    /** Returns the text; empty if the line is damaged, or is encrypted for another person. */
    Optional<String> decrypt(String line);
}
