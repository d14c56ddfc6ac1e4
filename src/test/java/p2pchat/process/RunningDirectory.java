package p2pchat.process;

import java.nio.file.Path;
import java.util.List;
import p2pchat.model.Address;

/** A directory process that can die and be started again at the same address. */
public final class RunningDirectory {

    private final Processes processes;
    private final List<String> within;
    private final Address address;
    private Path store;
    private RunningProcess process;

    RunningDirectory(Processes processes, List<String> within, Address address, Path store) {
        this.processes = processes;
        this.within = List.copyOf(within);
        this.address = address;
        this.store = store;
        this.process = start();
    }

    private RunningProcess start() {
        List<String> arguments = List.of("nds", "--listen", address.toString(), "--data-dir", store.toString());
        RunningProcess started = processes.start("nds", within, arguments);
        started.awaitErr("directory " + address);
        return started;
    }

    public Address address() {
        return address;
    }

    public RunningProcess process() {
        return process;
    }

    public void kill() {
        process.kill();
    }

    /** Comes back with what it stored. */
    public void restart() {
        process = start();
    }

    /** Comes back and remembers nothing. */
    public void restartEmpty() {
        store = processes.newFolder("nds");
        process = start();
    }
}
