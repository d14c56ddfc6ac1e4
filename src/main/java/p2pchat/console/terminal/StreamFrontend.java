package p2pchat.console.terminal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.console.render.ErrorRenderer;
import p2pchat.console.render.Theme;
import p2pchat.console.session.Frontend;
import p2pchat.console.session.Session;

/** Reads and writes plain lines: for pipes, files, programs and terminals without an input line of their own. */
public final class StreamFrontend implements Frontend {

    private final Session.Streams streams;
    private final int credit;
    private final Theme errors;
    private Optional<Listener> listener = Optional.empty();
    private Optional<LineInput> input = Optional.empty();

    /**
     * Creates a frontend over streams.
     *
     * @param credit how many lines may be read before {@link #readMore}
     * @param errors the theme of errors
     */
    public StreamFrontend(Session.Streams streams, int credit, Theme errors) {
        this.streams = streams;
        this.credit = credit;
        this.errors = errors;
    }

    @Override
    public void open(Listener session) {
        listener = Optional.of(session);
    }

    @Override
    public void startInput(int maxLineBytes) {
        input = Optional.of(LineInput.start(streams.in(), maxLineBytes, credit, listener.orElseThrow()::lineRead));
    }

    @Override
    public void readMore(int lines) {
        input.ifPresent(open -> open.readMore(lines));
    }

    @Override
    public void print(List<String> lines) throws IOException {
        Frontend.write(streams.out(), lines);
    }

    @Override
    public void printError(Explanation explanation) throws IOException {
        Frontend.write(
                streams.err(),
                streams.errorsAsJson()
                        ? List.of(ErrorRenderer.json(explanation))
                        : ErrorRenderer.lines(explanation, errors));
    }

    @Override
    public void clear() throws IOException {
        print(List.of(CLEAR));
    }

    @Override
    public void close() {
        input.ifPresent(LineInput::close);
    }
}
