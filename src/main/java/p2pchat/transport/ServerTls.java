package p2pchat.transport;

import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;
import org.jspecify.annotations.Nullable;
import p2pchat.crypto.SigningKey;
import p2pchat.model.DeviceKey;

/** Holds the key of an actor system's servers, because {@link GuardedServer} is created without arguments. */
final class ServerTls implements Extension {

    private static final Id ID = new Id();

    private @Nullable DeviceKey device;
    private @Nullable Tls tls;

    /** Creates the extension of an actor system. */
    private static final class Id extends ExtensionId<ServerTls> {
        @Override
        public ServerTls createExtension(ActorSystem<?> system) {
            return new ServerTls();
        }
    }

    static ServerTls of(ActorSystem<?> system) {
        return system.registerExtension(ID);
    }

    /** Sets the key, once. */
    synchronized void use(SigningKey key) {
        if (device != null && !device.equals(key.device())) {
            throw new IllegalStateException("the servers of one actor system have one key");
        }
        if (tls == null) {
            device = key.device();
            tls = new Tls(key);
        }
    }

    synchronized Tls tls() {
        return Optional.ofNullable(tls).orElseThrow();
    }
}
