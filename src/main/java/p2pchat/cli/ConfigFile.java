package p2pchat.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import p2pchat.console.error.Explanation;
import p2pchat.console.error.Explanation.Try;
import p2pchat.console.error.Explanations;
import p2pchat.console.text.ClosestMatch;
import p2pchat.model.NetworkName;

/** The settings of the configuration file, each with its line; {@code networks} are for one network only. */
record ConfigFile(
        Path path,
        Map<Setting, Configuration.Value> general,
        Map<NetworkName, Map<Setting, Configuration.Value>> networks) {

    private static final String PER_NETWORK = "network";

    /** The file cannot be read or has an invalid value. */
    static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Explanation explanation;

        Unusable(String what, String why) {
            super(what);
            this.explanation =
                    Explanation.of(Explanations.USAGE, what, why, new Try("p2p-chat help config", "list the keys"));
        }

        Explanation explanation() {
            return explanation;
        }
    }

    static ConfigFile none(Path path) {
        return new ConfigFile(path, Map.of(), Map.of());
    }

    /**
     * Reads the file.
     *
     * @param named whether the user named the file, so that it must exist
     * @throws Unusable if the file cannot be read or has an invalid value
     */
    static ConfigFile read(Path path, boolean named) {
        if (!Files.exists(path) && !named) {
            return none(path);
        }
        try {
            Config config = ConfigFactory.parseFile(
                            path.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
                    .resolve();
            ConfigFile file = new ConfigFile(path, new TreeMap<>(), new TreeMap<>());
            config.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(entry -> file.put(ConfigUtil.splitPath(entry.getKey()), entry.getValue()));
            return file;
        } catch (ConfigException.IO e) {
            throw new Unusable("cannot read " + path, Files.exists(path) ? "the file is not readable" : "no such file");
        } catch (ConfigException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new Unusable(place(path, e.origin()) + "invalid HOCON", why.replaceFirst("^.*?: \\d+: ", ""));
        }
    }

    private void put(List<String> key, ConfigValue value) {
        String place = place(path, value.origin());
        boolean perNetwork = key.size() == 3 && key.get(0).equals(PER_NETWORK);
        String name = perNetwork ? key.get(2) : String.join(".", key);
        Setting setting = Setting.ofKey(name)
                .filter(known -> !perNetwork || known != Setting.GROUP)
                .orElseThrow(() -> unknown(place, name, perNetwork));
        if (value.valueType() == ConfigValueType.LIST) {
            throw new Unusable(place + "invalid value for " + name + ": a list", "expected a single value");
        }
        String text = String.valueOf(value.unwrapped());
        setting.objection(text).ifPresent(why -> {
            throw new Unusable(place + "invalid value for " + name + ": '" + text + "'", why);
        });
        Configuration.Value found = new Configuration.Value(text, place.substring(0, place.length() - 2), true);
        if (perNetwork) {
            networks.computeIfAbsent(network(place, key.get(1)), n -> new TreeMap<>())
                    .put(setting, found);
        } else {
            general.put(setting, found);
        }
    }

    private static NetworkName network(String place, String name) {
        try {
            return NetworkName.parse(name);
        } catch (IllegalArgumentException e) {
            throw new Unusable(place + "invalid network name '" + name + "'", String.valueOf(e.getMessage()));
        }
    }

    private static Unusable unknown(String place, String name, boolean perNetwork) {
        List<String> known = Stream.of(Setting.values())
                .filter(setting -> !perNetwork || setting != Setting.GROUP)
                .map(Setting::key)
                .toList();
        Optional<String> nearest = ClosestMatch.to(name, known);
        return new Unusable(
                place + "unknown key '" + name + "'",
                nearest.map(key -> "did you mean " + key + "?").orElse("the keys are " + String.join(", ", known)));
    }

    private static String place(Path path, @Nullable ConfigOrigin origin) {
        return path + ":" + (origin == null ? 1 : Math.max(1, origin.lineNumber())) + ": ";
    }
}
