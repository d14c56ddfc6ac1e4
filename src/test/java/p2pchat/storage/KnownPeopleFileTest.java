package p2pchat.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.ProblemException;

class KnownPeopleFileTest {

    @TempDir
    Path root;

    private static PersonKey person(int number) {
        return PersonKey.of(ByteBuffer.allocate(PersonKey.SIZE).putInt(number).array());
    }

    @Test
    void addedPeopleAreReadAgain() {
        KnownPeopleFile file = KnownPeopleFile.open(root.resolve("new"));
        file.add(person(1), new Nick("ann"));
        file.add(person(2), new Nick("bób"));
        assertThat(file.people()).containsEntry(person(1), new Nick("ann")).hasSize(2);
        assertThat(KnownPeopleFile.open(root.resolve("new")).people()).isEqualTo(file.people());
    }

    @Test
    void anotherProcessKeepsItsPeople() {
        KnownPeopleFile one = KnownPeopleFile.open(root);
        KnownPeopleFile other = KnownPeopleFile.open(root);
        one.add(person(1), new Nick("ann"));
        other.add(person(2), new Nick("bob"));
        assertThat(other.people()).containsOnlyKeys(person(1), person(2));
    }

    @Test
    void onlyTheOwnerMayReadTheFile() throws IOException {
        KnownPeopleFile.open(root).add(person(1), new Nick("ann"));
        assertThat(Files.getPosixFilePermissions(root.resolve("known_people")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(root).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void brokenLinesAreSkipped() throws IOException {
        KnownPeopleFile.open(root).add(person(1), new Nick("ann"));
        Path file = root.resolve("known_people");
        Files.writeString(file, "# a remark\n\n" + Files.readString(file) + "00 short\n");
        assertThat(KnownPeopleFile.open(root).people()).containsOnlyKeys(person(1));
    }

    @Test
    void personVerifiedFirstIsForgottenFirst() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= KnownPeopleFile.MAX_PEOPLE; i++) {
            lines.append(person(i).bytes()).append(" n\n");
        }
        Files.writeString(root.resolve("known_people"), lines);
        KnownPeopleFile file = KnownPeopleFile.open(root);
        file.add(person(0), new Nick("new"));
        assertThat(file.people())
                .hasSize(KnownPeopleFile.MAX_PEOPLE)
                .containsKey(person(0))
                .doesNotContainKey(person(1));
    }

    @Test
    void fileThatCannotBeReadIsNotReplaced() throws IOException {
        Path file = root.resolve("known_people");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});
        KnownPeopleFile opened = KnownPeopleFile.open(root);
        assertThat(opened.people()).isEmpty();
        assertThatThrownBy(() -> opened.add(person(1), new Nick("ann"))).isInstanceOf(ProblemException.class);
        assertThat(Files.readAllBytes(file)).hasSize(2);
    }
}
