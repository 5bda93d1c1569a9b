package dev.signalbox.operator.machine;

/** Why something happened. The same word is the reason of a condition, of an event and a tag of a metric. */
public enum Reason {
    /** The spec is sound and is carried out. */
    ACCEPTED("Accepted", false),
    /** The spec breaks a rule; the last accepted one goes on. */
    INVALID_SPEC("InvalidSpec", true),
    /** A version that is in use was given another artifact; the last accepted spec goes on. */
    VERSION_CHANGED("VersionChanged", true),
    /** Nothing was asked for that could be carried out. */
    NOTHING_TO_SERVE("NothingToServe", false),
    /** A candidate's pods are started. */
    CANDIDATE_STARTED("CandidateStarted", false),
    /** A share of the requests is sent to the candidate. */
    WEIGHT_SHIFTED("WeightShifted", false),
    /** Copies of requests are sent to the candidate. */
    SHADOWING("Shadowing", false),
    /** The candidate runs at full size and can be asked by name; it has no share. */
    PREVIEWING("Previewing", false),
    /** Sample inferences to the candidate succeeded. */
    SMOKE_PASSED("SmokePassed", false),
    /** The candidate did not answer sample inferences as it should. */
    SMOKE_FAILED("SmokeFailed", true),
    /** The candidate gets all requests; the previous version stays warm. */
    CUT_OVER("CutOver", false),
    /** The candidate has all requests, and the previous version is kept warm for a while. */
    KEEPING_PREVIOUS("KeepingPrevious", false),
    /** More instances of the candidate are started before its share grows. */
    CANDIDATE_SCALING("CandidateScaling", false),
    /** A gate is passed, and a person has to let the candidate through. */
    AWAITING_APPROVAL("AwaitingApproval", false),
    /** A person has stopped the rollout where it was. */
    PAUSED("Paused", false),
    /** A person took the candidate back. */
    ABORTED("Aborted", false),
    /** A person gave all requests back to the previous version. */
    UNDONE("Undone", false),
    /** A person asked for another try of what was taken back. */
    RETRIED("Retried", false),
    /** A person's command made no sense; nothing was done. */
    COMMAND_REFUSED("CommandRefused", true),
    /** A step waits for its time or its evidence. */
    JUDGING("Judging", false),
    /** The candidate gets all requests and takes over. */
    PROMOTING("Promoting", false),
    /** A first version serves. */
    WENT_LIVE("WentLive", false),
    /** The candidate is the stable version now. */
    PROMOTED("Promoted", false),
    /** The stable version serves and nothing else is asked for. */
    SERVING("Serving", false),
    /** The stable version has no ready pod, or crashes again and again; a rollout is held meanwhile. */
    STABLE_NOT_READY("StableNotReady", true),
    /** The verdict shows harm. */
    VERDICT_ROLLBACK("VerdictRollback", true),
    /** The candidate cannot be loaded, and trying again cannot help. */
    CANDIDATE_BROKEN("CandidateBroken", true),
    /** The candidate crashes again and again. */
    CANDIDATE_CRASHING("CandidateCrashing", true),
    /** The candidate lacks ready pods: it goes no further without all of them, and has no share without any. */
    CANDIDATE_NOT_READY("CandidateNotReady", true),
    /** The monitor does not answer; nothing moves until it does. */
    MONITOR_AWAY("MonitorAway", true),
    /** The candidate has a share but no request of it was seen. */
    NO_TRAFFIC("NoTraffic", true),
    /** The deadline of the rollout has passed. */
    DEADLINE_EXCEEDED("DeadlineExceeded", true),
    /** A router has not acknowledged the route yet. */
    ROUTERS_BEHIND("RoutersBehind", false),
    /** The hold is over. */
    RESUMED("Resumed", false),
    /** A newer spec asks for another version. */
    SUPERSEDED("Superseded", false),
    /** The spec asks for the stable version again. */
    BACK_TO_STABLE("BackToStable", false),
    /** The candidate's pods are gone; stable goes on. */
    ROLLED_BACK("RolledBack", true),
    /** A new version is being trained. */
    RETRAINING_STARTED("RetrainingStarted", false),
    /** A new version was trained. */
    RETRAINED("Retrained", false),
    /** A training made a version that is no better than the one before, which is not kept. */
    NO_BETTER_VERSION("NoBetterVersion", false),
    /** A training made no version. */
    RETRAINING_FAILED("RetrainingFailed", true),
    /** A training was ended, or none ever began. */
    RETRAINING_STOPPED("RetrainingStopped", false),
    /** A trained version waits for a person. */
    ADOPTION_PROPOSED("AdoptionProposed", false),
    /** A trained version is asked for in the place of the spec's. */
    ADOPTED("Adopted", false),
    /** A trained version is asked for no more. */
    ADOPTION_DROPPED("AdoptionDropped", false),
    /** The webhook was told of a trained version. */
    ADOPTION_TOLD("AdoptionTold", false),
    /** The webhook did not take a trained version. */
    ADOPTION_UNTOLD("AdoptionUntold", true),
    /** Who decides on predictions is as the spec says. */
    DEGREE_IN_FORCE("DegreeInForce", false),
    /** A higher degree of automation waits until an alarm is quiet. */
    ALARM_FIRING("AlarmFiring", false),
    /** The deployment was deleted. */
    DELETING("Deleting", false);

    private final String word;
    private final boolean warning;

    Reason(String word, boolean warning) {
        this.word = word;
        this.warning = warning;
    }

    /** The word in conditions, events and metrics. */
    public String word() {
        return word;
    }

    /** Whether an event of it is a Warning; the others are Normal. */
    public boolean warning() {
        return warning;
    }

    /** The reason of a word. */
    public static Reason of(String word) {
        for (Reason reason : values()) {
            if (reason.word.equals(word)) {
                return reason;
            }
        }
        throw new IllegalArgumentException("reason must be one of the catalogue, got \"" + word + "\"");
    }

    @Override
    public String toString() {
        return word;
    }
}
