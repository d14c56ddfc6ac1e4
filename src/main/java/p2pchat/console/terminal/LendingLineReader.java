package p2pchat.console.terminal;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import org.jline.reader.LineReader;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import p2pchat.console.input.InteractiveParser;
import p2pchat.console.text.TextWrap;

/** A line reader that lends its terminal to other programs: to an editor, and to the shell while the job is stopped. */
abstract class LendingLineReader extends LineReaderImpl {

    private static final Logger LOG = LoggerFactory.getLogger(LendingLineReader.class);

    private final ExternalEditor editor = ExternalEditor.of(System.getenv());
    private final Attributes cooked;

    /** @param cooked the attributes of the terminal before raw mode, for the other programs */
    LendingLineReader(Terminal terminal, Attributes cooked) {
        super(terminal, "p2p-chat", new LinkedHashMap<>());
        this.cooked = cooked;
    }

    /**
     * Opens the draft in the user's editor. Until that ends it owns the terminal: all output waits for the reader's
     * lock.
     */
    final boolean editExternally() {
        lendTerminal(() -> {
            try {
                String draft = getBuffer().toString();
                String text = InteractiveParser.isCommand(draft)
                        ? editor.edit(draft)
                        : InteractiveParser.inputFor(editor.edit(InteractiveParser.textOf(draft)));
                getBuffer().clear();
                getBuffer().write(text);
            } catch (IOException e) {
                LOG.debug("no text from the editor", e);
                printAbove(wrapped("draft unchanged: " + e.getMessage() + " (set EDITOR to use another editor)"));
            }
        });
        return true;
    }

    /** Stops the whole job, until the shell continues it. */
    final boolean suspend() {
        lendTerminal(() -> {
            terminal.writer().println(wrapped("paused until fg; the group sees you as away"));
            terminal.flush();
            try {
                new ProcessBuilder("sh", "-c", "kill -TSTP 0").start().waitFor();
            } catch (IOException e) {
                LOG.debug("cannot stop the job", e);
                printAbove(wrapped("cannot pause: " + e.getMessage()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the program is ending
            }
        });
        return true;
    }

    final String wrapped(String line) {
        return String.join("\n", TextWrap.wrap(List.of(line), terminal.getWidth(), true));
    }

    /** Gives the terminal to other programs while the work runs. */
    private void lendTerminal(Runnable work) {
        Attributes raw = terminal.getAttributes();
        Terminal.SignalHandler interrupts = terminal.handle(Terminal.Signal.INT, signal -> {}); // for them alone
        cleanup();
        terminal.setAttributes(cooked);
        try {
            work.run();
        } finally {
            terminal.setAttributes(raw);
            terminal.handle(Terminal.Signal.INT, interrupts);
            terminal.writer().write(BRACKETED_PASTE_ON);
            redrawLine();
            callWidget(LineReader.REDISPLAY);
        }
    }
}
