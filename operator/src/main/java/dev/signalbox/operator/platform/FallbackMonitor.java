package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.operator.machine.MonitorView;
import dev.signalbox.operator.machine.Question;
import java.util.List;

/**
 * A monitor, and while it is away the machine's own alarms. They only take back: what is let through is decided by the
 * monitor, which knows more.
 */
final class FallbackMonitor implements Monitor {
    private final Monitor central;
    private final Monitor own;

    FallbackMonitor(Monitor central, Monitor own) {
        this.central = central;
        this.own = own;
    }

    /** Both look all the time, so that evidence is at hand when the monitor goes away; a candidate that it takes back waits for nothing. */
    @Override
    public MonitorView ask(Question question) {
        MonitorView there = central.ask(question);
        if (takesBack(there)) {
            return there;
        }
        MonitorView here = own.ask(question);
        return there instanceof MonitorView.Away && takesBack(here) ? here : there;
    }

    private static boolean takesBack(MonitorView view) {
        return view instanceof MonitorView.Says(var verdict) && verdict.outcome() == Outcome.Rollback;
    }

    @Override
    public MonitorView look(Question question) {
        return central.look(question);
    }

    @Override
    public void policy(DeploymentName deployment, List<AlarmRule> alarms) {
        central.policy(deployment, alarms);
    }

    @Override
    public void keepPolicy(DeploymentName deployment, List<AlarmRule> alarms) {
        central.keepPolicy(deployment, alarms);
    }
}
