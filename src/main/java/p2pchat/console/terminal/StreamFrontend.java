package p2pchat.console.terminal;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import p2pchat.console.error.Explanation;
import p2pchat.console.render.ErrorRenderer;
import p2pchat.console.render.Theme;
import p2pchat.console.session.Frontend;
import p2pchat.console.session.Session;

/** Lines in and lines out: a pipe, a file, a program, or a terminal that can no more than that. */
public final class StreamFrontend implements Frontend {

    private final Session.Streams streams;
    private final int credit;
    private final Theme errors;
    private Optional<Listener> floor = Optional.empty();
    private Optional<LineInput> input = Optional.empty();

    /**
     * A desk of streams.
     *
     * @param credit how many lines may be under way
     * @param errors the colours of what goes wrong
     */
    public StreamFrontend(Session.Streams streams, int credit, Theme errors) {
        this.streams = streams;
        this.credit = credit;
        this.errors = errors;
    }

    @Override
    public void open(Listener above) {
        floor = Optional.of(above);
    }

    @Override
    public void startInput(int limit) {
        input = Optional.of(LineInput.start(streams.in(), limit, credit, floor.orElseThrow()::lineRead));
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
