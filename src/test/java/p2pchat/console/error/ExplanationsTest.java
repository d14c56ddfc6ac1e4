package p2pchat.console.error;

import static org.assertj.core.api.Assertions.assertThat;
import static p2pchat.console.Examples.OPS;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import p2pchat.console.render.ErrorRenderer;
import p2pchat.console.render.TextStyle;
import p2pchat.console.render.Theme;
import p2pchat.model.Address;
import p2pchat.model.DeviceKey;
import p2pchat.model.MemberRole;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;

class ExplanationsTest {

    private static final Explanations EXPLANATIONS = new Explanations("p2p-chat node --group lunch");
    private static final Address HERE = new Address("127.0.0.1", 4700);
    private static final Path HOME = Path.of("/home/ann/a b");

    private static final Map<Problem, Integer> CODES = codes();

    private static Map<Problem, Integer> codes() {
        Map<Problem, Integer> codes = new HashMap<>();
        codes.put(new Problem.DirectoryUnreachable(HERE, "connection refused: nothing listens on that port"), 3);
        codes.put(new Problem.DirectoryForeign(HERE, "it accepts connections but does not answer"), 3);
        codes.put(new Problem.DirectoryKeyChanged(HERE, key(1), key(2)), 5);
        codes.put(new Problem.DirectoryReplaced(HERE, key(1), key(2)), 5);
        codes.put(new Problem.DirectoryNotReady(HERE, "it waits for a leader to report"), 3);
        codes.put(new Problem.LeaderUnreachable(OPS, HERE, "timed out"), 3);
        codes.put(new Problem.SelfUnreachable(OPS, HERE), 3);
        codes.put(new Problem.NetworkUnknown(OPS, HERE), 4);
        codes.put(new Problem.NetworkExists(OPS), 4);
        codes.put(new Problem.NameReused(OPS, new NetworkId(new UUID(1, 1)), new NetworkId(new UUID(2, 2))), 4);
        codes.put(new Problem.DirectoryFull(HERE, 100), 4);
        codes.put(new Problem.Refused(OPS, "full"), 4);
        codes.put(new Problem.NotInvited(OPS, "used up"), 5);
        codes.put(new Problem.AwaitingApproval(OPS), 3);
        codes.put(new Problem.NobodyLeads(OPS), 3);
        codes.put(new Problem.StoreEnded(OPS), 3);
        codes.put(new Problem.ViewRefused(new NodeId(7), new Nick("ann"), 3), 5);
        codes.put(new Problem.PortInUse(HERE, "address in use"), 8);
        codes.put(new Problem.HomeLocked(HOME), 8);
        codes.put(new Problem.StoreUnusable(HOME, "permission denied"), 8);
        codes.put(new Problem.HomeUnknown(), 8);
        for (Problem.IdentityUnusable.Flaw flaw : Problem.IdentityUnusable.Flaw.values()) {
            codes.put(new Problem.IdentityUnusable(HOME, flaw, "permission denied"), 8);
        }
        codes.put(new Problem.IdentityMissing(HOME), 8);
        codes.put(new Problem.IdentityExists(HOME, PersonKey.of(new byte[32])), 8);
        codes.put(new Problem.KeyExists(HOME), 8);
        codes.put(new Problem.PassphraseUnavailable("pass show chat", "its exit code is 1"), 8);
        codes.put(new Problem.LibraryUnusable("/tmp"), 8);
        codes.put(new Problem.StoreStalled(new NetworkName("lunch")), 8);
        codes.put(new Problem.DiskFull(HOME), 8);
        codes.put(new Problem.StoreCorrupt(HOME, "malformed"), 8);
        codes.put(new Problem.StoreNewer(HOME, 9, 1), 8);
        codes.put(new Problem.StoreOfOtherDevice(HOME), 8);
        codes.put(new Problem.StoreLocked(HOME, HOME), 8);
        codes.put(new Problem.StoreOfOtherPerson(HOME), 8);
        codes.put(new Problem.Internal("log failed"), 1);
        codes.put(new Problem.StoreMissing(OPS, HOME), 4);
        codes.put(new Problem.MessageUnknown(new MessageId(new UUID(1, 2))), 2);
        codes.put(new Problem.NotAuthor(new MessageId(new UUID(1, 2))), 5);
        codes.put(new Problem.WrongKey(HERE, DeviceKey.of(new byte[32]), DeviceKey.of(new byte[32])), 5);
        codes.put(new Problem.AlreadyDeleted(new MessageId(new UUID(1, 2))), 2);
        codes.put(new Problem.MemberUnknown(OPS, new Nick("bob")), 2);
        codes.put(new Problem.KeyUnknown(new Nick("bob")), 3);
        codes.put(new Problem.NumberNotShown(new Nick("bob")), 2);
        codes.put(new Problem.RoleRequired(OPS, MemberRole.ADMIN), 5);
        codes.put(new Problem.PersonIsSenior(OPS, new Nick("bob")), 5);
        codes.put(new Problem.OwnRemoval(OPS), 2);
        codes.put(new Problem.OnlyOwner(OPS), 5);
        codes.put(new Problem.NothingChanged(OPS), 2);
        codes.put(new Problem.RosterFull(OPS), 4);
        codes.put(new Problem.NickShared(new Nick("bob"), List.of(key(1).fingerprint(), key(2).fingerprint())), 2);
        codes.put(new Problem.NotTheirMessage(new Nick("bob"), new MessageKey(new NodeId(7), 3)), 2);
        codes.put(new Problem.InvitationUnknown(OPS, "1f"), 2);
        codes.put(new Problem.DeviceUnknown(OPS, "abc"), 2);
        codes.put(new Problem.ApplicantUnknown(OPS, new Nick("bob")), 2);
        codes.put(new Problem.Removed(OPS, Optional.of(new Nick("ann")), ""), 7);
        codes.put(new Problem.RenameFailed(new Nick("bob"), "the leader is silent"), 3);
        codes.put(new Problem.FileExists(HOME, false), 8);
        codes.put(new Problem.FileUnwritable(HOME, "permission denied"), 8);
        codes.put(new Problem.TranscriptUnreadable(HOME, "it does not begin with a transcript"), 8);
        codes.put(new Problem.NickUnknown(OPS, new Nick("bob")), 2);
        codes.put(new Problem.Removed(OPS, Optional.of(new Nick("ann")), "spam"), 7);
        codes.put(new Problem.OnlyReader(OPS), 5);
        codes.put(new Problem.DeviceEnded(OPS), 7);
        codes.put(Problem.Removed.from(OPS), 7);
        codes.put(new Problem.InvitationUnreadable("it is cut off"), 2);
        codes.put(new Problem.DirectoryNotInvited(HERE, key(1), key(2)), 5);
        codes.put(new Problem.NetworkUnproven(OPS, "its leader does not know your invitation"), 5);
        codes.put(
                new Problem.NetworkNotInvited(OPS, HERE, new NetworkId(new UUID(1, 1)), new NetworkId(new UUID(2, 2))),
                5);
        return codes;
    }

    private static DeviceKey key(int last) {
        byte[] bytes = new byte[DeviceKey.SIZE];
        bytes[DeviceKey.SIZE - 1] = (byte) last;
        return DeviceKey.of(bytes);
    }

    @Test
    void explainsEveryProblemWithItsExitCode() {
        assertThat(CODES.keySet().stream().map(Object::getClass).collect(Collectors.toSet()))
                .isEqualTo(Stream.of(Problem.class.getPermittedSubclasses()).collect(Collectors.toSet()));
        CODES.forEach((problem, code) -> {
            Explanation explanation = EXPLANATIONS.of(problem);
            assertThat(explanation.code()).as("%s", problem).isEqualTo(code);
            assertThat(explanation.what())
                    .as("%s", problem)
                    .matches("[a-z].*[^.!]")
                    .doesNotContain("error");
            assertThat(explanation.why()).as("%s", problem).isPresent();
            assertThat(explanation.tries()).as("%s", problem).isNotEmpty();
        });
    }

    @Test
    void printsWhatWhyAndTry() {
        Problem problem = new Problem.DirectoryUnreachable(HERE, "connection refused: nothing listens on that port");
        assertThat(EXPLANATIONS.of(problem).lines("p2p-chat:")).containsExactly("""
                p2p-chat: cannot reach the directory at 127.0.0.1:4700
                  why:  connection refused: nothing listens on that port
                  try:  p2p-chat nds                                    start one here
                        p2p-chat node --group lunch --nds HOST:PORT     use another""".split("\n"));
    }

    @Test
    void colorsOnlyProgramName() {
        Explanation error = Explanation.of(2, "a slip…", "so", new Explanation.Try("p2p-chat x", ""));
        assertThat(ErrorRenderer.lines(error, Theme.AUTO))
                .containsExactly("\u001b[31mp2p-chat:\u001b[0m a slip…", "  why:  so", "  try:  p2p-chat x");
        assertThat(ErrorRenderer.lines(error, Theme.MONO)).isEqualTo(error.lines("p2p-chat:"));
        assertThat(ErrorRenderer.lines(error, new TextStyle(true, true, Theme.AUTO, true)))
                .as("in a conversation, without the program (newcomer 9)")
                .containsExactly("\u001b[31m!\u001b[0m a slip…", "  why:  so", "  try:  p2p-chat x");
        assertThat(ErrorRenderer.lines(error, new TextStyle(false, true, Theme.MONO, true))
                        .get(0))
                .isEqualTo("! a slip…");
    }

    @Test
    void printsErrorAsJson() {
        assertThat(ErrorRenderer.json(EXPLANATIONS.of(new Problem.NetworkExists(OPS))))
                .isEqualTo(
                        "{\"v\":1,\"type\":\"error\",\"code\":4,\"what\":\"the network ops already exists\","
                                + "\"why\":\"--create only starts new networks\",\"try\":[\"p2p-chat node --group ops --join\"]}");
    }

    @Test
    void suggestsMatchingCommands() {
        assertThat(tries(new Problem.DirectoryUnreachable(new Address("localhost", 5000), "")))
                .contains("p2p-chat nds --listen localhost:5000");
        assertThat(tries(new Problem.DirectoryUnreachable(new Address("10.0.0.5", 4700), "")))
                .contains("p2p-chat nds --listen 0.0.0.0:4700");
        assertThat(tries(new Problem.StoreUnusable(HOME, "x"))).contains("ls -ld '/home/ann/a b'");
        assertThat(tries(new Problem.PortInUse(HERE, "x")))
                .contains("p2p-chat node --group lunch --listen 127.0.0.1:0");
    }

    @Test
    void keepsForeignTextOnOneLine() {
        Explanation explanation = EXPLANATIONS.of(new Problem.Refused(OPS, "no\n  try:  rm -rf /\u001B[0m"));
        assertThat(explanation.why()).isEqualTo(Optional.of("no   try:  rm -rf /[0m"));
    }

    private static List<String> tries(Problem problem) {
        return EXPLANATIONS.of(problem).tries().stream()
                .map(Explanation.Try::command)
                .toList();
    }
}
