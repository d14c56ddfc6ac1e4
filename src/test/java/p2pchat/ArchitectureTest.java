package p2pchat;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.InstanceofCheck;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.ReferencedClassObject;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import p2pchat.model.NetworkId;
import p2pchat.model.Uid;

/** The map of the code, kept true by the build. Plain @Test methods: Surefire 3.5.3+ skips ArchUnit's own fields. */
class ArchitectureTest {

    private static final String BASE = "p2pchat";

    /** Which room may import which (ARCHITECTURE.md). What is not listed is forbidden, and so are cycles. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            entry("model", Set.of()),
            entry("proto", Set.of()), // generated
            entry("crypto", Set.of("model")),
            entry("proof", Set.of("model", "crypto")),
            entry("machine", Set.of()),
            entry("election", Set.of("model", "machine")),
            entry("liveness", Set.of("model", "machine")),
            entry("membership", Set.of("model", "machine")),
            entry("chat", Set.of("model")),
            entry("log", Set.of("model")),
            entry("sync", Set.of("model")),
            entry("nds", Set.of("model")),
            entry("journal", Set.of("model")),
            entry("roster", Set.of("model", "machine")),
            entry("storage", Set.of("model", "crypto", "log", "membership", "nds", "journal", "roster")),
            entry(
                    "node",
                    Set.of("model", "election", "liveness", "membership", "chat", "log", "sync", "journal", "roster")),
            entry(
                    "transport",
                    Set.of(
                            "model",
                            "crypto",
                            "election",
                            "liveness",
                            "membership",
                            "chat",
                            "log",
                            "sync",
                            "nds",
                            "roster",
                            "proto")),
            entry("console", Set.of("model", "journal", "proof")),
            entry("cli", Set.of("model", "console", "node")));

    /** Put everything together, and may import everything. */
    private static final Set<String> PROGRAM_ROOMS = Set.of("", "app", "runtime");

    /** The packages of the console, lowest first. */
    private static final List<String> CONSOLE_LAYERS =
            List.of("text", "error", "input", "render", "export", "session", "terminal");

    private static final String[] PROTOCOL_ROOMS = {
        "p2pchat.model..",
        "p2pchat.crypto..",
        "p2pchat.machine..",
        "p2pchat.election..",
        "p2pchat.liveness..",
        "p2pchat.membership..",
        "p2pchat.chat..",
        "p2pchat.log..",
        "p2pchat.sync..",
        "p2pchat.roster..",
        "p2pchat.nds.."
    };

    private static final JavaClasses CODE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    private static final JavaClasses WRITTEN = CODE.that(
            DescribedPredicate.not(resideInAnyPackage("p2pchat.proto..")).as("written by hand"));

    @Test
    void roomsImportOnlyWhatTheMapAllows() {
        Set<String> forbidden = new TreeSet<>();
        for (JavaClass from : CODE) {
            String home = roomOf(from);
            if (PROGRAM_ROOMS.contains(home)) {
                continue;
            }
            from.getDirectDependenciesFromSelf().forEach(dependency -> {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (isOurs(target)
                        && !roomOf(target).equals(home)
                        && !MAY_IMPORT.getOrDefault(home, Set.of()).contains(roomOf(target))) {
                    forbidden.add(home + " -> " + (roomOf(target).isEmpty() ? "the root" : roomOf(target)) + " ("
                            + from.getSimpleName() + ")");
                }
            });
        }
        assertThat(forbidden).isEmpty();
    }

    @Test
    void everyRoomIsOnTheMap() {
        assertThat(CODE.stream()
                        .map(ArchitectureTest::roomOf)
                        .filter(name -> !PROGRAM_ROOMS.contains(name))
                        .collect(toSet()))
                .isSubsetOf(MAY_IMPORT.keySet());
    }

    @Test
    void roomsFormNoCycle() {
        slices().matching("p2pchat.(*)..").should().beFreeOfCycles().check(CODE);
    }

    @Test
    void consolePackagesImportOnlyLowerOnes() {
        Set<String> forbidden = new TreeSet<>();
        for (JavaClass from : CODE) {
            int layer = consoleLayer(from);
            from.getDirectDependenciesFromSelf().forEach(dependency -> {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (layer >= 0 && consoleLayer(target) > layer) {
                    forbidden.add(from.getName() + " -> " + target.getName());
                }
            });
        }
        assertThat(forbidden).isEmpty();
    }

    private static int consoleLayer(JavaClass type) {
        String console = "p2pchat.console.";
        if (!type.getPackageName().startsWith(console)) {
            return -1;
        }
        int layer = CONSOLE_LAYERS.indexOf(type.getPackageName().substring(console.length()));
        assertThat(layer)
                .as("%s is not in CONSOLE_LAYERS", type.getPackageName())
                .isNotNegative();
        return layer;
    }

    /** A machine gets the time as an argument; only actors and guardians, which run machines, may know Pekko. */
    @Test
    void stateMachinesKnowNoActorsNoWireAndNoClock() {
        noClasses()
                .that(areMachines())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.pekko..", "io.grpc..", "com.google.protobuf..", "java.sql..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.time\\.(Clock|Instant|InstantSource|Local.*)")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(CODE);
    }

    /** What a machine decides must follow from its inputs alone, on every JVM: a failing seed must fail again. */
    @Test
    void stateMachinesKnowNoChanceAndNoUnorderedCollections() {
        noClasses()
                .that(areMachines())
                .should()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Uid.class, "random")
                .orShould()
                .callMethod(NetworkId.class, "random")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(HashMap.class)
                .orShould()
                .callConstructor(HashSet.class)
                .check(CODE.that(describe(
                        "hold no drawing of ids",
                        type -> !type.isEquivalentTo(Uid.class) && !type.isEquivalentTo(NetworkId.class))));
    }

    @Test
    void nothingBlocksAnActor() {
        noClasses()
                .that()
                .resideInAnyPackage(PROTOCOL_ROOMS)
                .or()
                .resideInAPackage("p2pchat.node..")
                .should()
                .callMethod(CompletableFuture.class, "join")
                .orShould()
                .callMethod(CompletableFuture.class, "get")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CODE);
    }

    @Test
    void onlyTransportKnowsTheWire() {
        noClasses()
                .that()
                .resideOutsideOfPackages("p2pchat.transport..", "p2pchat.proto..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.grpc..",
                        "com.google.protobuf..",
                        "org.apache.pekko.grpc..",
                        "org.apache.pekko.http..",
                        "p2pchat.proto..")
                .check(CODE);
    }

    @Test
    void onlyStorageKnowsSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage("p2pchat.storage..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.sqlite..")
                .check(CODE);
    }

    /** Beside the console, the root says what went wrong before there is one, and hands the streams to it. */
    @Test
    void onlyTheConsolePrints() {
        Set<String> others = Set.of("Main", "ProcessOutput", "NodeProgram", "OutputFile");
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(WRITTEN.that(describe(
                "lie outside the console",
                type -> !roomOf(type).equals("console") && !others.contains(type.getSimpleName()))));
    }

    /** Java 17 has no exhaustive switch over sealed types, so the build checks it instead. */
    @Test
    void actorsHandleEveryCommandTheyDeclare() {
        classes().that(areActors()).should(mentionEvery("Command")).check(CODE);
    }

    @Test
    void actorsPerformEveryEffectOfTheirStateMachine() {
        classes()
                .that(areActors())
                .and()
                .haveSimpleNameEndingWith("Actor")
                .should(performEveryEffectOfTheirPackage())
                .check(CODE);
    }

    /** The guardian introduces the actors to each other; a report that it drops is a room that talks to itself. */
    @Test
    void guardiansPassOnEveryReport() {
        passesOn("p2pchat.node.ReportRouter", "p2pchat.liveness.LivenessReport");
        passesOn("p2pchat.node.ReportRouter", "p2pchat.election.ElectionReport");
        passesOn("p2pchat.node.RequestDispatcher", "p2pchat.node.NetworkRequest");
        passesOn("p2pchat.node.NetworkGuardian", "p2pchat.membership.MembershipReport");
    }

    private static void passesOn(String receiver, String sealedType) {
        Set<JavaClass> mentioned = mentionedBy(CODE.get(receiver));
        assertThat(CODE.get(sealedType).getSubclasses())
                .as("what " + receiver + " does with a " + sealedType)
                .isNotEmpty()
                .isSubsetOf(mentioned);
    }

    /** Actors, and parts of an actor that run on its thread and decide nothing. */
    private static final String SHELLS = "(\\w+(Actor|Guardian)|OpenStreams|OutgoingMessages)";

    private static DescribedPredicate<JavaClass> areMachines() {
        return describe(
                "are machines or values",
                type -> resideInAnyPackage(PROTOCOL_ROOMS).test(type)
                        && !type.isInterface() // ports are met by the edge
                        && !type.getName().matches(".*\\." + SHELLS + "(\\$.*)?"));
    }

    private static DescribedPredicate<JavaClass> areActors() {
        return describe("declare a nested Command", type -> CODE.contain(type.getName() + "$Command"));
    }

    /** The actor itself must name, by class literal or instanceof, every record of the sealed type nested in it. */
    private static ArchCondition<JavaClass> mentionEvery(String nestedType) {
        return new ArchCondition<>("mention every " + nestedType) {
            @Override
            public void check(JavaClass actor, ConditionEvents events) {
                Set<JavaClass> mentioned = mentionedBy(actor);
                CODE.get(actor.getName() + "$" + nestedType).getSubclasses().stream()
                        .filter(variant -> !mentioned.contains(variant))
                        .forEach(variant -> events.add(
                                violated(actor, actor.getSimpleName() + " never mentions " + variant.getSimpleName())));
            }
        };
    }

    /** One actor, this one or another of its package, must name every record of each {@code ...Effect} type. */
    private static ArchCondition<JavaClass> performEveryEffectOfTheirPackage() {
        return new ArchCondition<>("perform every Effect of their package") {
            @Override
            public void check(JavaClass actor, ConditionEvents events) {
                Set<JavaClass> types = actor.getPackage().getClasses();
                types.stream()
                        .filter(type ->
                                type.isInterface() && type.getSimpleName().endsWith("Effect"))
                        .filter(effect -> types.stream()
                                .filter(areActors())
                                .noneMatch(one -> mentionedBy(one).containsAll(effect.getSubclasses())))
                        .forEach(effect ->
                                events.add(violated(actor, "no actor performs every record of " + effect.getName())));
            }
        };
    }

    private static Set<JavaClass> mentionedBy(JavaClass type) {
        return type.getCodeUnits().stream()
                .flatMap(unit -> Stream.concat(
                        unit.getReferencedClassObjects().stream().map(ReferencedClassObject::getRawType),
                        unit.getInstanceofChecks().stream().map(InstanceofCheck::getRawType)))
                .collect(toSet());
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(BASE) || type.getPackageName().startsWith(BASE + ".");
    }

    /** The first package below the base; empty for the root and for everything that is not ours. */
    private static String roomOf(JavaClass type) {
        String name = type.getPackageName();
        String room = name.startsWith(BASE + ".") ? name.substring(BASE.length() + 1) : "";
        return room.contains(".") ? room.substring(0, room.indexOf('.')) : room;
    }
}
