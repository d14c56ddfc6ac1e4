package p2pchat;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import p2pchat.model.Bytes;
import p2pchat.model.ChatMessage;
import p2pchat.model.ForkProof;
import p2pchat.model.MessageHash;
import p2pchat.model.MessageId;
import p2pchat.model.MessageKey;

/**
 * Makes values of any record, enum or sealed interface of the program from the worst values of their fields: zero,
 * negative, greatest, empty, longest, unknown. Half of the values are those given as known, so that inputs reach deep.
 */
public final class WorstValues {

    private static final long[] LONGS = {
        0, 1, 2, 7, -1, 1_024, 1L << 20, (1L << 20) + 1, 1L << 31, 1L << 41, 1L << 53, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final int[] INTS = {
        0, 1, 2, 3, 16, -1, 65_535, 1 << 30, Integer.MAX_VALUE - 1, Integer.MAX_VALUE, Integer.MIN_VALUE
    };
    private static final String[] TEXTS = {"", "a", "x".repeat(24), "ß\u202e👍", "y".repeat(300), "10.0.0.1"};

    private static final int[] BYTES = {0, 1, 16, 32, 64, 1_000};

    private static final int MAX_ELEMENTS = 3;
    private static final int MAX_TRIES = 200;

    private final Random random;
    private final List<Object> known;

    WorstValues(long seed, Object... known) {
        this.random = new Random(seed);
        this.known = List.of(known);
    }

    /** Returns a value of this type. */
    public <T> T of(Class<T> type) {
        return type.cast(value(type));
    }

    /** Returns a port whose stages are complete with worst values, or fail, or never complete. */
    public <T> T port(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            if (method.getReturnType() == CompletionStage.class) {
                Type result = ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0];
                return switch (random.nextInt(4)) {
                    case 0 -> CompletableFuture.failedFuture(new IllegalStateException("worst"));
                    case 1 -> new CompletableFuture<>();
                    default -> CompletableFuture.completedFuture(result == Void.class ? null : value(result));
                };
            }
            return method.getReturnType() == void.class ? null : value(method.getGenericReturnType());
        }));
    }

    /** Returns a port of this node itself, which keeps its contract: its stages fail, or never complete. */
    public <T> T ownPort(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, args) -> method.getReturnType() != CompletionStage.class
                        ? method.getReturnType() == boolean.class ? (Object) random.nextBoolean() : null
                        : random.nextBoolean()
                                ? new CompletableFuture<>()
                                : CompletableFuture.failedFuture(new IllegalStateException("worst"))));
    }

    /** Returns the implementations of a sealed type that other classes can create. */
    static Stream<Class<?>> kinds(Class<?> type) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        return permitted == null
                ? Stream.<Class<?>>of(type).filter(kind -> !Modifier.isPrivate(kind.getModifiers()))
                : Arrays.stream(permitted).flatMap(WorstValues::kinds);
    }

    private Object value(Type type) {
        if (type instanceof ParameterizedType generic) {
            return generic(generic);
        }
        Class<?> raw = (Class<?>) type;
        List<Object> candidates = known.stream().filter(raw::isInstance).toList();
        if (!candidates.isEmpty() && random.nextBoolean()) {
            return candidates.get(random.nextInt(candidates.size()));
        }
        if (raw == long.class || raw == Long.class) {
            return LONGS[random.nextInt(LONGS.length)];
        } else if (raw == int.class || raw == Integer.class) {
            return INTS[random.nextInt(INTS.length)];
        } else if (raw == boolean.class || raw == Boolean.class) {
            return random.nextBoolean();
        } else if (raw == String.class) {
            return TEXTS[random.nextInt(TEXTS.length)];
        } else if (raw == UUID.class) {
            return new UUID(random.nextInt(3), random.nextInt(3));
        } else if (raw == Duration.class) {
            return Duration.ofMillis(random.nextInt(3) == 0 ? Long.MAX_VALUE : random.nextInt(100_000));
        } else if (raw == MessageHash.class) {
            return MessageHash.of(new byte[32]);
        } else if (raw == ForkProof.class) {
            return forkProof();
        } else if (raw == Bytes.class) {
            return Bytes.of(new byte[BYTES[random.nextInt(BYTES.length)]]);
        } else if (raw == Path.class) {
            return Path.of("worst");
        } else if (raw == Runnable.class) {
            return (Runnable) () -> {};
        } else if (Throwable.class.isAssignableFrom(raw)) {
            return new IllegalStateException("worst");
        } else if (raw.isEnum()) {
            return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
        } else if (raw.isRecord()) {
            return record(raw);
        } else if (raw.isSealed()) {
            List<Class<?>> kinds = kinds(raw).toList();
            return value(kinds.get(random.nextInt(kinds.size())));
        }
        return port(raw);
    }

    /** No two random messages have one key. */
    private ForkProof forkProof() {
        ChatMessage first = TestMessages.create(
                of(MessageId.class),
                of(MessageKey.class),
                Optional.empty(),
                List.of(),
                ChatMessage.MAX_LAMPORT,
                of(Long.class),
                ChatMessage.Kind.TEXT,
                "one",
                Optional.empty());
        return new ForkProof(first, TestMessages.rewritten(first, "two"));
    }

    private Object generic(ParameterizedType type) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type first = type.getActualTypeArguments()[0];
        if (raw == Optional.class) {
            return random.nextBoolean() ? Optional.of(value(first)) : Optional.empty();
        } else if (raw == CompletableFuture.class) {
            return new CompletableFuture<>();
        } else if (raw == Consumer.class || raw == LongSupplier.class) {
            return port(raw);
        } else if (Map.class.isAssignableFrom(raw)) {
            Map<Object, Object> map = raw == Map.class ? new HashMap<>() : new TreeMap<>();
            elements(first).forEach(key -> map.put(key, value(type.getActualTypeArguments()[1])));
            return map;
        } else if (raw == Set.class) {
            return new LinkedHashSet<>(elements(first));
        }
        return elements(first);
    }

    private List<Object> elements(Type type) {
        List<Object> elements = new ArrayList<>();
        for (int left = random.nextInt(MAX_ELEMENTS + 1); left > 0; left--) {
            elements.add(value(type));
        }
        return elements;
    }

    /** Tries other values as long as the record refuses them. */
    private Object record(Class<?> type) {
        try {
            Class<?>[] raw = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(raw);
            constructor.setAccessible(true);
            for (int tries = 0; tries < MAX_TRIES; tries++) {
                try {
                    return constructor.newInstance(Arrays.stream(type.getRecordComponents())
                            .map(component -> value(component.getGenericType()))
                            .toArray());
                } catch (InvocationTargetException e) {
                    if (!(e.getCause() instanceof IllegalArgumentException)) {
                        throw new AssertionError(type + " refuses a value in a wrong way", e.getCause());
                    }
                }
            }
            throw new AssertionError("no valid " + type);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
