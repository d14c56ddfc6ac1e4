package p2pchat.crypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import p2pchat.model.Act;
import p2pchat.model.Bytes;
import p2pchat.model.Card;
import p2pchat.model.Cuts;
import p2pchat.model.DeviceKey;
import p2pchat.model.Genesis;
import p2pchat.model.Grant;
import p2pchat.model.InvitationId;
import p2pchat.model.Member;
import p2pchat.model.MessageHash;
import p2pchat.model.Numbered;
import p2pchat.model.PersonKey;
import p2pchat.model.Sha256;
import p2pchat.model.Statement;
import p2pchat.model.TwoViews;
import p2pchat.model.Uid;
import p2pchat.model.View;
import p2pchat.model.ViewId;

/**
 * Encodes everything that is signed or hashed (protocol 2.12). Each kind begins with its own label, so a signature of
 * one kind is not valid for another. Integers are big-endian, and texts of variable length follow their length.
 * Independent of the wire format.
 */
final class SignedText {

    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    private SignedText(byte[] begin) {
        text.writeBytes(begin);
    }

    private SignedText(String label) {
        bytes(label(label));
    }

    /** Returns the bytes with which a text of this kind begins. */
    static Bytes label(String kind) {
        return Bytes.of(("p2p-chat " + kind + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns the text whose hash is the id of a network. */
    static byte[] genesis(Genesis genesis) {
        return new SignedText("genesis v1")
                .text(genesis.name().value())
                .bytes(genesis.founder().bytes())
                .bytes(genesis.device().bytes())
                .bytes(genesis.directory().bytes())
                .number(genesis.mode().number())
                .bytes(genesis.nonce())
                .number(genesis.policy().number())
                .toArray();
    }

    /** Returns the text that a person signs to certify a device. */
    static byte[] certificate(PersonKey person, DeviceKey device, long madeAt) {
        return new SignedText("device v1")
                .bytes(person.bytes())
                .bytes(device.bytes())
                .number(madeAt)
                .toArray();
    }

    /** Returns the text that a device signs to identify itself in a network. */
    static byte[] card(Bytes network, Card card) {
        return new SignedText("card v1")
                .bytes(network)
                .bytes(card.person().bytes())
                .bytes(card.device().bytes())
                .number(card.certificate().madeAt())
                .bytes(card.certificate().signature())
                .bytes(card.nonce())
                .text(card.nick().value())
                .text(card.address().host())
                .number(card.address().port())
                .number(card.counter())
                .toArray();
    }

    /** Returns the text that a directory signs to grant the leadership. */
    static byte[] grant(Bytes network, Grant grant) {
        return new SignedText("grant v1")
                .bytes(network)
                .number(grant.epoch())
                .bytes(Bytes.of(grant.leader().bytes()))
                .bytes(grant.device().bytes())
                .number(grant.grantedAt())
                .bytes(grant.directory().bytes())
                .toArray();
    }

    /**
     * Returns the hash of what a view contains. Nicks and addresses of the members are in their cards.
     *
     * @param cards returns the hash of a member's card with its signature
     */
    static Bytes content(View view, Function<Member, Bytes> cards) {
        SignedText text = new SignedText("view content v1")
                .number(view.leader().value())
                .number(view.members().size());
        for (Member member : view.members()) {
            text.number(member.node().value())
                    .bytes(Bytes.of(member.uid().bytes()))
                    .bytes(cards.apply(member))
                    .viewId(member.joinedAt())
                    .number(member.visiting() ? 1 : 0);
        }
        return hash(text.toArray());
    }

    /** Returns the text that a leader signs to install a view. It is short, so that two of them make a small proof. */
    static byte[] view(Bytes network, ViewId id, Bytes content) {
        return new SignedText("view v1")
                .bytes(network)
                .viewId(id)
                .bytes(content)
                .toArray();
    }

    /**
     * Returns the text that a member signs to answer a ping on request.
     *
     * @param asker the member that gets the answer, and its nonce
     */
    static byte[] pong(
            Bytes network, Uid asker, Bytes nonce, Uid member, ViewId view, boolean leading, Optional<Uid> leader) {
        return new SignedText("pong v1")
                .bytes(network)
                .bytes(Bytes.of(asker.bytes()))
                .bytes(nonce)
                .bytes(Bytes.of(member.bytes()))
                .viewId(view)
                .number(leading ? 1 : 0)
                .bytes(Bytes.of(leader.map(Uid::bytes).orElse(new byte[16])))
                .toArray();
    }

    /** Returns the text that an author's device signs to seal messages. */
    static byte[] seal(Bytes network, Uid author, long first, List<MessageHash> hashes) {
        SignedText text = new SignedText("seal v1")
                .bytes(network)
                .bytes(Bytes.of(author.bytes()))
                .number(first)
                .number(hashes.size());
        ByteBuffer all = ByteBuffer.allocate(MessageHash.SIZE * hashes.size());
        hashes.forEach(hash -> hash.put(all));
        text.text.writeBytes(all.array());
        return text.toArray();
    }

    /** Returns the text of a statement, which its device signs and whose hash names it. */
    static byte[] statement(Bytes network, Statement statement) {
        SignedText text = new SignedText("statement v1")
                .bytes(network)
                .bytes(statement.person().bytes())
                .bytes(statement.device().bytes())
                .number(statement.author().madeAt())
                .bytes(statement.author().signature())
                .number(statement.number())
                .number(statement.at())
                .number(statement.parents().size());
        statement.parents().forEach(parent -> text.bytes(parent.bytes()));
        return text.act(statement.act()).toArray();
    }

    /** Returns the text that a person signs to end a device. */
    static byte[] revocation(Bytes network, PersonKey person, DeviceKey device, Cuts cuts) {
        return new SignedText("revocation v1")
                .bytes(network)
                .bytes(person.bytes())
                .bytes(device.bytes())
                .cuts(cuts)
                .toArray();
    }

    /** Returns the text that the key of an invitation signs to admit a person. */
    static byte[] join(Bytes network, PersonKey person, InvitationId invitation) {
        return new SignedText("join v1")
                .bytes(network)
                .bytes(person.bytes())
                .bytes(invitation.bytes())
                .toArray();
    }

    /** Kinds of acts, with their numbers in signed texts. */
    enum ActKind implements Numbered {
        ADMIT_OPEN(1),
        ADMIT_APPROVED(2),
        ADMIT_INVITED(3),
        LEAVE(4),
        SET_ROLE(5),
        REMOVE(6),
        UNBAN(7),
        INVITE(8),
        CLOSE(9),
        SET_POLICY(10),
        SET_TOPIC(11),
        REVOKE(12);

        private final int number;

        ActKind(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }

        /** Returns the kind with this number. Throws {@code IllegalArgumentException} if there is none. */
        static ActKind of(int number) {
            return Numbered.of(ActKind.class, number);
        }
    }

    private SignedText act(Act act) {
        if (act instanceof Act.Admit admit && admit.basis() instanceof Act.Open) {
            return kind(ActKind.ADMIT_OPEN).bytes(admit.person().bytes());
        } else if (act instanceof Act.Admit admit && admit.basis() instanceof Act.Approved) {
            return kind(ActKind.ADMIT_APPROVED).bytes(admit.person().bytes());
        } else if (act instanceof Act.Admit admit && admit.basis() instanceof Act.Invited invited) {
            return kind(ActKind.ADMIT_INVITED)
                    .bytes(admit.person().bytes())
                    .bytes(invited.invitation().bytes())
                    .bytes(invited.proof());
        } else if (act instanceof Act.Leave) {
            return kind(ActKind.LEAVE);
        } else if (act instanceof Act.SetRole set) {
            return kind(ActKind.SET_ROLE)
                    .bytes(set.person().bytes())
                    .number(set.role().number())
                    .cuts(set.cuts());
        } else if (act instanceof Act.Remove remove) {
            return kind(ActKind.REMOVE)
                    .bytes(remove.person().bytes())
                    .flag(remove.ban())
                    .text(remove.reason())
                    .cuts(remove.cuts());
        } else if (act instanceof Act.Unban unban) {
            return kind(ActKind.UNBAN).bytes(unban.person().bytes());
        } else if (act instanceof Act.Invite invite) {
            return kind(ActKind.INVITE)
                    .bytes(invite.key())
                    .number(invite.uses())
                    .number(invite.expiresAt())
                    .number(invite.role().number());
        } else if (act instanceof Act.Close close) {
            return kind(ActKind.CLOSE).bytes(close.invitation().bytes());
        } else if (act instanceof Act.SetPolicy set) {
            return kind(ActKind.SET_POLICY).number(set.policy().number()).flag(set.locked());
        } else if (act instanceof Act.SetTopic topic) {
            return kind(ActKind.SET_TOPIC).text(topic.text());
        } else if (act instanceof Act.Revoke revoke) {
            return kind(ActKind.REVOKE)
                    .bytes(revoke.device().bytes())
                    .cuts(revoke.cuts())
                    .bytes(revoke.signature());
        }
        throw new AssertionError("no encoding for " + act);
    }

    private SignedText kind(ActKind kind) {
        return number(kind.number);
    }

    private SignedText flag(boolean value) {
        return number(value ? 1 : 0);
    }

    /** Sorted by key, so that equal cuts have equal texts. */
    private SignedText cuts(Cuts cuts) {
        number(cuts.statements().size());
        cuts.statements().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(
                        (DeviceKey device) -> device.bytes().toArray(), Arrays::compareUnsigned)))
                .forEach(cut -> bytes(cut.getKey().bytes()).number(cut.getValue()));
        number(cuts.messages().size());
        cuts.messages().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(Uid::bytes, Arrays::compareUnsigned)))
                .forEach(cut -> bytes(Bytes.of(cut.getKey().bytes())).number(cut.getValue()));
        return this;
    }

    /** Returns the text that the device of an exporter signs below a transcript. */
    static byte[] transcript(Bytes network, Bytes digest) {
        return new SignedText("transcript v1").bytes(network).bytes(digest).toArray();
    }

    /** Returns a card with its signature, as it is stored and as views hash it. */
    static byte[] signed(Bytes network, Card card) {
        return signed(card(network, card), card.signature());
    }

    /** Returns a statement with its signature, as it is stored and sent. */
    static byte[] signed(Bytes network, Statement statement) {
        return signed(statement(network, statement), statement.signature());
    }

    /** Returns a grant with its signature, as it is stored. */
    static byte[] signed(Bytes network, Grant grant) {
        return signed(grant(network, grant), grant.signature());
    }

    /** Returns a proof as it is stored. */
    static byte[] signed(Bytes network, TwoViews proof) {
        SignedText text = new SignedText(signed(network, proof.grant())).number(proof.seq());
        for (TwoViews.Signed signed : List.of(proof.first(), proof.second())) {
            text.bytes(signed.content()).bytes(signed.signature());
        }
        return text.toArray();
    }

    private static byte[] signed(byte[] text, Bytes signature) {
        return ByteBuffer.allocate(text.length + signature.size())
                .put(text)
                .put(signature.toArray())
                .array();
    }

    /** Returns the key under which a grant is stored. */
    static Bytes id(long epoch, Uid leader) {
        return Bytes.of(ByteBuffer.allocate(Long.BYTES + 16)
                .putLong(epoch)
                .put(leader.bytes())
                .array());
    }

    /** Returns the key under which a view is stored. */
    static Bytes id(ViewId view, Uid leader) {
        return Bytes.of(ByteBuffer.allocate(Long.BYTES + Integer.BYTES + 16)
                .putLong(view.epoch())
                .putInt(view.seq())
                .put(leader.bytes())
                .array());
    }

    static Bytes hash(byte[] text) {
        return Bytes.of(Sha256.digest(text));
    }

    private SignedText viewId(ViewId id) {
        return number(id.epoch()).number(id.seq());
    }

    private SignedText bytes(Bytes bytes) {
        text.writeBytes(bytes.toArray());
        return this;
    }

    private SignedText number(long value) {
        text.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }

    private SignedText text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        text.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
        text.writeBytes(utf8);
        return this;
    }

    private byte[] toArray() {
        return text.toByteArray();
    }
}
