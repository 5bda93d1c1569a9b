package dev.signalbox.monitor.trainable;

/** Why a record is not learned from. */
public enum Omission {
    /** Nobody said what would have been right. */
    UNLABELLED("unlabelled"),
    /** It has several rows, of which feedback can not say which it is about. */
    SEVERAL_ROWS("severalRows"),
    /** An input is masked, or did not fit into the record. */
    WITHHELD("withheld"),
    /** The version that answered was rolled back. */
    ROLLED_BACK("rolledBack"),
    /** The version that answered is still being judged, or gave way to another before it was stable. */
    UNPROVEN("unproven"),
    /** An alarm of the version said at that time that something was broken. */
    ALARM("alarm"),
    /** A person decided, while the version was faulty in one of these ways. */
    DECIDED_WHILE_FAULTY("decidedWhileFaulty");

    private final String word;

    Omission(String word) {
        this.word = word;
    }

    /** The name in an answer. */
    public String word() {
        return word;
    }
}
