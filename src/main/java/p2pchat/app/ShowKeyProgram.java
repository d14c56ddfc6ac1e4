package p2pchat.app;

import java.nio.file.Path;
import java.util.List;
import p2pchat.console.render.OutputFormat;
import p2pchat.model.DeviceKey;
import p2pchat.runtime.DirectoryServer;
import p2pchat.runtime.ProcessOutput;

/** Prints the key of a directory, so that users can compare it with the one that they see. */
record ShowKeyProgram(Path folder) {

    int run() {
        DeviceKey key = DirectoryServer.key(folder).device();
        ProcessOutput.print(
                List.of("fingerprint  " + key.fingerprint(), "key          " + key.base64()), OutputFormat.PLAIN);
        return 0;
    }
}
