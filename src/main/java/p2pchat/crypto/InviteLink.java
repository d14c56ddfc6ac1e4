package p2pchat.crypto;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import p2pchat.model.Address;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Bytes;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Genesis.DirectoryMode;
import p2pchat.model.Invite;
import p2pchat.model.NetworkName;
import p2pchat.model.NodeId;
import p2pchat.model.PersonKey;
import p2pchat.model.Problem;
import p2pchat.model.ProblemException;
import p2pchat.model.Sha256;
import p2pchat.model.UidProof;

/**
 * The text of an invitation link, {@code p2p-chat://DIRECTORY/NAME#SECRET}. The part after the hash sign is base64url of
 * version, length, content and check (protocol 2.13). Errors never repeat a part of the link. Pure.
 */
public final class InviteLink {

    public static final String SCHEME = "p2p-chat://";

    /** More than the longest link. */
    public static final int MAX_LENGTH = 4_096;

    private static final Problem CUT_OFF = new Problem.InvitationUnreadable("it is cut off");
    private static final int VERSION = 1;
    private static final int CHECK_SIZE = 4;
    private static final Pattern BASE64 = Pattern.compile("[\\w-]*");

    private InviteLink() {}

    static String encode(Bytes seed, Invite.Origin origin) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String place = place(origin.directory(), origin.genesis().name());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, seed, origin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] content = bytes.toByteArray();
        byte[] secret = ByteBuffer.allocate(3 + content.length + CHECK_SIZE)
                .put((byte) VERSION)
                .putShort((short) content.length)
                .put(content)
                .put(check(place, content))
                .array();
        return place + "#" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    private static String place(Address directory, NetworkName name) {
        return SCHEME + directory + "/" + name;
    }

    private static byte[] check(String place, byte[] content) {
        byte[] text = place.getBytes(StandardCharsets.UTF_8);
        byte[] checked = ByteBuffer.allocate(text.length + content.length)
                .put(text)
                .put(content)
                .array();
        return Arrays.copyOf(Sha256.digest(checked), CHECK_SIZE);
    }

    private static void write(DataOutputStream out, Bytes seed, Invite.Origin origin) throws IOException {
        Genesis genesis = origin.genesis();
        out.write(seed.toArray());
        out.write(genesis.founder().bytes().toArray());
        out.write(genesis.device().bytes().toArray());
        out.write(genesis.directory().bytes().toArray());
        out.writeByte(genesis.mode().number());
        out.write(genesis.nonce().toArray());
        out.writeByte(genesis.policy().number());
        out.writeLong(origin.epoch());
        out.writeByte(origin.members().size());
        for (Invite.Contact member : origin.members()) {
            out.writeInt(member.node().value());
            out.write(member.proof().device().bytes().toArray());
            out.write(member.proof().nonce().toArray());
            out.writeUTF(member.address().host());
            out.writeShort(member.address().port());
        }
    }

    /** Returns whether a text is meant as a link. */
    public static boolean isLink(String text) {
        return trimmed(text).startsWith(SCHEME);
    }

    /** Returns whether a text begins as a link does, and the rest is missing, for example on another line. */
    public static boolean isCutOff(String text) {
        try {
            parse(text);
            return false;
        } catch (ProblemException e) {
            return isLink(text) && e.problem().equals(CUT_OFF);
        }
    }

    /** Reads a link, even if it was wrapped or put in quotes or brackets on the way. */
    public static Invite parse(String text) {
        String link = trimmed(text);
        int hash = link.indexOf('#');
        int slash = link.indexOf('/', SCHEME.length());
        if (!link.startsWith(SCHEME)) {
            throw unreadable("it does not start with " + SCHEME);
        } else if (hash < 0 || slash < 0 || slash > hash) {
            throw new ProblemException(CUT_OFF);
        }
        byte[] content = content(link.substring(0, hash), link.substring(hash + 1));
        try {
            return read(
                    ByteBuffer.wrap(content),
                    Address.parse(link.substring(SCHEME.length(), slash)),
                    new NetworkName(link.substring(slash + 1, hash)));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw unreadable("it is damaged");
        }
    }

    private static String trimmed(String text) {
        return text.replaceAll("\\s", "").replaceAll("^[<\"'(]|[>\"')]$", "");
    }

    private static byte[] content(String place, String secret) {
        if (!BASE64.matcher(secret).matches()) {
            throw unreadable("it contains a character that is in no link");
        }
        boolean odd = secret.length() % 4 == 1; // no base64 has this length, so the rest is missing
        byte[] bytes = Base64.getUrlDecoder().decode(odd ? secret.substring(0, secret.length() - 1) : secret);
        if (bytes.length > 0 && bytes[0] != VERSION) {
            throw unreadable("it is for another version of p2p-chat");
        }
        int length = bytes.length < 3 ? 0 : ByteBuffer.wrap(bytes).getShort(1);
        if (bytes.length < 3 + length + CHECK_SIZE || length < 0) {
            throw new ProblemException(CUT_OFF);
        }
        byte[] content = Arrays.copyOfRange(bytes, 3, 3 + length);
        byte[] check = Arrays.copyOfRange(bytes, 3 + length, bytes.length);
        if (!Arrays.equals(check, check(place, content))) {
            throw unreadable("a character is wrong, or something follows it");
        }
        return content;
    }

    private static Invite read(ByteBuffer in, Address directory, NetworkName name) {
        Bytes seed = bytes(in, Invite.SEED_SIZE);
        Genesis genesis = new Genesis(
                name,
                new PersonKey(bytes(in, PersonKey.SIZE)),
                new DeviceKey(bytes(in, DeviceKey.SIZE)),
                new DeviceKey(bytes(in, DeviceKey.SIZE)),
                DirectoryMode.of(in.get()),
                bytes(in, UidProof.NONCE_SIZE),
                AdmissionPolicy.of(in.get()));
        long epoch = in.getLong();
        List<Invite.Contact> members = new ArrayList<>();
        for (int left = in.get(); left > 0; left--) {
            NodeId node = new NodeId(in.getInt());
            UidProof proof = new UidProof(new DeviceKey(bytes(in, DeviceKey.SIZE)), bytes(in, UidProof.NONCE_SIZE));
            String host =
                    new String(bytes(in, Short.toUnsignedInt(in.getShort())).toArray(), StandardCharsets.UTF_8);
            members.add(new Invite.Contact(node, proof, new Address(host, Short.toUnsignedInt(in.getShort()))));
        }
        return new Invite(seed, Optional.of(new Invite.Origin(genesis, directory, epoch, members)));
    }

    private static Bytes bytes(ByteBuffer in, int size) {
        if (size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[size];
        in.get(bytes);
        return Bytes.of(bytes);
    }

    private static ProblemException unreadable(String why) {
        return new ProblemException(new Problem.InvitationUnreadable(why));
    }
}
