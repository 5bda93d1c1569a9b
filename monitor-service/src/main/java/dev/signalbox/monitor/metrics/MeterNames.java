package dev.signalbox.monitor.metrics;

/** The names of the monitor's metrics and of their labels, as Micrometer has them; Prometheus writes dots as underscores. */
public final class MeterNames {
    /** Windows that came, by {@link #RESULT}: stored, duplicate, dropped-too-old, dropped-in-the-future. */
    public static final String WINDOWS = "signalbox.monitor.windows";

    /** Profiles that came, by {@link #RESULT}: stored, dropped-too-many-shapes. */
    public static final String PROFILES = "signalbox.monitor.profiles";

    /** Records that came, by {@link #RESULT}: stored, duplicate, dropped-too-old, dropped-in-the-future. */
    public static final String RECORDS = "signalbox.monitor.records";

    /** Feedback that came, by {@link #KIND} and {@link #RESULT}: stored, duplicate, refused. */
    public static final String FEEDBACK = "signalbox.monitor.feedback";

    /** Tickets that came, by {@link #REASON} and {@link #RESULT}: new, known, full. */
    public static final String TICKETS = "signalbox.monitor.tickets";

    /** What was done with tickets, by {@link #ACTION} and {@link #RESULT}: done, refused, unknown. */
    public static final String REVIEWS = "signalbox.monitor.reviews";

    /** Tickets whose inputs were held against the training data, by {@link #RESULT}: usual, unusual, no-baseline, failed. */
    public static final String TICKETS_COMPARED = "signalbox.monitor.tickets.compared";

    /** Tickets that nobody has decided on, by {@link #DEPLOYMENT}. */
    public static final String TICKETS_WAITING = "signalbox.monitor.tickets.waiting";

    /** Those of them that are overdue, by {@link #DEPLOYMENT}. */
    public static final String TICKETS_OVERDUE = "signalbox.monitor.tickets.overdue";

    /** Tries to send a decision to an application, by {@link #OUTCOME}. */
    public static final String CALLBACKS = "signalbox.monitor.callbacks";

    /** Decisions that are not tried any more. */
    public static final String CALLBACKS_GIVEN_UP = "signalbox.monitor.callbacks.given.up";

    /** Decisions that are to be sent. */
    public static final String CALLBACKS_WAITING = "signalbox.monitor.callbacks.waiting";

    /** Verdicts given, by {@link #OUTCOME}. */
    public static final String VERDICTS = "signalbox.monitor.verdicts";

    /** How long verdicts took. */
    public static final String VERDICT_TIME = "signalbox.monitor.verdict.time";

    /** Rows deleted for their age, or to keep a budget, by {@link #TABLE}. */
    public static final String DELETED = "signalbox.monitor.deleted";

    /** The candidate's value in an alarm: a share, or milliseconds. */
    public static final String ALARM_VALUE = "signalbox.alarm.value";

    /** Stable's value in an alarm. */
    public static final String ALARM_REFERENCE = "signalbox.alarm.reference";

    /** What the candidate's value is held against. */
    public static final String ALARM_THRESHOLD = "signalbox.alarm.threshold";

    /** The e-value for harm. */
    public static final String ALARM_HARM = "signalbox.alarm.harm.evidence";

    /** The e-value for safety. */
    public static final String ALARM_SAFE = "signalbox.alarm.safe.evidence";

    /** 1 while the alarm fires, else 0. */
    public static final String ALARM_FIRING = "signalbox.alarm.firing";

    /** The limit in force of a rule whose limit is learned. */
    public static final String LIMIT_IN_FORCE = "signalbox.limit.in.force";

    /** The highest that it can be. */
    public static final String LIMIT_HARD_MAX = "signalbox.limit.hard.max";

    /** How far the stable version has decayed, by {@link #KIND}: drift, accuracy, estimatedAccuracy, age (in days). */
    public static final String DECAY_VALUE = "signalbox.decay.value";

    /** What that is held against. */
    public static final String DECAY_THRESHOLD = "signalbox.decay.threshold";

    /** How much it grows in a day. */
    public static final String DECAY_PER_DAY = "signalbox.decay.per.day";

    /** In how many days the threshold will be reached. */
    public static final String DECAY_DAYS_LEFT = "signalbox.decay.days.left";

    /** 1 while it is beyond its threshold, else 0. */
    public static final String DECAY_FIRING = "signalbox.decay.firing";

    /** Requests refused for their token, by {@link #REASON}: unknown, not-allowed. */
    public static final String REFUSED = "signalbox.monitor.refused";

    /** Transactions that the database did not do, by {@link #REASON}: unavailable, refused. */
    public static final String DATABASE_FAILURES = "signalbox.monitor.database.failures";

    /** Label: why. */
    public static final String REASON = "reason";

    /** Label: what somebody did. */
    public static final String ACTION = "action";

    /** Label: what became of it. */
    public static final String RESULT = "result";

    /** Label: the kind of feedback, or of decay. */
    public static final String KIND = "kind";

    /** Label: the outcome of a verdict, or of a try. */
    public static final String OUTCOME = "outcome";

    /** Label: a table. */
    public static final String TABLE = "table";

    /** Label: a deployment, as namespace/name. */
    public static final String DEPLOYMENT = "deployment";

    /** Label: the candidate's version. */
    public static final String VERSION = "version";

    /** Label: a feature or an output; empty where an alarm is about one thing. */
    public static final String FEATURE = "feature";

    /** Label: an alarm's name. */
    public static final String ALARM = "alarm";

    private MeterNames() {}
}
