package p2pchat.console.render;

import java.time.LocalDate;
import java.time.ZoneId;

/** Creates renderers. */
public final class Renderers {

    private Renderers() {}

    /**
     * Returns the renderer of an output format.
     *
     * @param app name and version of the program
     * @param today the day that the human form does not name
     */
    public static Renderer of(OutputFormat output, String app, ZoneId zone, LocalDate today) {
        return switch (output) {
            case HUMAN -> HumanRenderer.create(zone, today);
            case PLAIN -> PlainRenderer.create();
            case JSON -> JsonRenderer.create(app);
        };
    }
}
