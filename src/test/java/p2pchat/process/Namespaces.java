package p2pchat.process;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Simulated machines, one network namespace each, connected by a router that can drop packets between two of them.
 * Random names keep runs apart. The namespaces are removed after each test. Needs root.
 */
final class Namespaces implements BeforeEachCallback, AfterEachCallback {

    /** A network namespace and its address. */
    record Machine(String namespace, String host) {

        /** Returns the prefix of a command that runs on this machine. */
        List<String> within() {
            return List.of("ip", "netns", "exec", namespace);
        }
    }

    private record Cut(Machine from, Machine to) {}

    private final String prefix = "p2pchat-" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private final String router = prefix + "router";
    private final List<String> namespaces = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();
    private final List<Cut> cuts = new ArrayList<>();
    private final Thread atExit = new Thread(this::remove); // for an interrupted build

    /** Returns whether namespaces can be created. Root in a container may not be allowed to. */
    static boolean available() {
        Namespaces tried = new Namespaces();
        try {
            tried.connect();
            return true;
        } catch (AssertionError | UncheckedIOException refused) {
            return false;
        } finally {
            tried.remove();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Runtime.getRuntime().addShutdownHook(atExit);
        connect();
    }

    private void connect() {
        add(router);
        SystemCommand.run("ip", "netns", "exec", router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    }

    private void add(String namespace) {
        SystemCommand.run("ip", "netns", "add", namespace);
        namespaces.add(namespace);
        SystemCommand.run("ip", "-n", namespace, "link", "set", "lo", "up");
    }

    /** Adds a machine. */
    Machine machine() {
        int number = machines.size() + 1;
        String there = "10.77." + number + ".2";
        String gateway = "10.77." + number + ".1";
        String port = "port" + number;
        Machine made = new Machine(prefix + number, there);
        add(made.namespace());
        SystemCommand.run(
                "ip",
                "-n",
                router,
                "link",
                "add",
                port,
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                made.namespace());
        SystemCommand.run("ip", "-n", router, "address", "add", gateway + "/24", "dev", port);
        SystemCommand.run("ip", "-n", router, "link", "set", port, "up");
        SystemCommand.run("ip", "-n", made.namespace(), "address", "add", there + "/24", "dev", "eth0");
        SystemCommand.run("ip", "-n", made.namespace(), "link", "set", "eth0", "up");
        SystemCommand.run("ip", "-n", made.namespace(), "route", "add", "default", "via", gateway);
        machines.add(made);
        return made;
    }

    /** Gives a machine another address in its network. */
    Machine move(Machine machine) {
        String gateway = machine.host().replaceFirst("[0-9]+$", "1");
        Machine moved = new Machine(machine.namespace(), machine.host().replaceFirst("[0-9]+$", "77"));
        SystemCommand.run("ip", "-n", machine.namespace(), "address", "del", machine.host() + "/24", "dev", "eth0");
        SystemCommand.run("ip", "-n", machine.namespace(), "address", "add", moved.host() + "/24", "dev", "eth0");
        SystemCommand.run("ip", "-n", machine.namespace(), "route", "replace", "default", "via", gateway);
        return moved;
    }

    /** Drops all packets in one direction without an error to the sender. */
    void cut(Machine from, Machine to) {
        rule("add", new Cut(from, to));
        cuts.add(new Cut(from, to));
    }

    void cutBothWays(Machine one, Machine other) {
        cut(one, other);
        cut(other, one);
    }

    void heal() {
        cuts.forEach(cut -> rule("del", cut));
        cuts.clear();
    }

    private void rule(String change, Cut cut) {
        SystemCommand.run(
                "ip",
                "-n",
                router,
                "rule",
                change,
                "from",
                cut.from().host(),
                "to",
                cut.to().host(),
                "blackhole");
    }

    @Override
    public void afterEach(ExtensionContext context) {
        remove();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }

    /** Removes all namespaces, even if removing one fails. */
    private void remove() {
        List<AssertionError> failures = new ArrayList<>();
        for (String namespace : namespaces) {
            try {
                SystemCommand.run("ip", "netns", "del", namespace);
            } catch (AssertionError failure) {
                failures.add(failure);
            }
        }
        namespaces.clear();
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }
}
