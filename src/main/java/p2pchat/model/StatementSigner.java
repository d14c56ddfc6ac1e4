package p2pchat.model;

import java.util.List;

/** Signs statements of this device. {@code crypto} implements it. */
public interface StatementSigner extends InvitationCheck {

    /** Returns this device with its person. */
    DeviceCertificate author();

    /** Signs a statement. */
    Statement sign(long number, List<StatementHash> parents, long at, Act act);

    /** Returns the act that ends another device of this person, signed by the person. */
    Act.Revoke revoke(DeviceKey device, Cuts cuts);
}
