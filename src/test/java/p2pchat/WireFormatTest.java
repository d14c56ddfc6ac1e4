package p2pchat;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import p2pchat.proto.CreateNetworkRequest;
import p2pchat.proto.Header;
import p2pchat.proto.Leader;

/**
 * The format on the wire, one line for each field, value and call. Programs of different ages talk to each other, so a
 * number, a type or a label never changes and is never used again; a new line is a reviewed difference.
 *
 * <p>{@code mvn test -Dtest=WireFormatTest -Drewrite=true} rewrites the file.
 */
class WireFormatTest {

    private static final Path GOLDEN = Path.of("src", "test", "resources", "wire-format.txt");

    @Test
    void theFormatIsTheOneThatWasAgreedOn() throws IOException {
        List<String> format = Stream.of(
                        Leader.getDescriptor().getFile(),
                        CreateNetworkRequest.getDescriptor().getFile(),
                        Header.getDescriptor().getFile())
                .flatMap(file -> lines(file).stream())
                .sorted()
                .toList();
        if (Boolean.getBoolean("rewrite")) {
            Files.write(GOLDEN, format);
        }
        assertThat(format).containsExactlyElementsOf(Files.readAllLines(GOLDEN));
    }

    private static List<String> lines(FileDescriptor file) {
        List<String> lines = new ArrayList<>();
        file.getMessageTypes().forEach(message -> add(message, lines));
        file.getEnumTypes().forEach(type -> add(type, lines));
        file.getServices().forEach(service -> add(service, lines));
        return lines;
    }

    private static void add(Descriptor message, List<String> lines) {
        if (message.getFields().isEmpty()) {
            lines.add("message " + message.getFullName() + " (empty)");
        }
        for (FieldDescriptor field : message.getFields()) {
            lines.add("message %s %03d %s: %s %s%s"
                    .formatted(
                            message.getFullName(),
                            field.getNumber(),
                            field.getName(),
                            field.isRepeated() ? "repeated" : "single",
                            type(field),
                            field.getRealContainingOneof() == null
                                    ? ""
                                    : " in oneof "
                                            + field.getRealContainingOneof().getName()));
        }
        message.getNestedTypes().forEach(nested -> add(nested, lines));
        message.getEnumTypes().forEach(type -> add(type, lines));
    }

    private static void add(EnumDescriptor type, List<String> lines) {
        type.getValues()
                .forEach(value ->
                        lines.add("enum %s %03d %s".formatted(type.getFullName(), value.getNumber(), value.getName())));
    }

    private static void add(ServiceDescriptor service, List<String> lines) {
        for (MethodDescriptor rpc : service.getMethods()) {
            lines.add("service %s rpc %s: %s%s -> %s%s"
                    .formatted(
                            service.getFullName(),
                            rpc.getName(),
                            rpc.isClientStreaming() ? "stream " : "",
                            rpc.getInputType().getFullName(),
                            rpc.isServerStreaming() ? "stream " : "",
                            rpc.getOutputType().getFullName()));
        }
    }

    private static String type(FieldDescriptor field) {
        return switch (field.getType()) {
            case MESSAGE -> field.getMessageType().getFullName();
            case ENUM -> field.getEnumType().getFullName();
            default -> field.getType().name().toLowerCase(Locale.ROOT);
        };
    }
}
