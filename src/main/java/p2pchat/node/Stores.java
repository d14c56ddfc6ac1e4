package p2pchat.node;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import p2pchat.journal.Journal;
import p2pchat.log.LogStore;
import p2pchat.membership.ViewStore;
import p2pchat.model.AdmissionPolicy;
import p2pchat.model.Genesis;
import p2pchat.model.InvitationKeys;
import p2pchat.model.MessageSigner;
import p2pchat.model.NetworkId;
import p2pchat.model.NetworkName;
import p2pchat.model.Nick;
import p2pchat.model.PersonKey;
import p2pchat.model.StatementSigner;
import p2pchat.model.Uid;
import p2pchat.roster.StatementStore;

/** The stores in this node's home, implemented over {@code storage}. Nothing here blocks. */
public interface Stores {

    /** Completes with the networks of this name that admitted this node before, most recently used first. */
    CompletionStage<List<NetworkId>> admitted(NetworkName name);

    /** Founds a network of this name, which has no store yet. */
    NetworkId found(NetworkName name, AdmissionPolicy policy);

    /** Keeps the facts that found a network, as an invitation states them. Returns the network. */
    NetworkId learn(Genesis genesis);

    /** Opens the store of a network, or creates it. Fails with a {@code ProblemException}. */
    CompletionStage<Opened> open(NetworkName name, NetworkId network);

    /** Returns the people whose keys this user has compared, with their nicks at that time. Any thread. */
    Map<PersonKey, Nick> verified();

    /** Adds a person to {@link #verified}. Fails with a {@code ProblemException}. */
    CompletionStage<Void> verify(PersonKey person, Nick nick);

    /**
     * The store of one network, locked until {@code closing} is called.
     *
     * @param signer signs the messages of this member
     * @param statementSigner signs the statements of this device
     * @param invitations makes invitations, and proves that this person has one
     * @param running returns the number of the operation that is performed now, or 0
     */
    record Opened(
            Genesis genesis,
            MessageSigner signer,
            StatementSigner statementSigner,
            InvitationKeys invitations,
            LogStore log,
            ViewStore views,
            StatementStore statements,
            Journal journal,
            LongSupplier running,
            Supplier<CompletionStage<Void>> closing) {

        Uid uid() {
            return signer.uid();
        }

        /** Completes when all earlier writes are durable and the files are closed. */
        CompletionStage<Void> close() {
            return closing.get();
        }
    }
}
