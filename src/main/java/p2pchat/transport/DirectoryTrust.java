package p2pchat.transport;

/** Decides which key a directory may have. */
public interface DirectoryTrust extends ServerKeyCheck {

    /** Trusts every directory. */
    DirectoryTrust ANY = new DirectoryTrust() {
        @Override
        public void check(p2pchat.model.DeviceKey seen) {}

        @Override
        public void answered() {}
    };

    /** Reports that the directory has answered. This proves that the key checked last is its own. */
    void answered();
}
