package p2pchat.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.pekko.grpc.ServiceDescription;
import p2pchat.model.NetworkId;

/** Creates requests of a service with random and extreme values, half of them with damaged bytes. */
final class RandomRequests {

    /** The full name of a call, and its bytes. */
    record Request(String method, byte[] bytes) {}

    private static final int MAX_DEPTH = 6;
    private static final int[] NUMBERS = {0, 1, 2, 255, 256, 65_536, Integer.MAX_VALUE, Integer.MIN_VALUE, -1};
    private static final int[] LENGTHS = {0, 1, 3, 16, 16, 16, 16, 17, 32, 65, 70_000};
    private static final int DAMAGE = 4;

    private final Random random;
    private final ByteString network;
    private final List<MethodDescriptor> methods;

    /** @param network the network id that most requests carry, so that they get further */
    RandomRequests(long seed, ServiceDescription service, NetworkId network) {
        this.random = new Random(seed);
        this.network = ByteString.copyFrom(network.bytes());
        String name = service.name();
        this.methods = service.descriptor()
                .findServiceByName(name.substring(name.lastIndexOf('.') + 1))
                .getMethods();
    }

    Request next() {
        MethodDescriptor method = methods.get(random.nextInt(methods.size()));
        byte[] bytes = message(method.getInputType(), 0).toByteArray();
        if (random.nextBoolean() && bytes.length > 0) {
            if (random.nextInt(DAMAGE) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length) + 1);
            }
            for (int left = random.nextInt(DAMAGE); left >= 0; left--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
        }
        return new Request(method.getService().getFullName() + "/" + method.getName(), bytes);
    }

    private DynamicMessage message(Descriptor type, int depth) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
        for (FieldDescriptor field : type.getFields()) {
            boolean nested = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
            if (random.nextInt(DAMAGE) == 0 || nested && depth == MAX_DEPTH) {
                continue;
            }
            if (field.isRepeated()) {
                for (int left = random.nextInt(DAMAGE); left > 0; left--) {
                    message.addRepeatedField(field, value(field, depth));
                }
            } else {
                message.setField(field, value(field, depth));
            }
        }
        return message.build();
    }

    private Object value(FieldDescriptor field, int depth) {
        return switch (field.getJavaType()) {
            case MESSAGE -> message(field.getMessageType(), depth + 1);
            case BYTE_STRING -> bytes(field.getName());
            case STRING -> random.nextBoolean() ? "hostile" : "\u001b[2J".repeat(random.nextInt(100));
            case INT -> number();
            case LONG -> random.nextBoolean() ? (long) number() : 1L << random.nextInt(Long.SIZE);
            case BOOLEAN -> random.nextBoolean();
            case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(DAMAGE * 2));
            case FLOAT, DOUBLE -> throw new AssertionError("no such field");
        };
    }

    private ByteString bytes(String name) {
        if (name.equals("chat_id") && random.nextInt(DAMAGE) > 0) {
            return network;
        }
        byte[] bytes = new byte[LENGTHS[random.nextInt(LENGTHS.length)]];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    private int number() {
        return NUMBERS[random.nextInt(NUMBERS.length)];
    }
}
