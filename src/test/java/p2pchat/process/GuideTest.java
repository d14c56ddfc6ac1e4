package p2pchat.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests that the bot of docs/guide.md works, and that the tests it names exist. */
@Timeout(240)
@Tag("processes")
final class GuideTest {

    private static final Path GUIDE = Path.of("docs", "guide.md");
    private static final Pattern BOT = Pattern.compile("```python\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SHOWN_BY = Pattern.compile("`(\\w+Test)\\.(\\w+)`(, on demand)? \\|");

    @RegisterExtension
    final Processes processes = new Processes();

    /** The guide marks the tests that are tagged as long with "on demand". */
    @Test
    void everyRowNamesTest() throws Exception {
        String guide = Files.readString(GUIDE);
        List<MatchResult> rows = SHOWN_BY.matcher(guide).results().toList();
        assertThat(rows).hasSizeGreaterThan(5);
        assertThat(rows)
                .hasSameSizeAs(guide.lines()
                        .filter(line -> line.matches("\\| the .*|\\| a .*|\\| leader .*"))
                        .toList());
        for (MatchResult row : rows) {
            Class<?> tests = Class.forName(GuideTest.class.getPackageName() + "." + row.group(1));
            Method test = tests.getDeclaredMethod(row.group(2));
            assertThat(test.isAnnotationPresent(Test.class)).as(row.group()).isTrue();
            assertThat(row.group(3) != null)
                    .as("%s is run on demand", row.group())
                    .isEqualTo(isLong(tests) || isLong(test));
        }
    }

    private static boolean isLong(AnnotatedElement tests) {
        return Stream.of(tests.getAnnotationsByType(Tag.class))
                .anyMatch(tag -> tag.value().equals("long"));
    }

    @Test
    void botWorksAsPrinted() throws Exception {
        assumeTrue(hasPython(), "needs python3");
        Matcher bot = BOT.matcher(Files.readString(GUIDE));
        assertThat(bot.find()).isTrue();
        assertThat(bot.group(1).lines().count()).isLessThanOrEqualTo(15);
        RunningDirectory directory = processes.sharedDirectory();
        String network = Processes.newNetwork();
        RunningNode ann = processes.node(directory, network, "ann");
        ann.hello();

        Path folder = Files.createDirectories(processes.newFolder("bot"));
        Files.writeString(folder.resolve("bot.py"), bot.group(1));
        launcher(folder);
        ProcessBuilder python = processes.builder(List.of());
        python.command(
                "python3",
                "bot.py",
                "--group",
                network,
                "--nds",
                directory.address().toString());
        RunningProcess running = processes.started("bot", python.directory(folder.toFile()), true);
        ann.await("the bot", event -> event.is("member") && event.text("nick").equals("echo"));
        ann.say("hello");
        ann.say("!echo noodles");
        ann.awaitText("noodles");
        assertThat(ann.texts()).containsExactly("hello", "!echo noodles", "noodles");
        running.process().descendants().forEach(ProcessHandle::destroyForcibly); // its node
        assertThat(running.exitCode()).as("the bot ends with its node").isZero();
        assertThat(running.err()).isEmpty();
    }

    /** Creates a {@code p2p-chat} script that starts the program like the other tests. */
    private void launcher(Path folder) throws IOException {
        String command = processes.builder(List.of()).command().stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        Path launcher = Files.writeString(folder.resolve("p2p-chat"), "#!/bin/sh\nexec " + command + " \"$@\"\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    private static boolean hasPython() throws InterruptedException {
        try {
            return new ProcessBuilder("python3", "-c", "str.removeprefix")
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
