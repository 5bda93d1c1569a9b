package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.operator.machine.MonitorView;
import dev.signalbox.operator.machine.Question;
import java.util.List;

/** Where no monitor is configured and the platform judges nothing itself: a canary is held. */
final class NoMonitor implements Monitor {
    @Override
    public MonitorView ask(Question question) {
        return new MonitorView.Away("signalbox.operator.monitor is not set");
    }

    @Override
    public MonitorView look(Question question) {
        return ask(question);
    }

    @Override
    public void policy(DeploymentName deployment, List<AlarmRule> alarms) {
        // Nobody to tell.
    }

    @Override
    public void keepPolicy(DeploymentName deployment, List<AlarmRule> alarms) {
        // Nobody to learn.
    }
}
