package p2pchat.console.terminal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import p2pchat.model.TextCipher;

/** Hides texts from a test that reads a file. Opens only lines with its own key. */
record FakeCipher(String key) implements TextCipher {

    @Override
    public String encrypt(String text) {
        return Base64.getEncoder().encodeToString((key + ":" + text).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<String> decrypt(String line) {
        String text = new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
        return text.startsWith(key + ":") ? Optional.of(text.substring(key.length() + 1)) : Optional.empty();
    }
}
