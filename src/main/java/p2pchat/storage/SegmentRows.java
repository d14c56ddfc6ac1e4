package p2pchat.storage;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Optional;
import p2pchat.crypto.StorageKey;
import p2pchat.crypto.StoreCipher;
import p2pchat.model.Bytes;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;

/** The table of segments, one for each opening of the store for writing, and the key of the store (protocol 2.14). */
final class SegmentRows {

    static final String TABLE = "CREATE TABLE segment (number INTEGER NOT NULL PRIMARY KEY, salt BLOB NOT NULL) STRICT";

    private static final String SALT = "SELECT salt FROM segment WHERE number = ?";

    private SegmentRows() {}

    /** Makes the texts of the store readable in this session; throws if they are encrypted for another person. */
    static StoreCipher open(SqliteSession session, Path file, StorageKey key) throws SQLException {
        StoreCipher cipher = key.open(
                        MetaTable.required(session, MetaTable.NETWORK_ID),
                        MetaTable.required(session, MetaTable.STORE_KEY),
                        segment -> salt(session, file, segment))
                .orElseThrow(() -> new ProblemException(new Problem.StoreOfOtherPerson(file)));
        session.use(cipher);
        return cipher;
    }

    /** Commits a new segment, in which this session encrypts texts. */
    static void begin(SqliteSession session, StoreCipher cipher, SecureRandom random) throws SQLException {
        int number = session.number("SELECT coalesce(max(number), 0) + 1 FROM segment");
        session.update(
                "INSERT INTO segment (number, salt) VALUES (?, ?)",
                number,
                cipher.begin(number, random).toArray());
        session.commit();
    }

    private static Optional<Bytes> salt(SqliteSession session, Path file, int segment) {
        try {
            return session.first(SALT, row -> Bytes.of(row.getBytes(1)), segment);
        } catch (SQLException e) {
            throw StoreErrors.explain(file, e);
        }
    }
}
